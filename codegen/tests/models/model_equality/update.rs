//! Updates of our model through the models that AWS has published, starting from a copy that is cut
//! back to the oldest.

use querysmith_codegen::{ModelFile, ModelUpdate, update_model};
use serde_json::{Map, Value};

use super::comparison::{DOCUMENTATION, differences, object};
use super::{ours, shared};

const OWN: [&str; 4] = [
    DOCUMENTATION,
    "smithy.api#examples",
    "smithy.rules#endpointRuleSet",
    "smithy.rules#endpointTests",
];

/// Our model with the facts of an older one: without what that does not have.
fn cut_back(older: &Value) -> Value {
    let mut model = ours();
    let shapes = object(&older["shapes"]);
    if let Some(own) = model["shapes"].as_object_mut() {
        own.retain(|id, _| shapes.contains_key(id));
        for (id, shape) in own {
            cut_shape(shape, &shapes[id]);
        }
    }
    model
}

fn cut_shape(shape: &mut Value, older: &Value) {
    cut_traits(shape, older);
    if let Some(members) = shape["members"].as_object_mut() {
        members.retain(|name, _| older["members"].get(name).is_some());
        for (name, member) in members {
            member["target"] = older["members"][name]["target"].clone();
            cut_traits(member, &older["members"][name]);
        }
    }
    if let Some(shape) = shape.as_object_mut() {
        shape.retain(|_, value| !value.is_null());
        for key in ["operations", "errors", "input", "output"] {
            match older.get(key) {
                Some(value) => shape.insert(key.to_owned(), value.clone()),
                None => shape.shift_remove(key),
            };
        }
    }
}

fn cut_traits(item: &mut Value, older: &Value) {
    let facts = object(&older["traits"]);
    let Some(item) = item.as_object_mut() else {
        return;
    };
    if let Some(traits) = item.get_mut("traits").and_then(Value::as_object_mut) {
        traits.retain(|id, _| OWN.contains(&id.as_str()) || facts.contains_key(id));
        for (id, value) in traits {
            if !OWN.contains(&id.as_str()) && id != "smithy.api#deprecated" {
                *value = facts[id].clone();
            }
        }
    }
    if item
        .get("traits")
        .is_some_and(|traits| object(traits).is_empty())
    {
        item.shift_remove("traits");
    }
}

fn pretty(model: &Value) -> String {
    serde_json::to_string_pretty(model).unwrap_or_default() + "\n"
}

#[expect(clippy::panic, reason = "a helper of tests fails like a test")]
fn update(text: &str, new: &Value) -> ModelUpdate {
    let new = [ModelFile {
        path: "new.json".to_owned(),
        text: pretty(new),
    }];
    update_model("sts.json", text, &new).unwrap_or_else(|defects| panic!("{defects}"))
}

#[expect(clippy::panic, reason = "a helper of tests fails like a test")]
fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Every documentation, message, example and test with its path, unless it is empty.
fn texts(path: &str, value: &Value, texts: &mut Map<String, Value>) {
    let items = value.as_array().into_iter().flatten().enumerate();
    for (i, item) in items {
        self::texts(&format!("{path}/{i}"), item, texts);
    }
    for (key, value) in object(value) {
        let at = format!("{path}/{key}");
        match key.as_str() {
            "smithy.api#examples" | "smithy.rules#endpointTests" => {
                texts.insert(at, value);
            }
            "documentation" | "message" | DOCUMENTATION if value.is_string() => {
                if value != "" {
                    texts.insert(at, value);
                }
            }
            _ => self::texts(&at, &value, texts),
        }
    }
}

fn all_texts(model: &Value) -> Map<String, Value> {
    let mut all = Map::new();
    texts("", model, &mut all);
    all
}

#[test]
fn updates_reach_the_facts_of_each_published_model_and_keep_every_text() {
    let Some(first) = shared("models/history/sts-2025-04.json") else {
        return;
    };
    let mut text = pretty(&cut_back(&first));
    let words = all_texts(&read(&text));
    assert!(words.len() > 150, "{} texts", words.len());
    let steps = [
        ("models/history/sts-2025-04.json", 0),
        ("models/history/sts-2026-08.json", 26),
        ("models/aws/sts.json", 49),
    ];
    for (path, to_write) in steps {
        let new = shared(path).unwrap_or_default();
        let done = update(&text, &new);
        let found = differences(&read(&done.text), &new);
        assert!(found.is_empty(), "{path}:\n{}", found.join("\n"));
        assert_eq!(done.removed_texts, [], "{path}");
        assert_eq!(done.kept_texts, words.len(), "{path}");
        assert_eq!(all_texts(&read(&done.text)), words, "{path}");
        assert_eq!(
            done.to_write.len(),
            to_write,
            "{path}: {:#?}",
            done.to_write
        );
        let again = update(&done.text, &new);
        assert!(!again.has_changes(), "{path}:\n{again}");
        assert_eq!(again.text, done.text, "{path}");
        text = done.text;
    }
}

#[test]
fn our_model_has_the_facts_of_the_published_one_and_the_results_of_its_endpoint_rules() {
    let Some(published) = shared("models/aws/sts.json") else {
        return;
    };
    let text = pretty(&ours());
    let done = update(&text, &published);
    assert_eq!(done.text, text);
    assert_eq!(done.to_string(), "");
}
