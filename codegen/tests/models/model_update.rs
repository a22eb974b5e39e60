//! Tests of model updates with a small model: what changes, what stays, and what is reported.

use querysmith_codegen::{Inputs, ModelFile, ModelUpdate, generate, update_model};
use serde_json::{Value, json};

/// The maintained model, with lists on one line and keys in another order.
const OURS: &str = r#"{
    "smithy": "2.0",
    "shapes": {
        "cafe#Cafe": {
            "type": "service",
            "version": "2026-01-01",
            "operations": [{ "target": "cafe#Order" }, { "target": "cafe#Pay" }],
            "traits": {
                "smithy.api#documentation": "<p>Our caf\u00e9.</p>",
                "aws.api#service": { "sdkId": "Cafe" },
                "aws.auth#sigv4": { "name": "cafe" },
                "aws.protocols#awsQuery": {},
                "smithy.rules#endpointRuleSet": {
                    "version": "1.0",
                    "parameters": { "Region": { "builtIn": "AWS::Region", "type": "string", "documentation": "Our region." } },
                    "rules": [
                        { "type": "endpoint", "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Region" }] }], "endpoint": { "url": "https://cafe.{Region}.example.com" } },
                        { "type": "error", "conditions": [], "error": "Where?" }
                    ]
                }
            }
        },
        "cafe#Order": {
            "type": "operation",
            "input": { "target": "cafe#OrderInput" },
            "traits": {
                "smithy.api#documentation": "<p>Orders a drink.</p>",
                "smithy.api#examples": [{ "title": "To order tea", "input": { "Drink": "tea" } }]
            }
        },
        "cafe#OrderInput": {
            "type": "structure",
            "members": {
                "Drink": { "target": "cafe#Drink", "traits": { "smithy.api#documentation": "<p>The drink.</p>", "smithy.api#required": {} } },
                "Sugar": { "target": "smithy.api#Integer", "traits": { "smithy.api#documentation": "<p>Lumps of sugar.</p>" } }
            },
            "traits": { "smithy.api#documentation": "<p>An order.</p>" }
        },
        "cafe#Drink": { "type": "string", "traits": { "smithy.api#length": { "max": 10, "min": 1 } } },
        "cafe#Pay": {
            "type": "operation",
            "traits": {
                "smithy.api#documentation": "<p>Pays.</p>",
                "smithy.api#deprecated": { "since": "2025", "message": "Our tea is free." },
                "smithy.api#examples": [{ "title": "To pay" }]
            }
        }
    }
}
"#;

/// The model that the service publishes: the same facts, and other texts.
fn theirs() -> Value {
    let mut model: Value = serde_json::from_str(OURS).expect("it is JSON");
    let shapes = &mut model["shapes"];
    let docs = "smithy.api#documentation";
    for id in ["cafe#Cafe", "cafe#Order", "cafe#OrderInput", "cafe#Pay"] {
        shapes[id]["traits"][docs] = json!("Theirs.");
    }
    let deprecated = &mut shapes["cafe#Pay"]["traits"]["smithy.api#deprecated"];
    deprecated["message"] = json!("Theirs.");
    let rules = &mut shapes["cafe#Cafe"]["traits"]["smithy.rules#endpointRuleSet"];
    rules["parameters"]["Region"]["documentation"] = json!("Theirs.");
    // Another form of the same rules.
    rules["rules"] = json!([{
        "type": "tree",
        "conditions": [{ "fn": "not", "argv": [{ "fn": "isSet", "argv": [{ "ref": "Region" }] }] }],
        "rules": [{ "type": "error", "conditions": [], "error": "No region" }]
    }, {
        "type": "endpoint",
        "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Region" }] }],
        "endpoint": { "url": "https://cafe.{Region}.example.com", "properties": {}, "headers": {} }
    }]);
    model
}

fn update(change: impl Fn(&mut Value)) -> ModelUpdate {
    let mut new = theirs();
    change(&mut new["shapes"]);
    let new = [ModelFile {
        path: "new.json".to_owned(),
        text: new.to_string(),
    }];
    let done = update_model("ours.json", OURS, &new);
    let done = done.unwrap_or_else(|defects| panic!("{defects}"));
    let again = update_model("ours.json", &done.text, &new).expect("it is valid");
    assert_eq!(again.text, done.text, "a second update");
    assert!(!again.has_changes(), "{again}");
    done
}

#[test]
fn other_texts_and_another_form_of_the_rules_change_nothing() {
    let done = update(|_| {});
    assert_eq!(done.text, OURS);
    assert_eq!(done.to_string(), "");
    assert_eq!(done.kept_texts, 10);
}

#[test]
fn a_changed_fact_changes_its_value_and_no_other_byte() {
    let done = update(|shapes| {
        shapes["cafe#Drink"]["traits"]["smithy.api#length"] = json!({ "min": 1, "max": 20 });
        shapes["cafe#Pay"]["traits"]["smithy.api#deprecated"]["since"] = json!("2026");
    });
    let expected = OURS.replace("\"max\": 10", "\"max\": 20");
    assert_eq!(done.text, expected.replace("\"2025\"", "\"2026\""));
    assert_eq!(
        done.changed,
        [
            "cafe#Drink/smithy.api#length",
            "cafe#Pay/smithy.api#deprecated"
        ]
    );
}

#[test]
fn new_shapes_and_members_have_their_place_and_empty_documentation() {
    let done = update(|shapes| {
        let members = shapes["cafe#OrderInput"]["members"].as_object_mut();
        let members = members.expect("an object");
        let sugar = members.shift_remove("Sugar").expect("a member");
        let milk =
            json!({ "target": "cafe#Milk", "traits": { "smithy.api#documentation": "Theirs." } });
        members.insert("Milk".to_owned(), milk);
        members.insert("Sugar".to_owned(), sugar);
        let mut changed = serde_json::Map::new();
        for (id, shape) in shapes.as_object().expect("an object") {
            changed.insert(id.clone(), shape.clone());
            if id == "cafe#Order" {
                let tip = json!({ "type": "operation", "traits": {
                    "smithy.api#documentation": "Theirs.",
                    "smithy.api#deprecated": { "message": "Theirs.", "since": "now" } } });
                changed.insert("cafe#Tip".to_owned(), tip);
                let milk = json!({ "type": "enum", "members": { "OAT": { "target": "smithy.api#Unit",
                    "traits": { "smithy.api#enumValue": "oat" } } } });
                changed.insert("cafe#Milk".to_owned(), milk);
            }
        }
        *shapes = Value::Object(changed);
        let operations =
            json!([{ "target": "cafe#Order" }, { "target": "cafe#Tip" }, { "target": "cafe#Pay" }]);
        shapes["cafe#Cafe"]["operations"] = operations;
    });
    assert!(!done.text.contains("Theirs."), "{}", done.text);
    let tip = r#"
        },
        "cafe#Tip": {
            "type": "operation",
            "traits": {
                "smithy.api#documentation": "",
                "smithy.api#deprecated": {
                    "message": "",
                    "since": "now"
                }
            }
        },
        "cafe#Milk": {
            "type": "enum",
            "members": {
                "OAT": {
                    "target": "smithy.api#Unit",
                    "traits": {
                        "smithy.api#enumValue": "oat"
                    }
                }
            },
            "traits": {
                "smithy.api#documentation": ""
            }
        },
        "cafe#OrderInput": {"#;
    assert!(done.text.contains(tip), "{}", done.text);
    // What is new has the form of what is beside it.
    for line in [
        r#""operations": [{ "target": "cafe#Order" }, { "target": "cafe#Tip" }, { "target": "cafe#Pay" }],"#,
        r#""Milk": { "target": "cafe#Milk", "traits": { "smithy.api#documentation": "" } },"#,
    ] {
        assert!(done.text.contains(line), "{}", done.text);
    }
    let expected = "\
added: cafe#Tip
added: cafe#Milk
added: cafe#OrderInput$Milk
changed: cafe#Cafe/operations
to write: the documentation of cafe#Tip
to write: the text of cafe#Tip/smithy.api#deprecated/message
to write: an example of cafe#Tip
to write: the documentation of cafe#Milk
to write: the documentation of cafe#OrderInput$Milk
";
    let mut lines: Vec<String> = done.to_string().lines().map(str::to_owned).collect();
    let mut wanted: Vec<String> = expected.lines().map(str::to_owned).collect();
    lines.sort();
    wanted.sort();
    assert_eq!(lines, wanted);
    // The generator reports what is not written.
    let generated = generate(&Inputs::new("ours.json", &done.text)).expect("it is valid");
    let empty = generated
        .warnings
        .iter()
        .find(|warning| warning.summary() == "empty documentation");
    let empty = empty.expect("there is a warning").to_string();
    assert!(empty.contains("Milk, OrderInput$Milk, Tip\n"), "{empty}");
}

#[test]
fn what_is_removed_is_printed_with_its_texts() {
    let done = update(|shapes| {
        let shapes = shapes.as_object_mut().expect("an object");
        shapes.shift_remove("cafe#Order");
        shapes.shift_remove("cafe#OrderInput");
        shapes.shift_remove("cafe#Drink");
        shapes["cafe#Cafe"]["operations"] = json!([{ "target": "cafe#Pay" }]);
    });
    let report = done.to_string();
    for line in [
        "removed: cafe#Order\n",
        "removed: cafe#OrderInput\n",
        "removed text: cafe#Order/smithy.api#documentation\n  <p>Orders a drink.</p>\n",
        "removed text: cafe#OrderInput$Sugar/smithy.api#documentation\n  <p>Lumps of sugar.</p>\n",
        "To order tea",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
    assert_eq!(done.kept_texts + done.removed_texts.len(), 10);
    let text = "    \"operations\": [{ \"target\": \"cafe#Pay\" }],\n";
    assert!(done.text.contains(text), "{}", done.text);
}

#[test]
fn rules_with_other_results_are_reported_and_kept() {
    let done = update(|shapes| {
        let rules = &mut shapes["cafe#Cafe"]["traits"]["smithy.rules#endpointRuleSet"];
        rules["rules"][1]["endpoint"]["url"] = json!("https://{Region}.cafe.example.com");
    });
    assert_eq!(done.text, OURS);
    let expected = "an endpoint rule, if Region is set: \
                    https://cafe.{Region}.example.com in this model, \
                    https://{Region}.cafe.example.com in the new one";
    assert_eq!(done.to_write, [expected]);
    let done = update(|shapes| {
        let rules = &mut shapes["cafe#Cafe"]["traits"]["smithy.rules#endpointRuleSet"];
        let call = json!([{ "fn": "aws.parseArn", "argv": ["a"] }]);
        rules["rules"][1]["conditions"] = call;
    });
    let expected = "the endpoint rules: compare them manually with those of the new model (the new \
                    model: unsupported function in endpoint rules: aws.parseArn)";
    assert_eq!(done.to_write, [expected]);
}

#[test]
fn a_model_of_botocore_brings_its_facts_and_keeps_what_it_cannot_express() {
    let new = json!({
        "version": "2.0",
        "metadata": {
            "apiVersion": "2026-01-01", "endpointPrefix": "cafe", "protocol": "query",
            "serviceId": "Cafe", "signatureVersion": "v4",
        },
        "operations": {
            "Order": { "name": "Order", "input": { "shape": "OrderInput" }, "documentation": "Theirs." },
            "Pay": { "name": "Pay", "deprecated": true, "deprecatedMessage": "Theirs.", "deprecatedSince": "2025" },
        },
        "shapes": {
            "Drink": { "type": "string", "min": 1, "max": 20 },
            "Integer": { "type": "integer" },
            "OrderInput": {
                "type": "structure", "required": ["Drink"],
                "members": {
                    "Drink": { "shape": "Drink" },
                    "Sugar": { "shape": "Integer" },
                    "Note": { "shape": "Note", "documentation": "Theirs." },
                },
            },
            "Note": { "type": "string" },
        },
    });
    let new = [ModelFile {
        path: "service-2.json".to_owned(),
        text: new.to_string(),
    }];
    let done = update_model("ours.json", OURS, &new).unwrap_or_else(|defects| panic!("{defects}"));
    let report = done.to_string();
    let expected = "\
added: cafe#Note
added: cafe#OrderInput$Note
changed: cafe#Drink/smithy.api#length
to write: the documentation of cafe#OrderInput$Note
";
    let mut lines: Vec<&str> = report.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, expected.lines().collect::<Vec<_>>(), "{report}");
    assert_eq!(done.kept_texts, 10);
    let again = update_model("ours.json", &done.text, &new).expect("it is valid");
    assert_eq!(again.text, done.text);
    let [file] = new;
    let text = file.text.replace("\"Cafe\"", "\"Pub\"");
    let other = update_model("ours.json", OURS, &[ModelFile { text, ..file }]);
    let refused = other.expect_err("it is of another service").to_string();
    assert!(
        refused.contains("the models are of different services"),
        "{refused}"
    );
}

#[test]
fn models_of_other_services_and_broken_models_are_refused() {
    let refused = |text: String| {
        let new = [ModelFile {
            path: "new.json".to_owned(),
            text,
        }];
        let defects = update_model("ours.json", OURS, &new);
        defects.expect_err("it is refused").to_string()
    };
    let other = theirs().to_string().replace("cafe#", "pub#");
    let expected = "\
error: the models are of different services
  at:       cafe#Cafe  (ours.json)
  found:    pub#Cafe
  expected: cafe#Cafe in both models
";
    assert_eq!(refused(other), expected);
    let broken = theirs()
        .to_string()
        .replace("cafe#OrderInput\"}", "cafe#Ordr\"}");
    assert!(refused(broken).contains("a shape that does not exist"));
    assert!(refused("{".to_owned()).contains("(new.json)"));
}
