//! `paginators-1.json`: `smithy.api#paginated`.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostics, nearest};
use crate::json::Cursor;
use crate::source::Part;

use super::Context;
use super::files::Files;
use super::key::{self, check_keys};
use super::operation::{Operations, traits_mut};

/// The keys of a paginator and those of the trait.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("input_token", "inputToken"),
    ("output_token", "outputToken"),
    ("limit_key", "pageSize"),
    ("result_key", "items"),
];

/// Adds the paginators that Smithy can express, as AWS's own models do. botocore also has some whose
/// tokens are several members, or expressions over the items of a page.
pub(super) fn add_paginators(
    context: &Context<'_, '_>,
    files: &Files,
    operations: &mut Operations,
    d: &mut Diagnostics,
) {
    let Some(root) = files.get(Part::Paginators) else {
        return;
    };
    let paginators = root.required("pagination", d);
    let paginators = paginators.map(|at| at.entries(d)).unwrap_or_default();
    for (name, at) in paginators {
        check_keys(&at, key::PAGINATOR, d);
        let output = output_of(operations, name);
        let paginated = translate_paginator(context, &at, output.as_deref());
        add_trait(operations, name, &at, "smithy.api#paginated", paginated, d);
    }
}

/// The name of the shape of an operation's output.
fn output_of(operations: &Operations, name: &str) -> Option<String> {
    let id = operations
        .get(name)?
        .get("output")?
        .get("target")?
        .as_str()?;
    Some(id.rsplit('#').next()?.to_owned())
}

/// The trait, or `None` if a token is not one member.
fn translate_paginator(
    context: &Context<'_, '_>,
    at: &Cursor<'_>,
    output: Option<&str>,
) -> Option<Value> {
    let mut paginated = Map::new();
    for (key, to) in KEYS {
        let Some(path) = at.get(key) else { continue };
        let path = match path.value() {
            Value::Array(items) => match items.as_slice() {
                [only] => only,
                // A page with several lists has no single list of items.
                _ if *key == "result_key" => continue,
                _ => return None,
            },
            path => path,
        };
        match path.as_str() {
            Some(text) if key.ends_with("_token") && !is_path(text) => return None,
            Some(text) if *key == "result_key" && is_simple(context, output, text) => {}
            _ => {
                paginated.insert((*to).to_owned(), path.clone());
            }
        }
    }
    Some(paginated.into())
}

/// Whether a JMESPath expression is a path of names.
fn is_path(text: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    text.split('.').all(is_name)
}

/// Whether a path leads to a simple value. botocore adds up the values of all pages; in Smithy,
/// items cannot be simple values.
fn is_simple(context: &Context<'_, '_>, output: Option<&str>, path: &str) -> bool {
    let mut shape = output.and_then(|name| context.shape(name));
    for name in path.split('.') {
        let members = shape.and_then(|shape| shape.get("members"));
        let member = members.and_then(|members| members.get(name)?.get("shape"));
        shape = member.and_then(|member| context.shape(member.value().as_str()?));
    }
    let kind = shape.and_then(|shape| shape.get("type"));
    let kind = kind.and_then(|kind| kind.value().as_str());
    kind.is_some_and(|kind| !matches!(kind, "list" | "map" | "structure"))
}

/// Adds a trait to an operation, which `at` in another file names.
pub(super) fn add_trait(
    operations: &mut Operations,
    name: &str,
    at: &Cursor<'_>,
    id: &str,
    value: Option<Value>,
    d: &mut Diagnostics,
) {
    let Some(value) = value else { return };
    if let Some(traits) = traits_mut(operations, name) {
        traits.insert(id.to_owned(), value);
        return;
    }
    let diagnostic = at
        .diagnostic("an operation that does not exist")
        .found(name)
        .expected("the name of an operation of the model");
    d.push(match nearest(name, operations.keys().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean {near}?")),
        None => diagnostic,
    });
}
