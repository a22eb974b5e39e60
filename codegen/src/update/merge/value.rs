//! Values of members and traits, and the order of their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::update::prose::{DOCUMENTATION, is_own, is_prose_key};
use crate::update::{entries, object};

use super::{OMITTED, RULES};
/// The items of `new`: those of `old` in its order, and then the others. The format sorts
/// operations, and lists errors in another order.
pub(super) fn in_order_of(old: &[Value], new: &[Value]) -> Value {
    let texts = |items: &[Value]| items.iter().map(Value::to_string).collect::<BTreeSet<_>>();
    let (of_old, of_new) = (texts(old), texts(new));
    let kept = old.iter().filter(|item| of_new.contains(&item.to_string()));
    let added = new
        .iter()
        .filter(|item| !of_old.contains(&item.to_string()));
    kept.chain(added).cloned().collect()
}

/// The length `new` with the minimum of `old` if that is 0, which the format leaves out.
pub(super) fn with_minimum(old: &Value, new: &Value) -> Value {
    let mut length = object(Some(new)).clone();
    if old.get("min").is_some_and(|min| min == 0) && !length.contains_key("min") {
        length.insert("min".to_owned(), 0.into());
    }
    Value::Object(length)
}

pub(super) fn is_anchored(old: &Value, new: &Value) -> bool {
    let plain = old
        .as_str()
        .and_then(|old| old.strip_prefix('^')?.strip_suffix('$'));
    plain.is_some() && plain == new.as_str()
}

/// The keys of both objects, in the order of `old`; a key of `new` alone keeps the key before it.
pub(super) fn order<'k>(
    old: &'k Map<String, Value>,
    new: &'k Map<String, Value>,
    is_own: impl Fn(&str) -> bool,
) -> Vec<&'k str> {
    let mut first = Vec::new();
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut anchor = None;
    for key in new.keys() {
        match (old.contains_key(key), anchor) {
            (true, _) if is_own(key) => {}
            (true, _) => anchor = Some(key.as_str()),
            (false, Some(anchor)) => after.entry(anchor).or_default().push(key),
            (false, None) => first.push(key.as_str()),
        }
    }
    let mut keys = Vec::new();
    // What precedes all known keys follows the texts, which come first.
    let mut waiting = Some(first);
    for key in old.keys() {
        if !is_own(key)
            && let Some(first) = waiting.take()
        {
            keys.extend(first);
        }
        keys.push(key.as_str());
        keys.extend(after.remove(key.as_str()).unwrap_or_default());
    }
    keys.extend(waiting.unwrap_or_default());
    keys
}

/// Facts of `new` in the order of `old`, with the prose of `old`.
pub(super) fn merge_value(old: &Value, new: &Value, of_trait: &str) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let keeps = |key: &str| is_prose_key(key, of_trait);
            let mut merged = Map::new();
            for key in order(old, new, keeps) {
                let value = match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) if keeps(key) && new.is_string() => old.clone(),
                    (Some(old), Some(new)) => merge_value(old, new, of_trait),
                    (None, Some(Value::String(_))) if keeps(key) => Value::from(""),
                    (None, Some(new)) => without_prose(new, of_trait),
                    (Some(old), None) if keeps(key) => old.clone(),
                    _ => continue,
                };
                merged.insert(key.to_owned(), value);
            }
            Value::Object(merged)
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let items = old.iter().zip(new);
            items
                .map(|(old, new)| merge_value(old, new, of_trait))
                .collect()
        }
        _ => without_prose(new, of_trait),
    }
}

/// The rules of `old`, with the parameters of `new`.
pub(super) fn merge_rules(old: &Value, new: &Value) -> Value {
    let mut rules = object(Some(old)).clone();
    if let (Some(from), Some(to)) = (old.get("parameters"), new.get("parameters")) {
        rules.insert("parameters".to_owned(), merge_value(from, to, RULES));
    }
    Value::Object(rules)
}

/// `value` with empty texts: those of another model are not copied.
pub(super) fn without_prose(value: &Value, of_trait: &str) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    Value::String(_) if is_prose_key(key, of_trait) => Value::from(""),
                    value => without_prose(value, of_trait),
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| without_prose(item, of_trait))
            .collect(),
        scalar => scalar.clone(),
    }
}

/// A shape that the maintained model does not have.
pub(super) fn new_shape(shape: &Value) -> Value {
    let is_documented = |kind: &str| {
        matches!(
            kind,
            "service" | "resource" | "operation" | "structure" | "union" | "enum" | "intEnum"
        )
    };
    let kind = shape
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut added = object(Some(&new_item(shape, is_documented(kind)))).clone();
    let is_enum = matches!(kind, "enum" | "intEnum");
    let members = added.get_mut("members").and_then(Value::as_object_mut);
    for (_, member) in members.into_iter().flatten() {
        *member = new_item(member, !is_enum);
    }
    for key in ["member", "key", "value"] {
        if let Some(member) = added.get_mut(key) {
            *member = new_item(member, false);
        }
    }
    Value::Object(added)
}

/// A shape or member with the facts in its traits, and with empty documentation if it needs any.
pub(super) fn new_item(item: &Value, is_documented: bool) -> Value {
    let mut added = object(Some(item)).clone();
    let mut traits = Map::new();
    if is_documented {
        traits.insert(DOCUMENTATION.to_owned(), Value::from(""));
    }
    for (id, value) in entries(item.get("traits")) {
        if !is_own(id) && !OMITTED.contains(&id.as_str()) {
            traits.insert(id.clone(), without_prose(value, id));
        }
    }
    match traits.is_empty() {
        true => added.shift_remove("traits"),
        false => added.insert("traits".to_owned(), Value::Object(traits)),
    };
    Value::Object(added)
}
