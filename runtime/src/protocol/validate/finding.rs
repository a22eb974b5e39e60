//! The findings of a validator: each is a path, and the constraint that its value violates.

use std::fmt::{self, Display};

use super::violation::Violation;

/// A violation of one constraint, as data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) path: Vec<Step>,
    pub(crate) constraint: Constraint,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A member by its wire name.
    Field(&'static str),
    /// An item of a list, counted from 0.
    Index(usize),
    /// The value of a map for this key, or its beginning.
    Key(String),
}

/// A violated constraint with what was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constraint {
    Required,
    Length {
        found: usize,
        bounds: Bounds<usize>,
    },
    Range {
        found: Found<i64>,
        bounds: Bounds<i64>,
    },
    RangeDouble {
        found: Found<f64>,
        bounds: Bounds<f64>,
    },
    KnownMember,
    Pattern(&'static str),
    UniqueItems,
    EnumValue(&'static [&'static str]),
}

/// A number out of range; only its side if it is secret.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Found<T> {
    Number(T),
    SecretBelow,
    SecretAbove,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds<T> {
    pub(crate) min: Option<T>,
    pub(crate) max: Option<T>,
}

impl Finding {
    pub(super) fn to_violation(&self) -> Violation {
        Violation {
            path: PathText(&self.path).to_string(),
            message: self.constraint.to_string(),
        }
    }
}

/// A path as text: `Tags[3].Key`.
pub(super) struct PathText<'a>(pub(super) &'a [Step]);

impl Display for PathText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if position == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                // Quoted like a Rust string, so that a key cannot imitate the rest of a path.
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

impl Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("missing, expected a value"),
            Self::Length { found, bounds } => write!(f, "length {found}, expected {bounds}"),
            Self::Range { found, bounds } => write!(f, "{found}, expected {bounds}"),
            Self::RangeDouble { found, bounds } => write!(f, "{found}, expected {bounds}"),
            Self::KnownMember => f.write_str("unknown member, expected a member of the union"),
            Self::Pattern(pattern) => {
                write!(f, "value does not match, expected the pattern {pattern}")
            }
            Self::UniqueItems => f.write_str("repeated items, expected each item once"),
            Self::EnumValue(values) => {
                write!(f, "unknown value, expected one of {}", values.join(", "))
            }
        }
    }
}

impl<T: Display> Display for Found<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "value {number}"),
            Self::SecretBelow | Self::SecretAbove => f.write_str("value out of range"),
        }
    }
}

impl<T: Display + PartialEq> Display for Bounds<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "exactly {min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}
