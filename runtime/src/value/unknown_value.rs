//! Enum values that are not in the model.

use std::fmt;

/// An enum value that was not in the model when the crate was generated.
///
/// Services add values over time, so responses may contain unknown values, and they can be sent as
/// well. An unknown value is created only by converting a string to the enum, so that a value in
/// the model is never an unknown value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// For emitted enums only, which first check whether the value is in the model.
    #[doc(hidden)]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Prints the string without the name of the type.
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
