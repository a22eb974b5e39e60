//! Parsing of the expression languages in models: JMESPath and regular expressions.

use querysmith_codegen::fuzzing::{is_jmespath, is_pattern};

use crate::text;

/// Parses a JMESPath expression.
pub fn jmespath(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if is_jmespath(text) {
        // White space around an expression is ignored.
        assert!(is_jmespath(&format!(" {text}\n")), "{text:?}");
    }
}

/// Parses a pattern.
pub fn pattern(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    is_pattern(text);
}
