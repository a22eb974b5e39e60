//! A small change of the model is a small change of the emitted crate.

use std::fs;
use std::path::Path;

use querysmith_codegen::{FileTree, Inputs, generate};
use serde_json::Value;

/// The maximum number of files that differ: the two that show the text, the manifest and the root.
const MAX_FILES: usize = 4;

/// Every so many of the model's texts is tried.
const STEP: usize = 5;

#[test]
#[ignore = "takes seconds, because STS is emitted 20 times; .ci/run runs it"]
fn one_word_in_a_text_of_the_model_changes_at_most_four_files() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/sts.json");
    let text = fs::read_to_string(path).expect("the model can be read");
    let model: Value = serde_json::from_str(&text).expect("the model is JSON");
    let before = emit(&model);
    let mut places = Vec::new();
    for (id, shape) in model["shapes"].as_object().expect("shapes") {
        let kind = shape["type"].as_str().unwrap_or_default();
        // The text of a simple type or a list stands in for those of members without one.
        if ["operation", "structure", "service"].contains(&kind) {
            places.push(format!("/shapes/{id}"));
        }
        for (name, _) in shape["members"].as_object().into_iter().flatten() {
            places.push(format!("/shapes/{id}/members/{name}"));
        }
    }
    let mut tried = 0;
    for place in places {
        let mut changed = model.clone();
        let place = format!("{place}/traits/smithy.api#documentation");
        let Some(Value::String(docs)) = changed.pointer_mut(&place) else {
            continue;
        };
        tried += 1;
        if tried % STEP != 0 {
            continue;
        }
        *docs = docs.replacen(' ', " possibly ", 1);
        let after = emit(&changed);
        let differing = before
            .iter()
            .filter(|(path, text)| after.get(*path) != Some(text));
        let differing: Vec<&String> = differing.map(|(path, _)| path).collect();
        assert!(differing.len() <= MAX_FILES, "{place}: {differing:#?}");
    }
    assert!(tried > 10 * STEP, "{tried} texts");
}

fn emit(model: &Value) -> FileTree {
    let text = model.to_string();
    match generate(&Inputs::new("model/sts.json", &text)) {
        Ok(generated) => generated.files,
        Err(defects) => panic!("{defects}"),
    }
}
