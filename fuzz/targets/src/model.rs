//! Reading of models, and the rest of the generator.

use querysmith_codegen::{FileTree, Inputs, fuzzing, generate};

use crate::text;

/// Generates a crate from a model and, after a NUL, an overlay. The result must be a crate or
/// diagnostics. The generator parses the emitted code and reports a bug if it is not valid Rust. It
/// prints blocks of the same structure once; the files must be the same as if each were printed as a
/// whole.
pub fn model(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (model, overlay) = match text.split_once('\0') {
        Some((model, overlay)) => (model, Some(overlay)),
        None => (text, None),
    };
    let mut inputs = Inputs::new("model.json", model);
    if let Some(overlay) = overlay {
        inputs = inputs.overlay("overlay.json", overlay);
    }
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
}

/// Checks that all files are the same as if each were parsed and printed as a whole.
pub(crate) fn are_printed_like_whole_files(inputs: &Inputs<'_>, files: &FileTree) {
    let whole = fuzzing::whole_files(inputs).unwrap_or_default();
    for (path, text) in files {
        let whole = whole.get(path).map(String::as_str).unwrap_or_default();
        let mut lines = text.lines().zip(whole.lines());
        let first = lines.find(|(line, other)| line != other);
        assert!(text == whole, "{path}: {first:?}");
    }
    assert_eq!(whole.len(), files.len());
}
