//! A Smithy 1.0 model gives the same crate as the equivalent 2.0 model.

use querysmith_codegen::{FileTree, Inputs, generate, sha256_hex};
use serde_json::{Value, json};

fn model(version: &str, shapes: Value) -> Value {
    let mut all = json!({
        "old#Service": {
            "type": "service", "version": "2020-01-01", "operations": [{ "target": "old#PutDoor" }],
            "traits": { "aws.api#service": { "sdkId": "Old" }, "aws.auth#sigv4": { "name": "old" }, "aws.protocols#awsQuery": {} }
        },
        "old#PutDoor": { "type": "operation", "input": { "target": "old#Wrapped" }, "output": { "target": "old#Wrapped" } },
        "old#Wrapped": { "type": "structure", "members": { "Door": { "target": "old#Door" } } },
    });
    let shapes = shapes.as_object().expect("shapes by id").clone();
    all.as_object_mut().expect("an object").extend(shapes);
    json!({ "smithy": version, "shapes": all })
}

/// The Rust files, without the hash of the model.
fn emitted(model: &Value) -> FileTree {
    let text = model.to_string();
    let hash = sha256_hex(text.as_bytes());
    let generated = generate(&Inputs::new("model.json", &text)).expect("a valid model");
    let files = generated.files.into_iter();
    files
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path, text.replace(&hash, "")))
        .collect()
}

#[test]
fn equivalent_smithy_1_0_and_2_0_models_give_the_same_code() {
    let older = json!({
        "old#Door": { "type": "structure", "members": {
            "State": { "target": "old#State" },
            "Open": { "target": "old#Flag" },
            "Locked": { "target": "smithy.api#Boolean" },
            "Width": { "target": "smithy.api#PrimitiveInteger" },
            "Height": { "target": "smithy.api#PrimitiveInteger", "traits": { "smithy.api#box": {} } },
            "Keys": { "target": "old#Keys" },
        } },
        "old#Flag": { "type": "boolean" },
        "old#Keys": { "type": "set", "member": { "target": "smithy.api#String" } },
        "old#State": { "type": "string", "traits": { "smithy.api#enum": [
            { "value": "ajar", "name": "AJAR" },
            { "value": "shut", "name": "SHUT", "deprecated": true },
        ] } },
    });
    let member = |value: &str| json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": value } });
    let mut shut = member("shut");
    shut["traits"]["smithy.api#deprecated"] = json!({});
    let newer = json!({
        "old#Door": { "type": "structure", "members": {
            "State": { "target": "old#State" },
            "Open": { "target": "old#Flag", "traits": { "smithy.api#default": false } },
            "Locked": { "target": "smithy.api#Boolean" },
            "Width": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 0 } },
            "Height": { "target": "smithy.api#Integer" },
            "Keys": { "target": "old#Keys" },
        } },
        "old#Flag": { "type": "boolean" },
        "old#Keys": { "type": "list", "member": { "target": "smithy.api#String" } },
        "old#State": { "type": "enum", "members": { "AJAR": member("ajar"), "SHUT": shut } },
    });
    let (older, newer) = (emitted(&model("1.0", older)), emitted(&model("2.0", newer)));
    assert!(older.contains_key("src/types/state.rs"));
    let paths = |tree: &FileTree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&older), paths(&newer));
    for (path, text) in &older {
        assert_eq!(Some(text), newer.get(path), "{path}");
    }
}
