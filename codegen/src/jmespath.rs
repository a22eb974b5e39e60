//! JMESPath, the language of waiters: an expression's text becomes a tree, as its specification
//! has it. What a tree means for the shapes of a model is decided where waiters are resolved.

mod lexer;
mod parser;

use serde_json::Value;

/// The most tokens of an expression, which bounds how deep its tree can be; AWS has 30.
pub(crate) const MAX_TOKENS: usize = 256;

/// The most that expressions may stand in expressions.
pub(crate) const MAX_DEPTH: usize = 32;

/// A part of an expression, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// The character that it starts with, or that joins its parts, counted from 1.
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// `@`, or what a projection has for every element.
    Current,
    Field(String),
    /// `[0]`, from the end where it is negative.
    Index(i64),
    Slice,
    /// What the second is of the first: `a.b`, `a[0]`.
    Sub(Box<Node>, Box<Node>),
    /// [`Self::Sub`] that ends projections: `a | b`.
    Pipe(Box<Node>, Box<Node>),
    /// One list of lists, without what comes after it.
    Flatten(Box<Node>),
    /// What the second is of every element of the first: `a[*].b`, `a[].b`.
    Project(Box<Node>, Box<Node>),
    /// What the second is of every value of an object: `a.*.b`.
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
    /// `&a`, which only functions can use.
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

/// What is wrong with an expression, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct Fault {
    /// The character, counted from 1.
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

/// The tree of an expression.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    parser::parse(&lexer::tokens(text)?)
}

#[cfg(test)]
mod tests;
