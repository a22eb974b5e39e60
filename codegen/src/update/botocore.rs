//! A model that was translated from botocore's format, with the ids of the maintained model.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{entries, object};

/// Gives the shapes of `new` the ids that `old` has for them. Botocore's format has names only: the
/// service has none, and simple shapes of Smithy's prelude are shapes of their own.
pub(super) fn with_ids_of(old: &Value, old_service: &str, new: &Value, new_service: &str) -> Value {
    let namespace = |id: &str| {
        id.split_once('#')
            .map_or("", |(namespace, _)| namespace)
            .to_owned()
    };
    let (of_old, of_new) = (namespace(old_service), namespace(new_service));
    let shapes = object(old.get("shapes"));
    let mut targets = BTreeSet::new();
    add_targets(old, &mut targets);
    let own_id = |id: &str| -> String {
        if id == new_service {
            return old_service.to_owned();
        }
        let name = id.split_once('#').map_or(id, |(_, name)| name);
        match id.starts_with(&of_new) {
            true => format!("{of_old}#{name}"),
            false => id.to_owned(),
        }
    };
    let mut renamed = Map::new();
    for (id, shape) in entries(new.get("shapes")) {
        let id = own_id(id);
        let mut shape = with_ids(shape, &own_id);
        if let Some(old) = shapes.get(&id) {
            keep_targets(old, &mut shape);
        } else if is_of_prelude(&targets, &id, &shape) {
            continue;
        }
        renamed.insert(id, shape);
    }
    let mut model = object(Some(new)).clone();
    model.insert("shapes".to_owned(), Value::Object(renamed));
    Value::Object(model)
}

/// Replaces the ids in all targets.
fn with_ids(value: &Value, own_id: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    Value::String(id) if key == "target" => Value::from(own_id(id)),
                    value => with_ids(value, own_id),
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| with_ids(item, own_id)).collect(),
        scalar => scalar.clone(),
    }
}

/// Keeps targets of Smithy's prelude where the format has a shape of the same kind.
fn keep_targets(old: &Value, new: &mut Value) {
    let Some(new) = new.as_object_mut() else {
        return;
    };
    for (key, value) in new {
        let Some(old) = old.get(key) else { continue };
        match value {
            Value::Object(_) => keep_targets(old, value),
            Value::String(target) if key == "target" => {
                let (Some(old), name) = (old.as_str(), name_of(target)) else {
                    continue;
                };
                let kept = old.strip_prefix("smithy.api#");
                if kept.is_some_and(|kept| kept == "Unit" || kept.eq_ignore_ascii_case(name)) {
                    *target = old.to_owned();
                }
            }
            _ => {}
        }
    }
}

fn name_of(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

/// Whether a shape of the format corresponds to one of Smithy's prelude, which the maintained model
/// uses in its place.
fn is_of_prelude(targets: &BTreeSet<&str>, id: &str, shape: &Value) -> bool {
    let kind = shape
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is_plain = shape
        .get("traits")
        .is_none_or(|traits| object(Some(traits)).is_empty());
    let is_simple = !matches!(
        kind,
        "structure" | "union" | "list" | "map" | "operation" | "enum"
    );
    let target = format!("smithy.api#{}", capitalized(name_of(id)));
    is_plain && is_simple && targets.contains(target.as_str())
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Adds the ids of all targets in a part of a model.
fn add_targets<'a>(model: &'a Value, targets: &mut BTreeSet<&'a str>) {
    match model {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(id) if key == "target" => {
                        targets.insert(id);
                    }
                    value => add_targets(value, targets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_targets(item, targets)),
        _ => {}
    }
}
