//! The members of modeled errors.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::super::xml::Element;

/// The members of a modeled error: an error shape, whose members are set and whose error is not that
/// of the call.
#[derive(Clone)]
pub struct ErrorMembers(Arc<dyn Any + Send + Sync>);

impl ErrorMembers {
    /// The members in `shape`.
    pub fn of(shape: impl Any + Send + Sync) -> Self {
        Self(Arc::new(shape))
    }

    /// The error shape, if it is of this type.
    pub(crate) fn get<S: Any>(&self) -> Option<&S> {
        self.0.downcast_ref()
    }
}

/// Without the members, which may be secrets.
impl fmt::Debug for ErrorMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorMembers")
    }
}

/// Reads the members of modeled errors from the document of a response, while it is parsed.
///
/// The macros of the runtime implement it for error shapes and for the errors of operations.
pub trait ReadErrorMembers {
    /// Reads the members of the error with this code from the element that holds them. `None` if
    /// the error has no members, or if one cannot be read.
    fn read_error_members(code: &str, element: Element<'_>) -> Option<ErrorMembers>;
}

/// The function of [`ReadErrorMembers`].
pub(crate) type ReadMembers = fn(&str, Element<'_>) -> Option<ErrorMembers>;
