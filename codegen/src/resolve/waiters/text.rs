//! Texts about waiters: for diagnostics, and for reasons of failures.

use crate::ir::waiter::{Expected, Expression, Value};

/// Why an acceptor of failure matched, for the error of a waiter.
pub(super) fn reason(path: &str, expected: &Expected) -> String {
    match expected {
        Expected::Text(text) => format!("{path} is \"{text}\""),
        Expected::Boolean(value) => format!("{path} is {value}"),
        Expected::AllTexts(text) => format!("all of {path} are \"{text}\""),
        Expected::AnyText(text) => format!("one of {path} is \"{text}\""),
    }
}

/// Whether the type of an expression is comparable with the expected value.
pub(super) fn fits(expression: &Expression, expected: &Expected) -> bool {
    match expected {
        Expected::Text(_) => expression.value == Value::Text,
        Expected::Boolean(_) => expression.value == Value::Boolean,
        Expected::AllTexts(_) | Expected::AnyText(_) => match &expression.value {
            Value::List(list) => list.item == Value::Text && !list.nullable,
            _ => false,
        },
    }
}

/// The type that a comparator needs.
pub(super) fn needed(expected: &Expected) -> &'static str {
    match expected {
        Expected::Text(_) => "text for stringEquals",
        Expected::Boolean(_) => "a boolean for booleanEquals",
        Expected::AllTexts(_) => "a list of text for allStringEquals",
        Expected::AnyText(_) => "a list of text for anyStringEquals",
    }
}

/// The type of a value.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::Text => "text".to_owned(),
        Value::Structure(_) => "a structure".to_owned(),
        Value::Both => "input and output".to_owned(),
        Value::Map(_) => "a map".to_owned(),
        Value::Opaque(what) => (*what).to_owned(),
        Value::List(list) => {
            let item = match &list.item {
                Value::Null => "nothing".to_owned(),
                Value::Text => "text".to_owned(),
                item => format!("values that are each {}", describe(item)),
            };
            let or_null = if list.nullable { " or null" } else { "" };
            format!("a list of {item}{or_null}")
        }
    }
}
