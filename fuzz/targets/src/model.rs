//! Reading of models, and the rest of the generator.

use querysmith_codegen::{Inputs, generate};

use crate::text;

/// Generates a crate from a model and, after a NUL, an overlay. The result must be a crate or
/// diagnostics. The generator parses the emitted code and reports a bug if it is not valid Rust.
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
        Ok(generated) => assert!(generated.files.contains_key("src/lib.rs")),
        Err(diagnostics) => {
            let shown = diagnostics.to_string();
            assert!(shown.starts_with("error: "), "{shown}");
            assert!(!shown.contains("a bug in the generator"), "{shown}");
        }
    }
}
