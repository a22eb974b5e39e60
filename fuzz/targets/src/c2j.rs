//! Reading of models in botocore's format, and updates of a maintained model with them.

use querysmith_codegen::{Inputs, ModelFile, generate, update_model};

use crate::model::are_printed_like_whole_files;
use crate::text;

/// The names of the parts of an input.
const PARTS: [&str; 5] = [
    "service-2.json",
    "paginators-1.json",
    "waiters-2.json",
    "examples-1.json",
    "service-2.sdk-extras.json",
];

/// A model that is updated.
const OURS: &str = include_str!("../../seeds/model/small.json");

/// Generates a crate from a `service-2.json` and, after a NUL each, the files beside it. The result
/// must be a crate or diagnostics. An update with the model gives a model that a second update leaves
/// unchanged, or diagnostics.
pub fn c2j(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let parts = PARTS.iter().zip(text.split('\0'));
    let files: Vec<ModelFile> = parts
        .filter(|(_, text)| !text.is_empty())
        .map(|(path, text)| ModelFile {
            path: (*path).to_owned(),
            text: text.to_owned(),
        })
        .collect();
    let inputs = Inputs::of(&files);
    match generate(&inputs) {
        Ok(generated) => {
            assert!(generated.files.contains_key("src/lib.rs"));
            are_printed_like_whole_files(&inputs, &generated.files);
        }
        Err(diagnostics) => {
            let shown = diagnostics.to_string();
            assert!(shown.starts_with("error: "), "{shown}");
            assert!(!shown.contains("a bug in the generator"), "{shown}");
        }
    }
    // The model of the seed's service.
    let ours = OURS.replace("\"sdkId\":\"T\"", "\"sdkId\":\"Parcel Post\"");
    if let Ok(first) = update_model("small.json", &ours, &files)
        && let Ok(second) = update_model("small.json", &first.text, &files)
    {
        assert_eq!(second.text, first.text);
    }
}
