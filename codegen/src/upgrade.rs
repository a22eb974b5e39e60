//! Upgrade of Smithy 1.0 models to 2.0, before the model is parsed. In 1.0, an enum is a string
//! with a trait, and whether a number or boolean can be absent depends on its shape.
//!
//! Definitions that cannot be converted are left unchanged, so that the parser rejects them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const BOX: &str = "smithy.api#box";
const DEFAULT: &str = "smithy.api#default";
const ENUM: &str = "smithy.api#enum";

/// Upgrades a model. Smithy 2.0 still permits the `enum` trait, so it is converted in every model;
/// defaults are added only to models that declare an older version.
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

/// Whether `version` is a version of Smithy 1.0.
pub(crate) fn is_older(version: &str) -> bool {
    version == "1" || version.starts_with("1.")
}

/// Converts a string with the `enum` trait to an enum.
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

/// A member for each definition of the trait, or `None` if a definition is malformed.
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

/// A name for a value without one, from its letters and digits, or from its position.
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

/// Adds the `default` trait of Smithy 2.0 to members that are never absent in 1.0.
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

/// The implicit default of members that target this shape, or `None` if they can be absent.
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

/// The shapes of Smithy's prelude that are never absent, with their defaults.
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
    fn a_string_with_the_enum_trait_becomes_an_enum() {
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
    fn a_malformed_enum_trait_is_left_unchanged() {
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
    fn members_that_are_not_boxed_get_a_default() {
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
