//! The endpoint rules of a service as the statements of a Rust function, and its endpoint tests.

mod case;
mod compare;
mod evaluate;
mod facts;

use std::fmt;

pub(crate) use case::{Cases, Contradiction};
pub(crate) use compare::Differences;
pub(crate) use evaluate::Evaluated;

/// The rules as the body of a function over the parameters.
#[derive(Debug)]
pub(crate) struct EndpointRules {
    /// The names of the built-in parameters, in the order of the rule set.
    pub(crate) parameters: Vec<(String, Builtin)>,
    pub(crate) body: Block,
}

/// A parameter whose value comes from the client's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Builtin {
    Region,
    UseFips,
    UseDualStack,
    Endpoint,
    UseGlobalEndpoint,
}

impl Builtin {
    pub(crate) const ALL: [Self; 5] = [
        Self::Region,
        Self::UseFips,
        Self::UseDualStack,
        Self::Endpoint,
        Self::UseGlobalEndpoint,
    ];

    /// Whether the value is a text, which may be unset, rather than a boolean.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Region | Self::Endpoint)
    }
}

impl fmt::Display for Builtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Statements. Unless the last one returns, execution continues after the block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block(pub(crate) Vec<Statement>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    /// At least one condition.
    If {
        conditions: Vec<Condition>,
        block: Block,
    },
    Let {
        ident: String,
        value: Expr,
    },
    /// Binds the value of an `Option`, or returns the error if it is `None`.
    Require {
        ident: String,
        value: Expr,
        error: String,
    },
    Return(Outcome),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// An optional value is set, and bound to a name.
    Bind {
        ident: String,
        value: Expr,
    },
    Test(Expr),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Endpoint(Box<Destination>),
    Error(Expr),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Destination {
    pub(crate) url: Expr,
    pub(crate) signing_name: Option<Expr>,
    pub(crate) signing_region: Option<Expr>,
    pub(crate) headers: Vec<(String, Expr)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    /// An `Option<&str>` for text, otherwise a `bool`.
    Parameter(Builtin),
    /// A `String` if `owned`, otherwise a `&str`.
    Variable {
        ident: String,
        owned: bool,
    },
    Field {
        of: Box<Expr>,
        field: &'static str,
        owned: bool,
    },
    /// An item of a list, if the list is long enough.
    Item {
        of: Box<Expr>,
        index: usize,
    },
    Text(String),
    Boolean(bool),
    Format(Vec<Part>),
    Not(Box<Expr>),
    Equals(Box<Expr>, Box<Expr>),
    /// Whether a text is one of two or more literals.
    OneOf(Box<Expr>, Vec<String>),
    IsSome(Box<Expr>),
    Partition(Box<Expr>),
    ParseUrl(Box<Expr>),
    IsValidHostLabel {
        text: Box<Expr>,
        allow_dots: Box<Expr>,
    },
    Substring {
        text: Box<Expr>,
        start: usize,
        stop: usize,
        reverse: Box<Expr>,
    },
    UriEncode(Box<Expr>),
    /// The first value that is set; `total` if the last one always is.
    Coalesce {
        values: Vec<Expr>,
        total: bool,
    },
    Ite {
        test: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// A `limit` of 0 means no limit.
    Split {
        text: Box<Expr>,
        delimiter: String,
        limit: usize,
    },
}

/// A part of a formatted text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Value(Expr),
}

/// A case of `smithy.rules#endpointTests`.
#[derive(Debug)]
pub(crate) struct EndpointTest {
    /// The name of the test function.
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// Why the case is expected to fail.
    pub(crate) skipped: Option<String>,
    /// The parameters that differ from their defaults.
    pub(crate) params: Vec<(Builtin, ParamValue)>,
    pub(crate) expected: Expected,
}

#[derive(Debug, PartialEq)]
pub(crate) enum ParamValue {
    Text(String),
    Boolean(bool),
}

#[derive(Debug, PartialEq)]
pub(crate) enum Expected {
    Endpoint {
        url: String,
        signing_name: Option<String>,
        signing_region: Option<String>,
        headers: Vec<(String, String)>,
    },
    Error(String),
}

impl Block {
    /// Whether `test` holds for any expression in the block.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        self.0.iter().any(|statement| statement.any(test))
    }
}

impl Statement {
    /// Whether `test` holds for any expression in the statement.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        match self {
            Statement::If { conditions, block } => {
                conditions.iter().any(|condition| condition.any(test)) || block.any(test)
            }
            Statement::Let { value, .. } | Statement::Require { value, .. } => value.any(test),
            Statement::Return(Outcome::Error(message)) => message.any(test),
            Statement::Return(Outcome::Endpoint(to)) => {
                let headers = to.headers.iter().map(|(_, value)| value);
                let mut values = [&to.url]
                    .into_iter()
                    .chain(&to.signing_name)
                    .chain(&to.signing_region);
                values.any(|value| value.any(test)) || headers.into_iter().any(|v| v.any(test))
            }
        }
    }
}

impl Condition {
    /// Whether `test` holds for any expression in the condition.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        match self {
            Condition::Bind { value, .. } | Condition::Test(value) => value.any(test),
        }
    }
}

impl Expr {
    /// Whether `test` holds for the expression or any in it.
    pub(crate) fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        if test(self) {
            return true;
        }
        match self {
            Expr::Variable { .. } | Expr::Parameter(_) | Expr::Text(_) | Expr::Boolean(_) => false,
            Expr::Field { of, .. }
            | Expr::Item { of, .. }
            | Expr::Not(of)
            | Expr::OneOf(of, _)
            | Expr::IsSome(of)
            | Expr::Partition(of)
            | Expr::ParseUrl(of)
            | Expr::UriEncode(of)
            | Expr::Split { text: of, .. } => of.any(test),
            Expr::Equals(a, b)
            | Expr::IsValidHostLabel {
                text: a,
                allow_dots: b,
            }
            | Expr::Substring {
                text: a,
                reverse: b,
                ..
            } => a.any(test) || b.any(test),
            Expr::Format(parts) => parts.iter().any(|part| match part {
                Part::Text(_) => false,
                Part::Value(value) => value.any(test),
            }),
            Expr::Coalesce { values, .. } => values.iter().any(|value| value.any(test)),
            Expr::Ite {
                test: condition,
                then,
                otherwise,
            } => condition.any(test) || then.any(test) || otherwise.any(test),
        }
    }

    /// Whether the expression calls a function of the runtime.
    pub(crate) fn is_call(&self) -> bool {
        matches!(
            self,
            Expr::Partition(_)
                | Expr::ParseUrl(_)
                | Expr::IsValidHostLabel { .. }
                | Expr::Substring { .. }
                | Expr::UriEncode(_)
        )
    }

    /// Whether a text is a `String` rather than a `&str`.
    pub(crate) fn is_owned(&self) -> bool {
        match self {
            Expr::Variable { owned, .. } | Expr::Field { owned, .. } => *owned,
            Expr::Format(_) | Expr::UriEncode(_) => true,
            Expr::Ite {
                then, otherwise, ..
            } => then.is_owned() || otherwise.is_owned(),
            _ => false,
        }
    }
}
