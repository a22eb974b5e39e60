//! A crate with all endpoint tests of the model can be generated from every published model.

use std::fs;

use querysmith_codegen::{Inputs, generate};
use serde_json::Value;

use crate::support::shared;

#[test]
#[ignore = "takes seconds, because large services are emitted; .ci/run runs it"]
fn every_published_model_is_generated_with_all_of_its_endpoint_tests() {
    let Some(shared) = shared() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(shared.join("models/aws")).expect("the directory of models") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = name.expect("a file has a name");
        let model = fs::read_to_string(&path).expect("a model can be read");
        let generated = match generate(&Inputs::new(&name, &model)) {
            Ok(generated) => generated,
            Err(diagnostics) => panic!("{name} is not accepted:\n{diagnostics}"),
        };
        let tests = generated
            .files
            .get("tests/endpoint_tests.rs")
            .map_or("", String::as_str);
        let parsed: Value = serde_json::from_str(&model).expect("a model is JSON");
        assert_eq!(
            tests.matches("#[test]").count(),
            endpoint_cases(&parsed),
            "{name}"
        );
        seen += 1;
    }
    assert!(seen > 0, "the directory contains models");
}

fn endpoint_cases(model: &Value) -> usize {
    let shapes = model["shapes"].as_object().expect("a model has shapes");
    let cases = |shape: &Value| {
        let tests = &shape["traits"]["smithy.rules#endpointTests"]["testCases"];
        tests.as_array().map_or(0, Vec::len)
    };
    shapes.values().map(cases).sum()
}
