//! The XML reader parses every response body of the Smithy protocol tests.

use std::path::Path;

use querysmith_runtime::codegen_v1::Document;
use serde_json::Value;

#[test]
fn every_response_body_of_the_protocol_tests_can_be_parsed() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "QUERYSMITH_SHARED is not set"
        );
        eprintln!("skipped: QUERYSMITH_SHARED, the folder with the protocol tests, is not set");
        return;
    };
    let mut responses = 0;
    for file in ["aws-query.json", "ec2-query.json"] {
        let path = Path::new(&shared).join("conformance/protocol").join(file);
        let text = std::fs::read_to_string(&path).expect("the protocol tests can be read");
        let model: Value = serde_json::from_str(&text).expect("the protocol tests are JSON");
        for body in response_bodies(&model) {
            if let Err(error) = Document::parse(body.as_bytes()) {
                panic!("{error} in {body}");
            }
            responses += 1;
        }
    }
    assert!(responses > 50, "found only {responses} responses");
}

/// The non-empty bodies of the model's `httpResponseTests`.
fn response_bodies(model: &Value) -> impl Iterator<Item = &str> {
    let shapes = model["shapes"].as_object().into_iter().flatten();
    let tests =
        shapes.filter_map(|(_, shape)| shape["traits"]["smithy.test#httpResponseTests"].as_array());
    let bodies = tests.flatten().filter_map(|test| test["body"].as_str());
    bodies.filter(|body| !body.is_empty())
}
