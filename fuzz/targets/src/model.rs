//! The model reader, and the whole generator behind it.

use querysmith_codegen::{Inputs, generate};

use crate::text;

/// A model, and after a NUL an overlay, become a crate or diagnostics, the same each time. What is
/// emitted is Rust: the generator parses it, and says so where it is not.
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
            assert!(!shown.contains("a fault of the generator"), "{shown}");
        }
    }
}
