//! `smithy.waiters#waitable`: the waiters of operations and their acceptors.

mod acceptor;
mod build;
mod comparison;
mod expression;
mod matcher;
mod text;

use std::collections::BTreeMap;

use crate::ast::Shape;
use crate::diagnostic::{Diagnostics, nearest};
use crate::ir::waiter::Waiter;
use crate::ir::{Deprecated, Operation};
use crate::json::Cursor;
use crate::naming;

use super::Resolver;
use super::names::take_module;
use acceptor::Acceptors;

const DEFAULT_MIN_DELAY: i64 = 2;
const DEFAULT_MAX_DELAY: i64 = 120;

/// The maximum delay in seconds: a year, so that no sum of delays overflows.
const LONGEST_DELAY: i64 = 365 * 24 * 60 * 60;

/// Adds the waiters to their operations.
pub(super) fn resolve_waiters(
    resolver: &mut Resolver<'_, '_>,
    operations: &mut [(&Shape<'_>, Operation)],
    d: &mut Diagnostics,
) {
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    for (shape, operation) in operations.iter() {
        methods.insert(operation.method.clone(), shape.id.to_owned());
    }
    for (shape, operation) in operations {
        let Some(waitable) = shape.traits.get("smithy.waiters#waitable") else {
            continue;
        };
        for (name, at) in waitable.entries(d) {
            let Some(waiter) = resolve_waiter(resolver, operation, name, &at, d) else {
                continue;
            };
            let method = &waiter.method;
            if let Some(other) = methods.insert(method.clone(), at.at().to_owned()) {
                d.push(
                    at.diagnostic("two methods of the client get the same name")
                        .found(format!("{method}, already used by {other}"))
                        .expected("names that differ in more than case and underscores"),
                );
            }
            operation.waiters.push(waiter);
        }
    }
}

fn resolve_waiter(
    resolver: &mut Resolver<'_, '_>,
    operation: &Operation,
    name: &str,
    at: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Waiter> {
    check_name(name, at, d)?;
    let docs = at.get("documentation").and_then(|docs| docs.string(d));
    let deprecated = at
        .get("deprecated")
        .and_then(|deprecated| deprecated.boolean(d));
    let deprecated = deprecated.unwrap_or_default();
    let max_delay = delay(at, "maxDelay", DEFAULT_MAX_DELAY, d);
    let min_delay = delay(at, "minDelay", DEFAULT_MIN_DELAY, d);
    if min_delay > max_delay {
        d.push(
            at.diagnostic("the minDelay of a waiter is greater than its maxDelay")
                .found(format!("minDelay {min_delay}, maxDelay {max_delay}"))
                .expected("a minDelay that is at most maxDelay"),
        );
    }
    let type_prefix = naming::type_prefix(name);
    let snake = naming::snake(&type_prefix);
    let [fluent_builder, final_poll, error] = names_with(&type_prefix);
    let mut waiter = Waiter {
        name: name.to_owned(),
        method: format!("wait_until_{snake}"),
        module: take_module(&mut resolver.names.waiter_modules, &snake),
        fluent_builder,
        final_poll,
        error,
        type_prefix,
        docs: docs.map(crate::docs::to_markdown).unwrap_or_default(),
        deprecated: deprecated.then_some(Deprecated {
            since: None,
            note: None,
        }),
        min_delay,
        max_delay,
        queries: Vec::new(),
        on_output: Vec::new(),
        on_error: Vec::new(),
    };
    let acceptors = Acceptors::resolve(&*resolver, operation, &at.required("acceptors", d)?, d);
    acceptors.add_to(&mut waiter);
    Some(waiter)
}

/// The names of the types of an operation's waiters.
pub(super) fn type_names(shape: &Shape<'_>) -> Vec<String> {
    let waitable = shape.traits.get("smithy.waiters#waitable");
    let waiters = waitable.and_then(|waitable| waitable.value().as_object());
    let names = waiters.into_iter().flat_map(|waiters| waiters.keys());
    names
        .flat_map(|name| names_with(&naming::type_prefix(name)))
        .collect()
}

/// The builder of a wait, and the aliases of its result and of its error.
fn names_with(prefix: &str) -> [String; 3] {
    [
        format!("{prefix}FluentBuilder"),
        format!("{prefix}FinalPoll"),
        format!("WaitUntil{prefix}Error"),
    ]
}

/// Checks that a name is a capital letter, followed by ASCII letters and digits.
fn check_name(name: &str, at: &Cursor<'_>, d: &mut Diagnostics) -> Option<()> {
    let starts = name.starts_with(|c: char| c.is_ascii_uppercase());
    if starts && name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Some(());
    }
    d.push(
        at.diagnostic("malformed name of a waiter")
            .found(format!("\"{name}\""))
            .expected("a capital letter, followed by ASCII letters and digits"),
    );
    None
}

/// A number of seconds.
fn delay(waiter: &Cursor<'_>, key: &str, default: i64, d: &mut Diagnostics) -> u64 {
    let Some(at) = waiter.get(key) else {
        return default.unsigned_abs();
    };
    let seconds = at.integer(d).unwrap_or(default);
    if !(1..=LONGEST_DELAY).contains(&seconds) {
        d.push(
            at.diagnostic("impossible delay of a waiter")
                .found(seconds)
                .expected(format!("1 to {LONGEST_DELAY} seconds")),
        );
    }
    seconds.unsigned_abs()
}

/// Refuses a word that is not among the `known` ones.
fn push_unknown(
    at: &Cursor<'_>,
    summary: &str,
    found: &str,
    known: [&'static str; 4],
    d: &mut Diagnostics,
) {
    let expected = format!("one of {}", known.join(", "));
    let diagnostic = at.diagnostic(summary).found(found).expected(expected);
    d.push(match nearest(found, known) {
        Some(near) => diagnostic.help(format!("did you mean {near}?")),
        None => diagnostic,
    });
}
