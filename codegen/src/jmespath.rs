//! A parser for JMESPath, the expression language of waiters. It turns the text of an expression
//! into a syntax tree; the tree is interpreted for the shapes of a model when waiters are resolved.

mod lexer;
mod parser;

use serde_json::Value;

/// The maximum number of tokens in an expression, which bounds the depth of its tree. AWS's longest
/// expression has 30.
pub(crate) const MAX_TOKENS: usize = 256;

/// The maximum nesting depth of expressions.
pub(crate) const MAX_DEPTH: usize = 32;

/// A node of the syntax tree, and its location.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// The position of its first character or of its operator, counted from 1.
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// `@`, or the current element of a projection.
    Current,
    Field(String),
    /// `[0]`; a negative index counts from the end.
    Index(i64),
    Slice,
    /// The second expression evaluated on the result of the first: `a.b`, `a[0]`.
    Sub(Box<Node>, Box<Node>),
    /// Like [`Self::Sub`], but stops projections: `a | b`.
    Pipe(Box<Node>, Box<Node>),
    /// `a[]` without the projection that follows it: the nested lists merged into one.
    Flatten(Box<Node>),
    /// The second expression evaluated on each element of the first: `a[*].b`, `a[].b`.
    Project(Box<Node>, Box<Node>),
    /// The second expression evaluated on each value of an object: `a.*.b`.
    ProjectValues(Box<Node>, Box<Node>),
    /// `list[?condition].body`.
    Filter {
        list: Box<Node>,
        condition: Box<Node>,
        body: Box<Node>,
    },
    MultiSelectList(Vec<Node>),
    MultiSelectHash,
    Literal(Value),
    Comparison(Comparator, Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Function(String, Vec<Node>),
    /// `&a`, an expression type, which only functions accept.
    Reference,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A syntax error, and its location.
#[derive(Debug, PartialEq)]
pub(crate) struct Fault {
    /// The position of the character, counted from 1.
    pub(crate) at: usize,
    pub(crate) found: String,
    pub(crate) expected: String,
}

impl Fault {
    pub(crate) fn new(at: usize, found: impl Into<String>, expected: impl Into<String>) -> Self {
        let (found, expected) = (found.into(), expected.into());
        Self {
            at,
            found,
            expected,
        }
    }
}

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    parser::parse(&lexer::tokens(text)?)
}

#[cfg(test)]
mod tests;
