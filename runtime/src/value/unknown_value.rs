//! The values of enums that a model does not name.

use std::fmt;

/// A value of an enum that was not in the model when its crate was generated.
///
/// Services add values over time, so one may come back in an answer, and may be sent as well. It
/// is made by turning text into the enum, never by itself: text that the model names never
/// becomes an unknown value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// For emitted enums only, which look first whether they know the value.
    #[doc(hidden)]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As a string, without the name of the type.
impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
