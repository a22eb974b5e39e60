//! Evaluates endpoint rules in one combination of facts.

use std::fmt;

use super::facts::{Facts, pieces, unknown};
use super::{Block, Condition, Destination, Expected, Expr, Outcome, Part, Statement};

/// The result of endpoint rules for one combination of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Evaluated {
    /// The URL and the other parts of the endpoint, each on a line. `⟨Region⟩` is the value of a
    /// parameter.
    Endpoint(String),
    /// An error with this message.
    Error(String),
    /// No rule applies.
    Nothing,
}

impl Evaluated {
    /// The result that an endpoint test expects.
    pub(super) fn of(expected: &Expected) -> Self {
        match expected {
            Expected::Error(message) => Self::Error(message.clone()),
            Expected::Endpoint {
                url,
                signing_name,
                signing_region,
                headers,
            } => Self::Endpoint(parts_of(
                url.clone(),
                signing_name.clone(),
                signing_region.clone(),
                headers.iter().cloned(),
            )),
        }
    }

    pub(super) fn map(self, text: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Endpoint(to) => Self::Endpoint(text(&to)),
            Self::Error(message) => Self::Error(text(&message)),
            Self::Nothing => Self::Nothing,
        }
    }
}

impl fmt::Display for Evaluated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // As templates of rules: `https://sts.{Region}.amazonaws.com`.
            Self::Endpoint(to) => f.write_str(&as_template(to).replace('\n', ", ")),
            Self::Error(message) => write!(f, "the error {:?}", as_template(message)),
            Self::Nothing => f.write_str("no result"),
        }
    }
}

/// The text with each outermost unknown value in braces.
fn as_template(text: &str) -> String {
    let pieces = pieces(text).into_iter().enumerate();
    let shown = pieces.map(|(number, piece)| match number % 2 {
        0 => piece,
        _ => format!("{{{piece}}}"),
    });
    shown.collect()
}

/// The parts of an endpoint, each on a line.
fn parts_of(
    url: String,
    signing_name: Option<String>,
    signing_region: Option<String>,
    headers: impl Iterator<Item = (String, String)>,
) -> String {
    let name = signing_name.map(|name| ("name".to_owned(), name));
    let region = signing_region.map(|region| ("region".to_owned(), region));
    let parts = name.into_iter().chain(region).chain(headers);
    parts.fold(url, |mut all, (key, value)| {
        all.push_str(&format!("\n{key}: {value}"));
        all
    })
}

/// Evaluates the rules for the current combination of `facts`.
pub(super) fn evaluate(rules: &Block, facts: &mut Facts) -> Evaluated {
    let variables = Vec::new();
    let outcome = Run { facts, variables }.run(rules);
    outcome.unwrap_or(Evaluated::Nothing)
}

struct Run<'a> {
    facts: &'a mut Facts,
    /// The innermost last.
    variables: Vec<(&'a str, Value)>,
}

#[derive(Clone)]
enum Value {
    Boolean(bool),
    Text(Text),
}

#[derive(Clone)]
struct Text {
    text: String,
    /// Whether no part of it is an unknown value.
    is_literal: bool,
}

impl Text {
    fn literal(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_literal: true,
        }
    }

    fn unknown(what: &str) -> Self {
        Self {
            text: unknown(what),
            is_literal: false,
        }
    }
}

impl<'a> Run<'a> {
    fn run(&mut self, block: &'a Block) -> Option<Evaluated> {
        let outer = self.variables.len();
        let mut statements = block.0.iter();
        let outcome = statements.find_map(|statement| self.statement(statement));
        self.variables.truncate(outer);
        outcome
    }

    fn statement(&mut self, statement: &'a Statement) -> Option<Evaluated> {
        self.facts.count_step();
        match statement {
            Statement::If { conditions, block } => {
                let outer = self.variables.len();
                let mut conditions = conditions.iter();
                let holds = conditions.all(|condition| self.condition(condition));
                let outcome = holds.then(|| self.run(block)).flatten();
                self.variables.truncate(outer);
                outcome
            }
            Statement::Let { ident, value } => {
                self.bind(ident, value);
                None
            }
            Statement::Require {
                ident,
                value,
                error,
            } => match self.is_set(value) {
                true => {
                    self.bind(ident, value);
                    None
                }
                false => Some(Evaluated::Error(error.clone())),
            },
            Statement::Return(Outcome::Error(message)) => {
                Some(Evaluated::Error(self.text(message).text))
            }
            Statement::Return(Outcome::Endpoint(to)) => {
                Some(Evaluated::Endpoint(self.destination(to)))
            }
        }
    }

    fn destination(&mut self, to: &'a Destination) -> String {
        let url = self.text(&to.url).text;
        let mut optional = |value: &'a Option<Expr>| Some(self.text(value.as_ref()?).text);
        let (name, region) = (optional(&to.signing_name), optional(&to.signing_region));
        let headers = to.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), self.text(value).text));
        parts_of(url, name, region, headers)
    }

    fn condition(&mut self, condition: &'a Condition) -> bool {
        match condition {
            Condition::Test(value) => self.boolean(value),
            Condition::Bind { ident, value } => {
                let is_set = self.is_set(value);
                if is_set {
                    self.bind(ident, value);
                }
                is_set
            }
        }
    }

    fn bind(&mut self, ident: &'a str, value: &'a Expr) {
        let value = match self.is_boolean(value) {
            true => Value::Boolean(self.boolean(value)),
            false => Value::Text(self.text(value)),
        };
        self.variables.push((ident, value));
    }

    fn variable(&self, ident: &str) -> Value {
        let mut variables = self.variables.iter().rev();
        let found = variables.find(|(name, _)| *name == ident);
        // Rules define a variable before they use it.
        found.map_or_else(
            || Value::Text(Text::unknown(ident)),
            |(_, value)| value.clone(),
        )
    }

    fn is_boolean(&self, value: &Expr) -> bool {
        match value {
            Expr::Boolean(_)
            | Expr::Not(_)
            | Expr::Equals(..)
            | Expr::OneOf(..)
            | Expr::IsSome(_)
            | Expr::IsValidHostLabel { .. } => true,
            Expr::Parameter(builtin) => !builtin.is_text(),
            Expr::Field { field, .. } => BOOLEAN_FIELDS.contains(field),
            Expr::Variable { ident, .. } => matches!(self.variable(ident), Value::Boolean(_)),
            Expr::Coalesce { values, .. } => values.iter().any(|value| self.is_boolean(value)),
            Expr::Ite { then, .. } => self.is_boolean(then),
            _ => false,
        }
    }

    fn boolean(&mut self, value: &'a Expr) -> bool {
        match value {
            Expr::Boolean(value) => *value,
            Expr::Not(value) => !self.boolean(value),
            Expr::IsSome(value) => self.is_set(value),
            Expr::Equals(a, b) if self.is_boolean(a) || self.is_boolean(b) => {
                self.boolean(a) == self.boolean(b)
            }
            Expr::Equals(a, b) => {
                let (a, b) = (self.text(a), self.text(b));
                self.are_equal(&a, &b)
            }
            Expr::OneOf(text, literals) => {
                let text = self.text(text);
                let mut literals = literals.iter();
                literals.any(|literal| self.are_equal(&text, &Text::literal(literal)))
            }
            Expr::Ite {
                test,
                then,
                otherwise,
            } => match self.boolean(test) {
                true => self.boolean(then),
                false => self.boolean(otherwise),
            },
            Expr::Variable { ident, .. } => match self.variable(ident) {
                Value::Boolean(value) => value,
                Value::Text(text) => self.facts.is_true(&text.text),
            },
            Expr::Coalesce { values, .. } => match self.first_set(values) {
                Some(value) => self.boolean(value),
                None => false,
            },
            other => {
                let text = self.text(other);
                self.facts.is_true(&text.text)
            }
        }
    }

    fn are_equal(&mut self, a: &Text, b: &Text) -> bool {
        match (a.is_literal, b.is_literal) {
            _ if a.text == b.text => true,
            (true, true) => false,
            (false, true) => self.facts.equals(&a.text, &b.text),
            (true, false) => self.facts.equals(&b.text, &a.text),
            (false, false) => self.facts.are_same(&a.text, &b.text),
        }
    }

    fn is_set(&mut self, value: &'a Expr) -> bool {
        match value {
            Expr::Text(_) | Expr::Format(_) | Expr::Boolean(_) | Expr::Variable { .. } => true,
            Expr::Coalesce { values, total } => *total || self.first_set(values).is_some(),
            Expr::Ite {
                test,
                then,
                otherwise,
            } => match self.boolean(test) {
                true => self.is_set(then),
                false => self.is_set(otherwise),
            },
            other => {
                let text = self.text(other);
                self.facts.is_set(&text.text)
            }
        }
    }

    fn first_set(&mut self, values: &'a [Expr]) -> Option<&'a Expr> {
        let (last, others) = values.split_last()?;
        let mut others = others.iter();
        let found = others.find(|value| self.is_set(value));
        found.or_else(|| self.is_set(last).then_some(last))
    }

    fn text(&mut self, value: &'a Expr) -> Text {
        match value {
            Expr::Text(text) => Text::literal(text),
            Expr::Format(parts) => {
                let mut whole = Text::literal("");
                for part in parts {
                    let part = match part {
                        Part::Text(text) => Text::literal(text),
                        Part::Value(value) => self.text(value),
                    };
                    whole.text.push_str(&part.text);
                    whole.is_literal &= part.is_literal;
                }
                whole
            }
            Expr::Variable { ident, .. } => match self.variable(ident) {
                Value::Text(text) => text,
                Value::Boolean(value) => Text::literal(&value.to_string()),
            },
            Expr::Coalesce { values, .. } => match self.first_set(values) {
                Some(value) => self.text(value),
                None => Text::literal(""),
            },
            Expr::Ite {
                test,
                then,
                otherwise,
            } => match self.boolean(test) {
                true => self.text(then),
                false => self.text(otherwise),
            },
            Expr::Parameter(builtin) => Text::unknown(&builtin.to_string()),
            Expr::Field { of, field, .. } => {
                let of = self.text(of).text;
                Text::unknown(&format!("{of}#{field}"))
            }
            Expr::Item { of, index } => {
                let of = self.text(of).text;
                Text::unknown(&format!("{of}[{index}]"))
            }
            Expr::Partition(of) => self.call("partition", &[of], ""),
            Expr::ParseUrl(of) => self.call("parseURL", &[of], ""),
            Expr::UriEncode(of) => self.call("uriEncode", &[of], ""),
            Expr::IsValidHostLabel { text, allow_dots } => {
                self.call("isValidHostLabel", &[text, allow_dots], "")
            }
            Expr::Substring {
                text,
                start,
                stop,
                reverse,
            } => self.call("substring", &[text, reverse], &format!("{start}, {stop}")),
            Expr::Split {
                text,
                delimiter,
                limit,
            } => self.call("split", &[text], &format!("{delimiter:?}, {limit}")),
            Expr::Boolean(_)
            | Expr::Not(_)
            | Expr::Equals(..)
            | Expr::OneOf(..)
            | Expr::IsSome(_) => Text::literal(&self.boolean(value).to_string()),
        }
    }

    /// The unknown result of a function.
    fn call(&mut self, name: &str, arguments: &[&'a Expr], rest: &str) -> Text {
        let arguments = arguments.iter().map(|argument| self.text(argument).text);
        let rest = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
        let arguments: Vec<String> = arguments.chain(rest).collect();
        Text::unknown(&format!("{name}({})", arguments.join(", ")))
    }
}

/// The fields of partitions and URLs that are booleans.
const BOOLEAN_FIELDS: [&str; 3] = ["is_ip", "supports_dual_stack", "supports_fips"];
