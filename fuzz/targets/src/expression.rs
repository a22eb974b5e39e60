//! The small languages in models: JMESPath and regular expressions.

use querysmith_codegen::fuzzing::{is_jmespath, is_pattern};

use crate::text;

/// Any text is JMESPath or is not; the parser says which.
pub fn jmespath(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if is_jmespath(text) {
        // White space around an expression means nothing.
        assert!(is_jmespath(&format!(" {text}\n")), "{text:?}");
    }
}

/// Any text is a pattern or is not; the parser says which.
pub fn pattern(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    is_pattern(text);
}
