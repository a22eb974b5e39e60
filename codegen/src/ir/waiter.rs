//! Waiters: their acceptors, with JMESPath as typed expressions.

use super::{Deprecated, StructId, Type};
use crate::jmespath::Comparator;

pub(crate) struct Waiter {
    /// The name in the model: `DBInstanceAvailable`.
    pub(crate) name: String,
    /// The module: `db_instance_available`.
    pub(crate) module: String,
    /// The method of clients: `wait_until_db_instance_available`.
    pub(crate) method: String,
    /// The prefix of the names of its types: `DbInstanceAvailable`.
    pub(crate) type_prefix: String,
    /// The builder of a wait: `DbInstanceAvailableFluentBuilder`.
    pub(crate) fluent_builder: String,
    /// The aliases of its result and of its error.
    pub(crate) final_poll: String,
    pub(crate) error: String,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: Option<Deprecated>,
    /// In seconds.
    pub(crate) min_delay: u64,
    pub(crate) max_delay: u64,
    /// The paths of the acceptors, without duplicates.
    pub(crate) queries: Vec<Query>,
    /// In the order of evaluation.
    pub(crate) on_output: Vec<OutputAcceptor>,
    pub(crate) on_error: Vec<ErrorAcceptor>,
}

/// A path into the input and the output of a call.
pub(crate) struct Query {
    /// The function's name.
    pub(crate) ident: String,
    /// The JMESPath expression.
    pub(crate) text: String,
    pub(crate) expression: Expression,
}

pub(crate) struct OutputAcceptor {
    /// `None` matches any output.
    pub(crate) matcher: Option<Matcher>,
    pub(crate) state: AcceptorState,
}

pub(crate) struct Matcher {
    /// An index into [`Waiter::queries`].
    pub(crate) query: usize,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    Text(String),
    Boolean(bool),
    AllTexts(String),
    AnyText(String),
}

pub(crate) struct ErrorAcceptor {
    /// The codes on the wire; if empty, any error of the service matches.
    pub(crate) codes: Vec<String>,
    pub(crate) state: AcceptorState,
}

#[derive(Clone, PartialEq)]
pub(crate) enum AcceptorState {
    Success,
    Retry,
    /// With the reason as text.
    Failure(String),
}

/// A JMESPath expression over the types that are emitted.
///
/// A list is never null: a response does not distinguish an absent list from an empty one.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) value: Value,
    pub(crate) nullable: bool,
    pub(crate) node: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean,
    Number(Number),
    Text,
    Structure(StructId),
    List(Box<ListValue>),
    /// A map, by text, to values of this type.
    Map(Type),
    /// The root of an `inputOutput` matcher.
    Both,
    /// A value without a JMESPath type: a blob, a timestamp.
    Opaque(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListValue {
    pub(crate) item: Value,
    /// Whether items can be null.
    pub(crate) nullable: bool,
    pub(crate) form: Form,
}

/// The Rust form of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// A slice of this type.
    Slice(Type),
    /// An iterator over values.
    Iterator,
    /// An array of values.
    Array,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Number {
    /// A `usize`.
    Length,
    /// A field or an item of this type.
    Typed(Type),
    Integer(i64),
    Double(f64),
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Input,
    Output,
    /// An element of a projection.
    Item,
    Null,
    Boolean(bool),
    /// [`Number::Integer`] or [`Number::Double`].
    Number,
    Text(String),
    /// A field of a structure.
    Member(Box<Expression>, StructId, usize),
    /// A negative index counts from the end.
    Index(Box<Expression>, i64),
    /// The values of a map.
    Values(Box<Expression>),
    /// The second for every item of the first, without nulls.
    Each(Box<Expression>, Box<Expression>),
    /// The items of the list that the second is for every item of the first.
    FlatEach(Box<Expression>, Box<Expression>),
    /// The items of the first for which the second is true.
    Filter(Box<Expression>, Box<Expression>),
    /// A list without nulls.
    Compact(Box<Expression>),
    Array(Vec<Expression>),
    /// Of a list or a text.
    Length(Box<Expression>),
    /// Whether a list or a text is empty.
    IsEmpty(Box<Expression>),
    /// Whether a list contains an item.
    Contains(Box<Expression>, Box<Expression>),
    /// A method of `str` that returns a boolean.
    TextIs(TextTest, Box<Expression>, Box<Expression>),
    Compare(Comparator, Box<Expression>, Box<Expression>),
    IsNull(Box<Expression>),
    /// Whether a nullable value is not null and, if it is a boolean or a text, is true.
    Truth(Box<Expression>),
    Not(Box<Expression>),
    /// A nullable string, with the empty string in place of null.
    OrEmpty(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

impl Expression {
    pub(crate) fn uses_input(&self) -> bool {
        self.any(&|expression| matches!(expression.node, Node::Input))
    }

    pub(crate) fn uses_output(&self) -> bool {
        self.any(&|expression| matches!(expression.node, Node::Output))
    }

    /// Whether it depends on the item of the projection or filter whose body it is.
    pub(crate) fn uses_item(&self) -> bool {
        match &self.node {
            Node::Item => true,
            // Their second part has items of its own.
            Node::Each(list, _) | Node::FlatEach(list, _) | Node::Filter(list, _) => {
                list.uses_item()
            }
            _ => self.parts().into_iter().any(Self::uses_item),
        }
    }

    /// Whether `test` holds for the expression or any in it.
    pub(crate) fn any(&self, test: &dyn Fn(&Expression) -> bool) -> bool {
        test(self) || self.parts().into_iter().any(|part| part.any(test))
    }

    /// The number of expressions in it, including itself.
    pub(crate) fn size(&self) -> usize {
        1 + self.parts().into_iter().map(Self::size).sum::<usize>()
    }

    /// The expressions that it is made of directly.
    fn parts(&self) -> Vec<&Expression> {
        match &self.node {
            Node::Input
            | Node::Output
            | Node::Item
            | Node::Null
            | Node::Boolean(_)
            | Node::Number
            | Node::Text(_) => Vec::new(),
            Node::Member(a, ..)
            | Node::Index(a, _)
            | Node::Values(a)
            | Node::Compact(a)
            | Node::Length(a)
            | Node::IsEmpty(a)
            | Node::IsNull(a)
            | Node::Truth(a)
            | Node::OrEmpty(a)
            | Node::Not(a) => vec![a],
            Node::Each(a, b)
            | Node::FlatEach(a, b)
            | Node::Filter(a, b)
            | Node::Contains(a, b)
            | Node::TextIs(_, a, b)
            | Node::Compare(_, a, b)
            | Node::And(a, b)
            | Node::Or(a, b) => vec![a, b],
            Node::Array(items) => items.iter().collect(),
        }
    }
}
