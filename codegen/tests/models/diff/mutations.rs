//! Mutations of a model: models that differ from it in one place.

use serde_json::{Value, json};

/// A changed model, and a description of the change for messages.
pub(crate) struct Mutation {
    pub(crate) what: String,
    pub(crate) model: Value,
}

/// The traits that are added to or removed from members and shapes.
fn traits() -> [(&'static str, Value); 17] {
    [
        ("smithy.api#clientOptional", json!({})),
        ("smithy.api#default", json!("")),
        ("smithy.api#deprecated", json!({"message": "use another"})),
        ("smithy.api#documentation", json!("Something else.")),
        ("smithy.api#httpError", json!(418)),
        ("smithy.api#idempotencyToken", json!({})),
        ("smithy.api#length", json!({"min": 2, "max": 9})),
        ("smithy.api#optionalAuth", json!({})),
        ("smithy.api#pattern", json!("^[a-c]+$")),
        ("smithy.api#range", json!({"min": 2, "max": 9})),
        ("smithy.api#required", json!({})),
        ("smithy.api#retryable", json!({})),
        ("smithy.api#sensitive", json!({})),
        ("smithy.api#sparse", json!({})),
        ("smithy.api#timestampFormat", json!("http-date")),
        ("smithy.api#xmlFlattened", json!({})),
        ("smithy.api#xmlName", json!("Elsewhere")),
    ]
}

/// All supported mutations of a model. Some of them are invalid models.
pub(crate) fn mutations(model: &Value) -> Vec<Mutation> {
    let mut all = Vec::new();
    let mut add = |what: String, path: &[&str], change: &dyn Fn(&mut Value)| {
        let mut model = model.clone();
        let mut place = &mut model;
        for key in path {
            place = &mut place[*key];
        }
        change(place);
        all.push(Mutation { what, model });
    };
    let shapes = model["shapes"].as_object().expect("a model has shapes");
    for (id, shape) in shapes {
        let path = ["shapes", id.as_str()];
        for (name, value) in traits() {
            add(format!("{id} with {name}"), &path, &|shape| {
                toggle(shape, name, &value)
            });
        }
        for name in own_traits(shape) {
            add(format!("{id} without {name}"), &path, &|shape| {
                drop_trait(shape, &name)
            });
        }
        for list in ["errors", "operations"] {
            let len = shape[list].as_array().map_or(0, Vec::len);
            for i in 0..len {
                let without = |shape: &mut Value| {
                    shape[list].as_array_mut().expect("it is a list").remove(i);
                };
                add(format!("{id} without {list} {i}"), &path, &without);
            }
        }
        for side in ["input", "output"] {
            if shape.get(side).is_some() {
                let without = |shape: &mut Value| {
                    shape.as_object_mut().expect("a shape").remove(side);
                };
                add(format!("{id} without {side}"), &path, &without);
            }
        }
        let Some(members) = shape["members"].as_object() else {
            continue;
        };
        let path = ["shapes", id.as_str(), "members"];
        let plain = json!({"target": "smithy.api#String"});
        let required = json!({
            "target": "smithy.api#String", "traits": {"smithy.api#required": {}}
        });
        for member in [plain, required] {
            let with = |members: &mut Value| members["Zebra"] = member.clone();
            add(format!("{id} with {member}"), &path, &with);
        }
        for (name, member) in members {
            let without = |members: &mut Value| {
                members.as_object_mut().expect("members").shift_remove(name);
            };
            add(format!("{id} without {name}"), &path, &without);
            let renamed = |members: &mut Value| {
                let members = members.as_object_mut().expect("members");
                let member = members.shift_remove(name).expect("it is there");
                members.insert(format!("{name}Anew"), member);
            };
            add(format!("{id} with {name} renamed"), &path, &renamed);
            let path = ["shapes", id.as_str(), "members", name.as_str()];
            for target in ["smithy.api#String", "smithy.api#Integer", "smithy.api#Blob"] {
                let what = format!("{id}${name} as {target}");
                add(what, &path, &|member| member["target"] = target.into());
            }
            for (other, value) in traits() {
                let what = format!("{id}${name} with {other}");
                add(what, &path, &|member| toggle(member, other, &value));
            }
            for other in own_traits(member) {
                let what = format!("{id}${name} without {other}");
                add(what, &path, &|member| drop_trait(member, &other));
            }
        }
    }
    for id in shapes.keys() {
        let text = model
            .to_string()
            .replace(&format!("\"{id}\""), &format!("\"{id}Anew\""));
        all.push(Mutation {
            what: format!("{id} renamed"),
            model: serde_json::from_str(&text).expect("a new name is JSON"),
        });
    }
    all
}

fn own_traits(shape: &Value) -> Vec<String> {
    let traits = shape["traits"].as_object();
    traits.map_or_else(Vec::new, |traits| traits.keys().cloned().collect())
}

fn toggle(shape: &mut Value, name: &str, value: &Value) {
    if shape["traits"].get(name) == Some(value) {
        return drop_trait(shape, name);
    }
    if shape.get("traits").is_none_or(Value::is_null) {
        shape["traits"] = json!({});
    }
    shape["traits"][name] = value.clone();
}

fn drop_trait(shape: &mut Value, name: &str) {
    shape["traits"]
        .as_object_mut()
        .expect("traits")
        .remove(name);
}
