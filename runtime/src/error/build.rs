//! The error of a builder.

use std::fmt;

use crate::error::Error;

/// A required member was not set when a value was built.
///
/// Returned by the `build()` of emitted structures. `?` converts it into an [`Error`] of kind
/// [`ErrorKind::Validation`](crate::ErrorKind::Validation).
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::BuildError;
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
    /// The error for the unset `member` of `type_name`; both are Rust names.
    pub const fn missing(type_name: &'static str, member: &'static str) -> Self {
        Self { type_name, member }
    }

    /// Unwraps the value of a required member. The `build()` of emitted structures calls this for
    /// each required member.
    ///
    /// # Errors
    ///
    /// [`BuildError::missing`] if there is no value.
    pub fn require<T>(
        type_name: &'static str,
        member: &'static str,
        value: Option<T>,
    ) -> Result<T, Self> {
        value.ok_or(Self::missing(type_name, member))
    }

    /// The name of the type that could not be built.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The name of the unset member, which is also the name of its setter.
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
