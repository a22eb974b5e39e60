//! `examples-1.json`: `smithy.api#examples`.
//!
//! These examples are documentation that is published without validation: a Boolean may be the
//! string `"false"`, a time may lack an offset, and a required member may be missing. Values with
//! only one plausible meaning are accepted. An example that does not match its shapes is omitted,
//! as in AWS's own Smithy models.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::source::Part;

use super::Context;
use super::files::Files;
use super::operation::Operations;
use super::paginator::add_trait;

pub(super) fn add_examples(
    context: &Context<'_, '_>,
    files: &Files,
    definitions: &[(&str, Cursor<'_>)],
    operations: &mut Operations,
    d: &mut Diagnostics,
) {
    let Some(root) = files.get(Part::Examples) else {
        return;
    };
    let examples = root.required("examples", d);
    let examples = examples.map(|at| at.entries(d)).unwrap_or_default();
    for (name, at) in examples {
        let definition = definitions.iter().find(|(other, _)| *other == name);
        let definition = definition.map(|(_, at)| at);
        let items = at.items(d);
        let translate = |at: &Cursor<'_>| translate_example(context, definition?, at);
        let translated: Vec<Value> = items.iter().filter_map(translate).collect();
        let value = (definition.is_none() || !translated.is_empty()).then(|| translated.into());
        add_trait(operations, name, &at, "smithy.api#examples", value, d);
    }
}

/// The example of an operation, or `None` if it does not match its shapes.
fn translate_example(
    context: &Context<'_, '_>,
    operation: &Cursor<'_>,
    at: &Cursor<'_>,
) -> Option<Value> {
    let mut example = Map::new();
    let title = at.get("title").or_else(|| at.get("id"))?;
    example.insert("title".to_owned(), title.value().clone());
    if let Some(text) = at.get("description") {
        example.insert("documentation".to_owned(), text.value().clone());
    }
    for key in ["input", "output"] {
        let Some(value) = at.get(key) else { continue };
        let shape = operation.get(key).and_then(|at| at.get("shape"));
        let value = match shape {
            Some(shape) => fitted(context, shape.value().as_str()?, value.value())?,
            None => continue,
        };
        example.insert(key.to_owned(), value);
    }
    Some(example.into())
}

/// `value` as a value of the shape, or `None` if it does not match. The recursion is no deeper than
/// the value.
fn fitted(context: &Context<'_, '_>, shape: &str, value: &Value) -> Option<Value> {
    let shape = context.shape(shape)?;
    let target = |at: &Cursor<'_>, key: &str| -> Option<String> {
        Some(at.get(key)?.get("shape")?.value().as_str()?.to_owned())
    };
    match shape.get("type")?.value().as_str()? {
        "structure" => structure(context, &shape, value),
        "list" => {
            let item = target(&shape, "member")?;
            let items = value.as_array()?.iter();
            let items: Option<Vec<Value>> =
                items.map(|value| fitted(context, &item, value)).collect();
            Some(items?.into())
        }
        "map" => {
            let of = target(&shape, "value")?;
            let entries = value.as_object()?.iter();
            let entries: Option<Map<String, Value>> = entries
                .map(|(key, value)| Some((key.clone(), fitted(context, &of, value)?)))
                .collect();
            Some(entries?.into())
        }
        "boolean" => match value.as_str() {
            Some(text) => Some(text.parse::<bool>().ok()?.into()),
            None => Some(value.as_bool()?.into()),
        },
        "byte" | "short" | "integer" | "long" => match value.as_str() {
            Some(text) => Some(text.parse::<i64>().ok()?.into()),
            None => Some(value.as_i64()?.into()),
        },
        "double" | "float" => match value.as_str() {
            Some(text) => Some(text.parse::<f64>().ok()?.into()),
            None => value.is_number().then(|| value.clone()),
        },
        "timestamp" => timestamp(value),
        _ => value.is_string().then(|| value.clone()),
    }
}

fn structure(context: &Context<'_, '_>, shape: &Cursor<'_>, value: &Value) -> Option<Value> {
    let given = value.as_object()?;
    let members = shape.get("members");
    let member = |name: &str| members.as_ref().and_then(|members| members.get(name));
    let required = shape.get("required").map(|list| list.value().clone());
    let required = required.as_ref().and_then(Value::as_array);
    let is_missing = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        let is_token = member(name).is_some_and(|at| at.get("idempotencyToken").is_some());
        !is_token && !given.contains_key(name)
    };
    if required.is_some_and(|names| names.iter().any(is_missing)) {
        return None;
    }
    let entry = |(name, value): (&String, &Value)| {
        let of = member(name)?.get("shape")?;
        Some((name.clone(), fitted(context, of.value().as_str()?, value)?))
    };
    let entries: Option<Map<String, Value>> = given.iter().map(entry).collect();
    Some(entries?.into())
}

/// A time without an offset is in UTC, as in every response.
fn timestamp(value: &Value) -> Option<Value> {
    let Some(text) = value.as_str() else {
        return value.is_number().then(|| value.clone());
    };
    let is_time = |text: &str| OffsetDateTime::parse(text, &Rfc3339).is_ok();
    if is_time(text) {
        return Some(value.clone());
    }
    let text = format!("{text}Z");
    is_time(&text).then(|| text.into())
}
