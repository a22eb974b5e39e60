//! The constraints of shapes, each a function to emit.

use crate::pattern::CharClass;

use super::{CheckId, EnumId, List, Map, StructId, UnionId};

/// A function that validates a value against the constraints of its shape.
pub(crate) struct Check {
    /// The function's name.
    pub(crate) ident: String,
    /// The name of the function that tests a character, if the rule has a pattern.
    pub(crate) char_test: String,
    /// The shape's name, for the function's documentation.
    pub(crate) shape: String,
    /// Whether messages omit the value.
    pub(crate) sensitive: bool,
    pub(crate) rule: Rule,
}

pub(crate) enum Rule {
    Text {
        length: Option<Length>,
        pattern: Option<Pattern>,
    },
    Blob(Length),
    Integer(Range),
    Double(Range),
    /// The value is one of the model's.
    Enum(EnumId),
    List {
        list: List,
        length: Option<Length>,
        unique: bool,
        item_check: Option<CheckId>,
    },
    Map {
        map: Map,
        length: Option<Length>,
        /// Whether messages omit keys.
        secret_keys: bool,
        key_check: Option<CheckId>,
        value_check: Option<CheckId>,
    },
    Structure(StructId),
    Union(UnionId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
}

pub(crate) struct Pattern {
    pub(crate) text: String,
    pub(crate) class: CharClass,
}
