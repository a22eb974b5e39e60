//! What a builder says when it cannot build.

use std::fmt;

use crate::error::Error;

/// A builder was asked to build a value that lacks a required member.
///
/// Given by the `build()` of emitted structures. It turns into an [`Error`] of kind
/// [`ErrorKind::Validation`](crate::ErrorKind::Validation) with `?`.
///
/// ```
/// use querysmith_runtime::BuildError;
///
/// let error = BuildError::missing("Tag", "key");
/// assert_eq!(
///     error.to_string(),
///     "Tag: member key is missing; call .key(..) before .build()"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    type_name: &'static str,
    member: &'static str,
}

impl BuildError {
    /// `member` of `type_name`, both as Rust names, was not set.
    pub const fn missing(type_name: &'static str, member: &'static str) -> Self {
        Self { type_name, member }
    }

    /// The value of a required member, or what is missing: what the `build()` of emitted
    /// structures asks of each.
    ///
    /// # Errors
    ///
    /// [`BuildError::missing`] where there is no value.
    pub fn require<T>(
        type_name: &'static str,
        member: &'static str,
        value: Option<T>,
    ) -> Result<T, Self> {
        value.ok_or(Self::missing(type_name, member))
    }

    /// The name of the type that was to be built.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The name of the member that was not set, which is also the name of its setter.
    pub fn member(&self) -> &'static str {
        self.member
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (type_name, member) = (self.type_name, self.member);
        write!(
            f,
            "{type_name}: member {member} is missing; call .{member}(..) before .build()"
        )
    }
}

impl std::error::Error for BuildError {}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Error::validation(None, error.to_string(), error)
    }
}
