//! `waiters-2.json`: `smithy.waiters#waitable`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::source::Part;

use super::Context;
use super::files::Files;
use super::key::{self, check_keys};
use super::operation::Operations;
use super::paginator::add_trait;

/// The longest delay between attempts that Smithy assumes unless a waiter has its own.
const MAX_DELAY: i64 = 120;

pub(super) fn add_waiters(
    context: &Context<'_, '_>,
    files: &Files,
    definitions: &[(&str, Cursor<'_>)],
    operations: &mut Operations,
    d: &mut Diagnostics,
) {
    let Some(root) = files.get(Part::Waiters) else {
        return;
    };
    let waiters = root.required("waiters", d);
    let waiters = waiters.map(|at| at.entries(d)).unwrap_or_default();
    let mut by_operation: BTreeMap<&str, (Cursor<'_>, Map<String, Value>)> = BTreeMap::new();
    for (name, at) in waiters {
        check_keys(&at, key::WAITER, d);
        let Some(operation_at) = at.required("operation", d) else {
            continue;
        };
        let Some(operation) = operation_at.string(d) else {
            continue;
        };
        let entry = by_operation.entry(operation);
        let (_, waiters) = entry.or_insert_with(|| (operation_at, Map::new()));
        // An operation that does not exist is reported below, without defects that follow from it.
        let definition = definitions.iter().find(|(name, _)| *name == operation);
        if let Some((_, definition)) = definition
            && let errors = definition.get("errors")
            && let Some(waiter) = translate_waiter(context, &at, errors.as_ref(), d)
        {
            waiters.insert(name.to_owned(), waiter);
        }
    }
    for (operation, (at, waiters)) in by_operation {
        let waiters = Some(waiters.into());
        add_trait(
            operations,
            operation,
            &at,
            "smithy.waiters#waitable",
            waiters,
            d,
        );
    }
}

fn translate_waiter(
    context: &Context<'_, '_>,
    at: &Cursor<'_>,
    errors: Option<&Cursor<'_>>,
    d: &mut Diagnostics,
) -> Option<Value> {
    let mut waiter = Map::new();
    if let Some(docs) = at.get("description") {
        waiter.insert("documentation".to_owned(), docs.value().clone());
    }
    if let Some(delay) = at.get("delay") {
        waiter.insert("minDelay".to_owned(), delay.value().clone());
        if let Some(seconds) = delay.integer(d)
            && seconds > MAX_DELAY
        {
            waiter.insert("maxDelay".to_owned(), seconds.into());
        }
    }
    let mut acceptors = Vec::new();
    for at in at.required("acceptors", d)?.items(d) {
        check_keys(&at, key::ACCEPTOR, d);
        let state = at.required("state", d)?.value();
        for matcher in matchers(context, &at, errors, d)? {
            acceptors.push(json!({ "state": state, "matcher": matcher }));
        }
    }
    waiter.insert("acceptors".to_owned(), acceptors.into());
    Some(waiter.into())
}

/// The Smithy matchers that together replace the matcher of an acceptor.
fn matchers(
    context: &Context<'_, '_>,
    at: &Cursor<'_>,
    errors: Option<&Cursor<'_>>,
    d: &mut Diagnostics,
) -> Option<Vec<Value>> {
    let matcher = at.required("matcher", d)?;
    let expected = at.required("expected", d)?;
    let comparator = match (matcher.string(d)?, expected.value()) {
        ("status", _) => return status_matchers(context, &expected, errors, d),
        // `true` means any error, and `false` means no error.
        ("error", Value::Bool(any)) => return Some(vec![json!({ "success": !any })]),
        ("error", _) => return Some(vec![json!({ "errorType": expected.string(d)? })]),
        // Some older models use `pathAll` with a Boolean expression.
        ("path" | "pathAll" | "pathAny", Value::Bool(_) | Value::Number(_)) => "booleanEquals",
        ("path", _) => "stringEquals",
        ("pathAll", _) => "allStringEquals",
        ("pathAny", _) => "anyStringEquals",
        (other, _) => {
            d.push(
                matcher
                    .diagnostic("unknown matcher")
                    .found(other)
                    .expected("path, pathAll, pathAny, error or status"),
            );
            return None;
        }
    };
    let path = at.required("argument", d)?.string(d)?;
    let (path, expected) = match expected.value() {
        Value::Number(number) => (format!("({path}) == `{number}`"), "true".to_owned()),
        Value::Bool(value) => (path.to_owned(), value.to_string()),
        _ => (path.to_owned(), expected.string(d)?.to_owned()),
    };
    let output = json!({ "path": path, "expected": expected, "comparator": comparator });
    Some(vec![json!({ "output": output })])
}

/// Smithy has no matcher for a status: success is any 2xx, and an error is one of those of the
/// operation that have the status.
fn status_matchers(
    context: &Context<'_, '_>,
    expected: &Cursor<'_>,
    errors: Option<&Cursor<'_>>,
    d: &mut Diagnostics,
) -> Option<Vec<Value>> {
    let status = expected.integer(d)?;
    if (200..300).contains(&status) {
        return Some(vec![json!({ "success": true })]);
    }
    let references = errors.map(|list| list.items(d)).unwrap_or_default();
    let has_status = |at: &Cursor<'_>| {
        let at = at
            .get("error")
            .and_then(|error| error.get("httpStatusCode"));
        at.is_some_and(|at| at.value() == status)
    };
    let mut matchers = Vec::new();
    for reference in references {
        let Some(name) = reference.get("shape").and_then(|at| at.string(d)) else {
            continue;
        };
        if context.shape(name).is_some_and(|at| has_status(&at)) || has_status(&reference) {
            matchers.push(json!({ "errorType": name }));
        }
    }
    if matchers.is_empty() {
        d.push(
            expected
                .diagnostic("a waiter for a status that no error has")
                .found(status)
                .expected("a status of 200 to 299, or of an error of the operation"),
        );
        return None;
    }
    Some(matchers)
}
