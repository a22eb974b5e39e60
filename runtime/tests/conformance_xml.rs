//! Every answer in the protocol tests is a document that the reader takes.

use std::path::Path;

use querysmith_runtime::xml::Document;
use serde_json::Value;

#[test]
fn every_answer_of_the_protocol_tests_can_be_read() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "QUERYSMITH_SHARED is not set"
        );
        eprintln!("skipped: QUERYSMITH_SHARED is not set, and the protocol tests are there");
        return;
    };
    let mut answers = 0;
    for file in ["aws-query.json", "ec2-query.json"] {
        let path = Path::new(&shared).join("conformance/protocol").join(file);
        let text = std::fs::read_to_string(&path).expect("the protocol tests can be read");
        let model: Value = serde_json::from_str(&text).expect("the protocol tests are JSON");
        for body in answers_in(&model) {
            if let Err(error) = Document::parse(body.as_bytes()) {
                panic!("{error} in {body}");
            }
            answers += 1;
        }
    }
    assert!(answers > 50, "found only {answers} answers");
}

/// The bodies of the model's `httpResponseTests` that are not empty.
fn answers_in(model: &Value) -> impl Iterator<Item = &str> {
    let shapes = model["shapes"].as_object().into_iter().flatten();
    let tests =
        shapes.filter_map(|(_, shape)| shape["traits"]["smithy.test#httpResponseTests"].as_array());
    let bodies = tests.flatten().filter_map(|test| test["body"].as_str());
    bodies.filter(|body| !body.is_empty())
}
