//! Path matchers: a path into input and output, and the expected value.

use crate::diagnostic::Diagnostics;
use crate::ir::waiter::{Expected, Expression};
use crate::ir::{Operation, Structure};
use crate::jmespath::{self, Fault};
use crate::json::Cursor;

use super::expression::Typer;
use super::{push_unknown, text};

const COMPARATORS: [&str; 4] = [
    "stringEquals",
    "booleanEquals",
    "allStringEquals",
    "anyStringEquals",
];

pub(super) struct PathMatcher {
    pub(super) path: String,
    /// Whether it uses the input too.
    pub(super) both: bool,
    pub(super) expression: Expression,
    pub(super) expected: Expected,
}

/// The path matcher of an `output`, or with `both` of an `inputOutput`.
pub(super) fn resolve_path(
    structures: &[Structure],
    operation: &Operation,
    at: &Cursor<'_>,
    both: bool,
    d: &mut Diagnostics,
) -> Option<PathMatcher> {
    let path_at = at.required("path", d);
    let expected_at = at.required("expected", d);
    let comparator = at.required("comparator", d);
    let (path_at, expected_at, comparator) = (path_at?, expected_at?, comparator?);
    let path = path_at.string(d)?;
    let expected = resolve_expected(&comparator, &expected_at, d);
    let typer = Typer::new(structures, operation, both);
    let expression = match jmespath::parse(path).and_then(|node| typer.query(&node)) {
        Ok(expression) => expression,
        Err(fault) => {
            push_fault(&path_at, path, fault, d);
            return None;
        }
    };
    let expected = expected?;
    if !text::fits(&expression, &expected) {
        d.push(
            path_at
                .diagnostic("a path does not have the type that its comparator needs")
                .found(format!("{}, of {path}", text::describe(&expression.value)))
                .expected(text::needed(&expected)),
        );
        return None;
    }
    Some(PathMatcher {
        path: path.to_owned(),
        both,
        expression,
        expected,
    })
}

/// The value that a comparator expects.
fn resolve_expected(
    comparator: &Cursor<'_>,
    expected: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Expected> {
    let (name, text) = (comparator.string(d)?, expected.string(d)?);
    match (name, text) {
        ("stringEquals", text) => Some(Expected::Text(text.to_owned())),
        ("allStringEquals", text) => Some(Expected::AllTexts(text.to_owned())),
        ("anyStringEquals", text) => Some(Expected::AnyText(text.to_owned())),
        ("booleanEquals", "true") => Some(Expected::Boolean(true)),
        ("booleanEquals", "false") => Some(Expected::Boolean(false)),
        ("booleanEquals", other) => {
            d.push(
                expected
                    .diagnostic("a waiter expects a value that is not a boolean")
                    .found(format!("\"{other}\""))
                    .expected("\"true\" or \"false\""),
            );
            None
        }
        (other, _) => {
            push_unknown(comparator, "unknown comparator", other, COMPARATORS, d);
            None
        }
    }
}

fn push_fault(at: &Cursor<'_>, text: &str, fault: Fault, d: &mut Diagnostics) {
    d.push(
        at.diagnostic("invalid or unsupported JMESPath expression")
            .found(format!(
                "{} at character {} of {text}",
                fault.found, fault.at
            ))
            .expected(fault.expected),
    );
}
