//! `smithy.api#examples`, and values of members.

use super::{StructId, UnionId};

/// An example of a call: its input, its request and its response.
pub(crate) struct Example {
    pub(crate) title: String,
    /// The title and a colon, as lines of Markdown.
    pub(crate) heading: Vec<String>,
    /// The name of its test.
    pub(crate) ident: String,
    pub(crate) input: Vec<(usize, Literal)>,
    /// The decoded members of the request's form, in order.
    pub(crate) form: Vec<(String, String)>,
    pub(crate) outcome: Outcome,
    /// The body of the response.
    pub(crate) response: String,
}

pub(crate) enum Outcome {
    /// The members of the output, and the same as XML elements.
    Output {
        values: Vec<(usize, Literal)>,
        xml: String,
    },
    Error {
        error: StructId,
        message: ErrorMessage,
    },
}

/// The message of an error, which tests compare with that of a response.
#[derive(Debug)]
pub(crate) struct ErrorMessage {
    /// Without surrounding whitespace, which clients remove. Empty if there is no message.
    pub(crate) text: String,
    /// Whether the text is the beginning of a long message, of which clients do not keep all.
    pub(crate) is_beginning: bool,
}

impl ErrorMessage {
    /// The number of characters of a long message that tests compare.
    const COMPARED: usize = 1000;

    pub(crate) fn of(message: &str) -> Self {
        let message = message.trim();
        let end = message.char_indices().nth(Self::COMPARED);
        let text = end.and_then(|(end, _)| message.get(..end));
        Self {
            text: text.unwrap_or(message).to_owned(),
            is_beginning: text.is_some(),
        }
    }
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
    /// The index of the member, and its value.
    Union(UnionId, usize, Box<Literal>),
    Unit,
    Text(String),
    Bytes(Vec<u8>),
    Timestamp(Timestamp),
}

impl Literal {
    /// Whether it has a number that does not equal itself.
    pub(crate) fn has_nan(&self) -> bool {
        match self {
            Literal::Double(number) => number.is_nan(),
            Literal::List(items) => items.iter().any(Literal::has_nan),
            Literal::Map(entries) => entries.iter().any(|(_, value)| value.has_nan()),
            Literal::Structure(_, values) => values.iter().any(|(_, value)| value.has_nan()),
            Literal::Union(_, _, value) => value.has_nan(),
            _ => false,
        }
    }
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
