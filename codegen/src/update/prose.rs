//! The texts of a model, which belong to its maintainers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{entries, object};

pub(super) const DOCUMENTATION: &str = "smithy.api#documentation";
const DEPRECATED: &str = "smithy.api#deprecated";
const EXAMPLES: &str = "smithy.api#examples";
const ENDPOINT_TESTS: &str = "smithy.rules#endpointTests";

/// Whether a trait is written by the maintainers of the model.
pub(super) fn is_own(id: &str) -> bool {
    matches!(id, DOCUMENTATION | EXAMPLES | ENDPOINT_TESTS)
}

/// Whether a string at `key` in the value of a trait is a text.
pub(super) fn is_prose_key(key: &str, of_trait: &str) -> bool {
    key == "documentation" || (key == "message" && of_trait == DEPRECATED)
}

/// The items without a text: empty documentation and messages, and operations without an example in
/// a model with examples.
pub(super) fn missing(model: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    let shapes = || entries(model.get("shapes"));
    let has_example = |shape: &Value| object(shape.get("traits")).contains_key(EXAMPLES);
    let has_examples = shapes().any(|(_, shape)| has_example(shape));
    for (id, shape) in shapes() {
        find_empty(id, shape, &mut missing);
        for (name, member) in entries(shape.get("members")) {
            find_empty(&format!("{id}${name}"), member, &mut missing);
        }
        for key in ["member", "key", "value"] {
            if let Some(member) = shape.get(key) {
                find_empty(&format!("{id}${key}"), member, &mut missing);
            }
        }
        let is_operation = shape.get("type").is_some_and(|kind| kind == "operation");
        if has_examples && is_operation && !has_example(shape) {
            missing.push(format!("an example of {id}"));
        }
    }
    missing
}

fn find_empty(place: &str, item: &Value, missing: &mut Vec<String>) {
    for (id, value) in entries(item.get("traits")) {
        match value {
            Value::String(text) if id == DOCUMENTATION && text.trim().is_empty() => {
                missing.push(format!("the documentation of {place}"));
            }
            value => {
                for (at, _) in texts("", value, id)
                    .into_iter()
                    .filter(|(_, text)| text.trim().is_empty())
                {
                    missing.push(format!("the text of {place}/{id}{at}"));
                }
            }
        }
    }
}

/// The texts of `old` that `new` does not have at the same place, with their places.
pub(super) fn lost(old: &Value, new: &Value) -> Vec<(String, String)> {
    let kept: BTreeSet<(String, String)> = all_texts(new).into_iter().collect();
    let mut lost = all_texts(old);
    lost.retain(|text| !kept.contains(text));
    lost
}

/// Every text of a model with its place. Empty ones are not written yet.
pub(super) fn all_texts(model: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (id, shape) in entries(model.get("shapes")) {
        add_texts(id, shape, &mut all);
        for (name, member) in entries(shape.get("members")) {
            add_texts(&format!("{id}${name}"), member, &mut all);
        }
        for key in ["member", "key", "value"] {
            if let Some(member) = shape.get(key) {
                add_texts(&format!("{id}${key}"), member, &mut all);
            }
        }
    }
    all.retain(|(_, text)| !text.trim().is_empty());
    all
}

fn add_texts(place: &str, item: &Value, all: &mut Vec<(String, String)>) {
    for (id, value) in entries(item.get("traits")) {
        let at = format!("{place}/{id}");
        match value {
            Value::String(text) if id == DOCUMENTATION => all.push((at, text.clone())),
            // Examples and tests as a whole, because their values belong to them.
            value if is_own(id) => all.push((at, value.to_string())),
            value => all.extend(texts(&at, value, id)),
        }
    }
}

/// The texts in the value of a trait.
fn texts(place: &str, value: &Value, of_trait: &str) -> Vec<(String, String)> {
    match value {
        Value::Object(entries) => {
            let below = |(key, value): (&String, &Value)| {
                let at = format!("{place}/{key}");
                match value {
                    Value::String(text) if is_prose_key(key, of_trait) => vec![(at, text.clone())],
                    value => texts(&at, value, of_trait),
                }
            };
            entries.iter().flat_map(below).collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let below = |(i, item): (usize, &Value)| texts(&format!("{place}/{i}"), item, of_trait);
            items.flat_map(below).collect()
        }
        _ => Vec::new(),
    }
}
