//! The calls that the model shows, and values of members.

use super::{StructId, UnionId};

/// A call that the model shows, with what it sends and what it gets.
pub(crate) struct Example {
    pub(crate) title: String,
    /// The title and a colon, as lines of Markdown.
    pub(crate) heading: Vec<String>,
    /// A test's name.
    pub(crate) ident: String,
    pub(crate) input: Vec<(usize, Literal)>,
    /// The members of the form that the input becomes, decoded, in order.
    pub(crate) form: Vec<(String, String)>,
    pub(crate) outcome: Outcome,
    /// The body of the response, in the form of the protocol.
    pub(crate) response: String,
}

pub(crate) enum Outcome {
    /// The members of the output, and the children of the result element that say the same.
    Output {
        values: Vec<(usize, Literal)>,
        xml: String,
    },
    /// The error, and the message that it comes with.
    Error { error: StructId, message: String },
}

/// A value of a member: in an example, in a protocol test, or as its default.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Boolean(bool),
    Double(f64),
    Integer(i64),
    List(Vec<Literal>),
    /// Sorted by key.
    Map(Vec<(String, Literal)>),
    /// The absence of a value in a sparse list or map.
    Null,
    Structure(StructId, Vec<(usize, Literal)>),
    /// The member by its place, and its value.
    Union(UnionId, usize, Box<Literal>),
    Unit,
    Text(String),
    Bytes(Vec<u8>),
    Timestamp(Timestamp),
}

/// A date and time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timestamp {
    /// In the format of RFC 3339.
    pub(crate) text: String,
    /// Since the epoch.
    pub(crate) seconds: i64,
    pub(crate) nanoseconds: u32,
}
