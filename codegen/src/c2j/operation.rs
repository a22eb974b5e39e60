//! `operations`: their inputs and outputs, and the traits that concern the whole request.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;

use super::Context;
use super::key::{self, check_keys};
use super::service::Protocol;
use super::traits::{Traits, common_traits};

/// The operations as Smithy shapes, by name.
pub(super) type Operations = BTreeMap<String, Value>;

pub(super) fn translate_operations(
    context: &Context<'_, '_>,
    operations: &[(&str, Cursor<'_>)],
    d: &mut Diagnostics,
) -> Operations {
    let mut translated = Operations::new();
    for (name, at) in operations {
        if let Some(operation) = translate_operation(context, name, at, d) {
            translated.insert((*name).to_owned(), operation);
        }
    }
    translated
}

/// The traits of an operation, to add to them.
pub(super) fn traits_mut<'o>(
    operations: &'o mut Operations,
    name: &str,
) -> Option<&'o mut Map<String, Value>> {
    operations.get_mut(name)?.get_mut("traits")?.as_object_mut()
}

fn translate_operation(
    context: &Context<'_, '_>,
    name: &str,
    at: &Cursor<'_>,
    d: &mut Diagnostics,
) -> Option<Value> {
    check_keys(at, key::OPERATION, d);
    if let Some(wire) = at.get("name")
        && let Some(text) = wire.string(d)
        && text != name
    {
        d.push(
            wire.diagnostic("an operation has two names")
                .found(text)
                .expected(name),
        );
    }
    let mut traits = common_traits(at, d);
    add_auth(at, &mut traits, d);
    let mut operation = Map::from_iter([("type".to_owned(), Value::from("operation"))]);
    for key in ["input", "output"] {
        let Some(reference) = at.get(key) else {
            continue;
        };
        check_keys(&reference, key::INPUT_OR_OUTPUT, d);
        check_wrapper(context, name, &reference, d);
        let shape = reference.required("shape", d)?.string(d)?;
        let target = json!({ "target": context.names.shape(shape) });
        operation.insert(key.to_owned(), target);
    }
    let mut errors = Vec::new();
    for reference in at
        .get("errors")
        .map(|list| list.items(d))
        .unwrap_or_default()
    {
        check_keys(&reference, key::ERROR_REFERENCE, d);
        let shape = reference.required("shape", d)?.string(d)?;
        errors.push(json!({ "target": context.names.shape(shape) }));
    }
    operation.insert("errors".to_owned(), errors.into());
    operation.insert("traits".to_owned(), traits.into());
    Some(operation.into())
}

/// The protocol fixes the name of the element around a result, and so does the emitted code.
fn check_wrapper(
    context: &Context<'_, '_>,
    operation: &str,
    reference: &Cursor<'_>,
    d: &mut Diagnostics,
) {
    let Some(wrapper) = reference.get("resultWrapper") else {
        return;
    };
    let Some(text) = wrapper.string(d) else {
        return;
    };
    let expected = match context.protocol {
        Protocol::Query => format!("{operation}Result"),
        Protocol::Ec2 => "no resultWrapper, which ec2 does not have".to_owned(),
    };
    if text != expected {
        d.push(
            wrapper
                .diagnostic("unsupported resultWrapper")
                .found(text)
                .expected(expected),
        );
    }
}

/// `auth` lists the schemes, and `authtype` is what older models have instead.
fn add_auth(at: &Cursor<'_>, traits: &mut Traits, d: &mut Diagnostics) {
    if let Some(auth) = at.get("auth") {
        let schemes = auth.items(d);
        let schemes = schemes.iter().filter_map(|scheme| scheme.string(d));
        let schemes: Vec<&str> = schemes
            .filter(|scheme| *scheme != "smithy.api#noAuth")
            .collect();
        traits.insert("smithy.api#auth".to_owned(), schemes.into());
        return;
    }
    let Some(kind) = at.get("authtype") else {
        return;
    };
    match kind.string(d) {
        Some("none") => {
            traits.insert("smithy.api#optionalAuth".to_owned(), json!({}));
        }
        Some("v4") | None => {}
        Some(other) => d.push(
            kind.diagnostic("unsupported authentication of an operation")
                .found(other)
                .expected("none or v4"),
        ),
    }
}
