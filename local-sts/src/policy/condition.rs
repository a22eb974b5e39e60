//! The conditions of a statement.

use std::borrow::Cow;

use super::Context;
use super::operator::{Operator, Test};

/// One key of one operator in the `Condition` of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// The operator, verbatim from the policy, for the log.
    pub(super) name: String,
    pub(super) operator: Operator,
    pub(super) quantifier: Option<Quantifier>,
    /// Whether the condition is satisfied if the request lacks the key.
    pub(super) if_exists: bool,
    /// Verbatim from the policy, for the log.
    pub(super) key: String,
    pub(super) values: Vec<String>,
    /// Whether variables in the values are replaced.
    pub(super) has_variables: bool,
}

/// How many of the request's values must satisfy the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
}

impl Condition {
    /// Returns why the condition is not satisfied, for the log; `None` if it is.
    pub(super) fn failure(&self, context: &Context<'_>) -> Option<String> {
        let found = context.get(&self.key);
        if self.is_satisfied(found, context) {
            return None;
        }
        let found = match found {
            Some(found) => shown(found),
            None => "nothing".to_owned(),
        };
        let (name, key, expected) = (&self.name, &self.key, shown(&self.values));
        Some(format!("{name} {key}: found {found}, expected {expected}"))
    }

    fn is_satisfied(&self, found: Option<&[Cow<'_, str>]>, context: &Context<'_>) -> bool {
        if self.operator.test == Test::Null {
            let is_absent = if found.is_none() { "true" } else { "false" };
            return self.values.iter().any(|value| value == is_absent);
        }
        let Some(found) = found else {
            return match self.quantifier {
                _ if self.if_exists => true,
                Some(Quantifier::All) => true,
                Some(Quantifier::Any) => false,
                None => self.operator.is_negated,
            };
        };
        let replaced;
        let expected = match self.has_variables {
            true => {
                replaced = self.replaced_values(context);
                &replaced
            }
            false => &self.values,
        };
        let satisfies = |value: &Cow<'_, str>| self.operator.is_satisfied(value, expected);
        match (self.quantifier, self.operator.is_negated) {
            (Some(Quantifier::All), _) | (None, true) => found.iter().all(satisfies),
            (Some(Quantifier::Any), _) | (None, false) => found.iter().any(satisfies),
        }
    }

    /// The values with their variables replaced. A value with a variable that the request lacks
    /// matches nothing.
    fn replaced_values(&self, context: &Context<'_>) -> Vec<String> {
        let values = self.values.iter();
        values.filter_map(|value| replace(value, context)).collect()
    }
}

/// Replaces the variables in a value. `${*}`, `${?}` and `${$}` stand for these characters.
fn replace(value: &str, context: &Context<'_>) -> Option<String> {
    let mut replaced = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, variable)) = rest.split_once("${") {
        replaced.push_str(before);
        let (name, after) = variable.split_once('}')?;
        match name {
            "*" | "?" | "$" => replaced.push_str(name),
            name => {
                let values = context.get(name.trim())?;
                replaced.push_str(values.first()?);
            }
        }
        rest = after;
    }
    replaced.push_str(rest);
    Some(replaced)
}

/// Values for the log.
fn shown<T: std::fmt::Debug>(values: &[T]) -> String {
    match values {
        [one] => format!("{one:?}"),
        several => format!("{several:?}"),
    }
}
