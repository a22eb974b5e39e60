//! What Smithy 1.0 says otherwise than 2.0 does, said as in 2.0 before anything is read: enums are
//! strings with a trait there, and what the absence of a number means stands on its shape.
//!
//! What cannot be said otherwise is left as it is, for the reader of the model to refuse.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const BOX: &str = "smithy.api#box";
const DEFAULT: &str = "smithy.api#default";
const ENUM: &str = "smithy.api#enum";

/// Smithy 2.0 still takes the trait for enums; the rest is for models that say they are older.
pub(crate) fn upgrade(model: &mut Value) {
    let version = model.get("smithy").and_then(Value::as_str);
    let is_older = version.is_some_and(is_older);
    let shapes = model.get_mut("shapes").and_then(Value::as_object_mut);
    let Some(shapes) = shapes else { return };
    for shape in shapes.values_mut() {
        upgrade_enum(shape);
    }
    if is_older {
        add_defaults(shapes);
    }
}

/// Whether a model of this version is read as one of Smithy 1.0.
pub(crate) fn is_older(version: &str) -> bool {
    version == "1" || version.starts_with("1.")
}

/// A string with the trait becomes an enum.
fn upgrade_enum(shape: &mut Value) {
    let Some(shape) = shape.as_object_mut() else {
        return;
    };
    if shape.get("type").is_none_or(|kind| kind != "string") {
        return;
    }
    let traits = shape.get("traits");
    let Some(members) = traits.and_then(|traits| enum_members(traits.get(ENUM)?)) else {
        return;
    };
    if let Some(traits) = shape.get_mut("traits").and_then(Value::as_object_mut) {
        traits.shift_remove(ENUM);
    }
    shape.insert("type".to_owned(), "enum".into());
    shape.insert("members".to_owned(), members.into());
}

/// A member for each entry of the trait; `None` if one of them has no value.
fn enum_members(definitions: &Value) -> Option<Map<String, Value>> {
    let mut taken = BTreeSet::new();
    let mut members = Map::new();
    for (i, definition) in definitions.as_array()?.iter().enumerate() {
        let value = definition.get("value")?.as_str()?;
        let name = match definition.get("name") {
            Some(name) => name.as_str()?.to_owned(),
            None => enum_name(value, i),
        };
        let mut traits = Map::new();
        traits.insert("smithy.api#enumValue".to_owned(), value.into());
        if let Some(text) = definition.get("documentation") {
            traits.insert("smithy.api#documentation".to_owned(), text.clone());
        }
        if definition.get("deprecated") == Some(&Value::Bool(true)) {
            traits.insert("smithy.api#deprecated".to_owned(), json!({}));
        }
        let others = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(others);
        let name = names.find(|name| taken.insert(name.clone()))?;
        let member = json!({ "target": "smithy.api#Unit", "traits": traits });
        members.insert(name, member);
    }
    Some(members)
}

/// A name for a value that has none: its letters and digits, else its place.
fn enum_name(value: &str, place: usize) -> String {
    let name: String = value
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let text = name.trim_matches('_');
    match text.chars().next() {
        None => format!("VALUE_{}", place + 1),
        Some(first) if first.is_ascii_digit() => format!("_{text}"),
        Some(_) => text.to_owned(),
    }
}

/// Members that are never absent in Smithy 1.0 get the default that says so in 2.0.
fn add_defaults(shapes: &mut Map<String, Value>) {
    let own = shapes
        .iter()
        .filter_map(|(id, shape)| Some((id.clone(), zero(shape)?)));
    let zeros: BTreeMap<String, Value> = own.chain(prelude_zeros()).collect();
    for shape in shapes.values_mut() {
        if shape.get("type").is_none_or(|kind| kind != "structure") {
            continue;
        }
        let members = shape.get_mut("members").and_then(Value::as_object_mut);
        for member in members.into_iter().flat_map(|members| members.values_mut()) {
            add_default(member, &zeros);
        }
    }
}

fn add_default(member: &mut Value, zeros: &BTreeMap<String, Value>) {
    let target = member.get("target").and_then(Value::as_str);
    let Some(zero) = target.and_then(|target| zeros.get(target)) else {
        return;
    };
    let Some(member) = member.as_object_mut() else {
        return;
    };
    let traits = member.entry("traits").or_insert_with(|| json!({}));
    if let Some(traits) = traits.as_object_mut()
        && !traits.contains_key(BOX)
        && !traits.contains_key(DEFAULT)
    {
        traits.insert(DEFAULT.to_owned(), zero.clone());
    }
}

/// What a member of this shape is when it is not given, if it may not be absent.
fn zero(shape: &Value) -> Option<Value> {
    let zero = match shape.get("type")?.as_str()? {
        "boolean" => Value::Bool(false),
        "byte" | "short" | "integer" | "long" | "float" | "double" => 0.into(),
        _ => return None,
    };
    let traits = shape.get("traits");
    let get = |id: &str| traits.and_then(|traits| traits.get(id));
    let bound = |key: &str| get("smithy.api#range").and_then(|range| range.get(key)?.as_f64());
    let is_out_of_range =
        bound("min").is_some_and(|min| min > 0.0) || bound("max").is_some_and(|max| max < 0.0);
    (get(BOX).is_none() && !is_out_of_range).then_some(zero)
}

/// The shapes of Smithy itself that are never absent.
fn prelude_zeros() -> impl Iterator<Item = (String, Value)> {
    let numbers = ["Byte", "Double", "Float", "Integer", "Long", "Short"];
    let numbers = numbers.map(|name| (name, Value::from(0)));
    let all = [("Boolean", Value::Bool(false))].into_iter().chain(numbers);
    all.map(|(name, zero)| (format!("smithy.api#Primitive{name}"), zero))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upgraded(version: &str, shape: Value) -> Value {
        let mut model = json!({ "smithy": version, "shapes": { "a#B": shape,
            "a#Flag": { "type": "boolean" },
            "a#Maybe": { "type": "boolean", "traits": { BOX: {} } },
            "a#Size": { "type": "integer", "traits": { "smithy.api#range": { "min": 1 } } },
        } });
        upgrade(&mut model);
        model["shapes"]["a#B"].take()
    }

    #[test]
    fn a_string_with_the_trait_becomes_an_enum() {
        let definitions = json!([
            { "value": "t2.nano", "name": "T2_NANO", "documentation": "<p>Tiny.</p>", "deprecated": true },
            { "value": "a-b", "tags": ["x"] },
            { "value": "a.b" },
            { "value": "5xx", "deprecated": false },
            { "value": "*" },
        ]);
        let unit = "smithy.api#Unit";
        let of =
            |value: &str| json!({ "target": unit, "traits": { "smithy.api#enumValue": value } });
        let mut first = of("t2.nano");
        first["traits"]["smithy.api#documentation"] = "<p>Tiny.</p>".into();
        first["traits"]["smithy.api#deprecated"] = json!({});
        let shape = json!({ "type": "string", "traits": { ENUM: definitions, "a#other": 1 } });
        assert_eq!(
            upgraded("2.0", shape),
            json!({ "type": "enum", "traits": { "a#other": 1 }, "members": {
                "T2_NANO": first, "a_b": of("a-b"), "a_b_2": of("a.b"), "_5xx": of("5xx"), "VALUE_5": of("*"),
            } })
        );
    }

    #[test]
    fn a_trait_that_makes_no_sense_is_left_to_be_refused() {
        for definitions in [
            json!({}),
            json!([{}]),
            json!([{ "value": 1 }]),
            json!([{ "value": "a", "name": 1 }]),
        ] {
            let shape = json!({ "type": "string", "traits": { ENUM: definitions } });
            assert_eq!(upgraded("1.0", shape.clone()), shape);
        }
    }

    #[test]
    fn what_is_not_boxed_has_a_default() {
        let structure = |traits: fn(&str) -> Value| {
            let member = |target: &str| json!({ "target": target, "traits": traits(target) });
            let targets = [
                "a#Flag",
                "a#Maybe",
                "a#Size",
                "smithy.api#Integer",
                "smithy.api#PrimitiveLong",
            ];
            let members = targets
                .iter()
                .map(|target| ((*target).to_owned(), member(target)));
            json!({ "type": "structure", "members": members.collect::<Map<_, _>>() })
        };
        let plain = structure(|_| json!({}));
        let defaulted = structure(|target| match target {
            "a#Flag" => json!({ DEFAULT: false }),
            "smithy.api#PrimitiveLong" => json!({ DEFAULT: 0 }),
            _ => json!({}),
        });
        assert_eq!(upgraded("1.0", plain.clone()), defaulted);
        assert_eq!(upgraded("2.0", plain.clone()), plain);
        let boxed = structure(|_| json!({ BOX: {} }));
        assert_eq!(upgraded("1.0", boxed.clone()), boxed);
    }
}
