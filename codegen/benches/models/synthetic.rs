//! Synthetic models of any size, in which every operation has its own shapes of every kind.

use serde_json::{Map, Value, json};

/// The number of operations of a model of size 1.
const OPERATIONS: usize = 10;

/// A model of size `times`.
pub(crate) fn model(times: usize) -> String {
    let mut shapes = Map::new();
    let names: Vec<String> = (0..times * OPERATIONS).map(|i| format!("Act{i}")).collect();
    let operations: Vec<Value> = names.iter().map(|name| target(name)).collect();
    let service = json!({
        "type": "service",
        "version": "2026-01-01",
        "operations": operations,
        "traits": {
            "aws.api#service": {"sdkId": "Synthetic"},
            "aws.auth#sigv4": {"name": "synthetic"},
            "aws.protocols#awsQuery": {},
            "smithy.api#xmlNamespace": {"uri": "https://synthetic.example.com/"}
        }
    });
    shapes.insert("a#Service".to_owned(), service);
    for name in &names {
        add_operation(name, &mut shapes);
    }
    json!({"smithy": "2.0", "shapes": shapes}).to_string()
}

fn add_operation(name: &str, shapes: &mut Map<String, Value>) {
    let docs = format!(
        "<p>Does what <code>{name}</code> says, for which see <a href=\"https://example.com/{name}\">the \
        manual</a>.</p><ul><li><p>Once.</p></li><li><p>Or <b>twice</b>.</p></li></ul>"
    );
    let text =
        json!({"target": format!("a#{name}Text"), "traits": {"smithy.api#documentation": docs}});
    let parts = [
        (
            String::new(),
            json!({
                "type": "operation",
                "input": target(&format!("{name}Request")),
                "output": target(&format!("{name}Response")),
                "errors": [target(&format!("{name}Fault"))],
                "traits": {"smithy.api#documentation": docs}
            }),
        ),
        (
            "Request".to_owned(),
            json!({"type": "structure", "members": {
                "Name": {"target": format!("a#{name}Text"), "traits": {"smithy.api#required": {}}},
                "Note": text,
                "Count": {"target": "smithy.api#Integer"},
                "Since": {"target": "smithy.api#Timestamp"},
                "Parts": target(&format!("{name}Parts")),
                "Tags": target(&format!("{name}Tags"))
            }}),
        ),
        (
            "Response".to_owned(),
            json!({"type": "structure", "members": {
                "Parts": target(&format!("{name}Parts")),
                "State": target(&format!("{name}State")),
                "Next": text
            }}),
        ),
        (
            "Part".to_owned(),
            json!({"type": "structure", "members": {
                "Key": text,
                "Size": {"target": "smithy.api#Long"},
                "State": target(&format!("{name}State")),
                "Tags": target(&format!("{name}Tags"))
            }, "traits": {"smithy.api#documentation": docs}}),
        ),
        (
            "Parts".to_owned(),
            json!({"type": "list", "member": target(&format!("{name}Part"))}),
        ),
        (
            "Tags".to_owned(),
            json!({"type": "map", "key": target(&format!("{name}Text")), "value": target(&format!("{name}Text"))}),
        ),
        (
            "Text".to_owned(),
            json!({"type": "string", "traits": {
                "smithy.api#length": {"min": 1, "max": 64},
                "smithy.api#pattern": "^[\\w+=,.@-]*$"
            }}),
        ),
        (
            "State".to_owned(),
            json!({"type": "enum", "members": {
                "ON": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "on"}},
                "OFF": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "off"}}
            }}),
        ),
        (
            "Fault".to_owned(),
            json!({"type": "structure", "members": {"message": {"target": "smithy.api#String"}},
                "traits": {"smithy.api#error": "client", "smithy.api#httpError": 409}}),
        ),
    ];
    for (suffix, shape) in parts {
        shapes.insert(format!("a#{name}{suffix}"), shape);
    }
}

fn target(name: &str) -> Value {
    json!({"target": format!("a#{name}")})
}
