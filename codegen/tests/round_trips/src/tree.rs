//! Trees: values of any shape.

use std::collections::BTreeMap;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A null item or value of a sparse list or map.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An integer of any size, or the value of an intEnum.
    Integer(i64),
    /// The bits of a float, so that every value equals itself.
    Float(u32),
    /// The bits of a double.
    Double(u64),
    /// A string, or the value of an enum.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// The seconds since the Unix epoch, and the nanoseconds.
    Time(i64, u32),
    /// The items of a list.
    List(Vec<Tree>),
    /// The entries of a map.
    Map(BTreeMap<String, Tree>),
    /// The present members of a structure, by their names in the model.
    Structure(Members),
    /// The member of a union, by its name in the model.
    Union(String, Box<Tree>),
}

/// The members of a structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members(pub BTreeMap<String, Tree>);

impl Members {
    /// The value of a member, if it is present.
    pub fn get(&self, name: &str) -> Option<&Tree> {
        self.0.get(name)
    }

    /// Adds a member, if it is present.
    pub fn with(mut self, name: &str, value: Option<Tree>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }
}

/// Constructors, which emitted tests call.
impl Tree {
    /// Text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Bytes.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }

    /// A whole number.
    pub fn integer(number: impl Into<i64>) -> Self {
        Self::Integer(number.into())
    }

    /// A float.
    pub fn float(number: f32) -> Self {
        Self::Float(if number.is_nan() { f32::NAN } else { number }.to_bits())
    }

    /// A double.
    pub fn double(number: f64) -> Self {
        Self::Double(if number.is_nan() { f64::NAN } else { number }.to_bits())
    }

    /// Items.
    pub fn list(items: impl Iterator<Item = Tree>) -> Self {
        Self::List(items.collect())
    }

    /// Entries.
    pub fn map<'k>(entries: impl Iterator<Item = (&'k str, Tree)>) -> Self {
        Self::Map(
            entries
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// A member of a union.
    pub fn union(name: &str, value: Tree) -> Self {
        Self::Union(name.to_owned(), Box::new(value))
    }

    /// The value of a union member without content.
    pub fn unit() -> Self {
        Self::Structure(Members::default())
    }
}

/// Accessors, which emitted tests call.
impl Tree {
    /// The text.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("found {other:?}, expected text"),
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            other => panic!("found {other:?}, expected bytes"),
        }
    }

    /// The boolean.
    pub fn as_boolean(&self) -> bool {
        match self {
            Self::Boolean(boolean) => *boolean,
            other => panic!("found {other:?}, expected a boolean"),
        }
    }

    /// The whole number.
    pub fn as_integer<N: TryFrom<i64>>(&self) -> N {
        match self {
            Self::Integer(number) => match N::try_from(*number) {
                Ok(number) => number,
                Err(_) => panic!("{number} is out of range"),
            },
            other => panic!("found {other:?}, expected a whole number"),
        }
    }

    /// The float.
    pub fn as_float(&self) -> f32 {
        match self {
            Self::Float(bits) => f32::from_bits(*bits),
            other => panic!("found {other:?}, expected a float"),
        }
    }

    /// The double.
    pub fn as_double(&self) -> f64 {
        match self {
            Self::Double(bits) => f64::from_bits(*bits),
            other => panic!("found {other:?}, expected a double"),
        }
    }

    /// The seconds and nanoseconds.
    pub fn as_time(&self) -> (i64, u32) {
        match self {
            Self::Time(seconds, nanoseconds) => (*seconds, *nanoseconds),
            other => panic!("found {other:?}, expected a time"),
        }
    }

    /// The items.
    pub fn as_list(&self) -> &[Tree] {
        match self {
            Self::List(items) => items,
            other => panic!("found {other:?}, expected a list"),
        }
    }

    /// The entries.
    pub fn as_map(&self) -> &BTreeMap<String, Tree> {
        match self {
            Self::Map(entries) => entries,
            other => panic!("found {other:?}, expected a map"),
        }
    }

    /// The members.
    pub fn as_members(&self) -> &Members {
        match self {
            Self::Structure(members) => members,
            other => panic!("found {other:?}, expected a structure"),
        }
    }

    /// The union's member and its value.
    pub fn as_union(&self) -> (&str, &Tree) {
        match self {
            Self::Union(name, value) => (name, value),
            other => panic!("found {other:?}, expected a union"),
        }
    }

    /// The value, unless it is null.
    pub fn present(&self) -> Option<&Tree> {
        (*self != Self::Null).then_some(self)
    }
}
