//! Entry points to the parsers that [`generate`](crate::generate) uses, for fuzz targets. Most
//! inputs that a fuzzer invents would not get past the JSON parser. Not part of the public API.

use crate::{Diagnostics, FileTree, Inputs};

/// The files that [`generate`](crate::generate) gives, each of them parsed and printed as a whole.
///
/// # Errors
///
/// Those of `generate`.
pub fn whole_files(inputs: &Inputs<'_>) -> Result<FileTree, Diagnostics> {
    crate::generate_with(inputs, crate::render_whole).map(|generated| generated.files)
}

/// The lines of the doc comment for `html`, and the lines of its summary.
pub fn docs(html: &str) -> (Vec<String>, Vec<String>) {
    crate::docs::with_summary(html)
}

/// The text of `html` that has to be visible in its doc comment, without white space.
pub fn visible_text(html: &str) -> String {
    crate::docs::visible_text(html)
}

/// Whether `expression` is valid JMESPath.
pub fn is_jmespath(expression: &str) -> bool {
    crate::jmespath::parse(expression).is_ok()
}

/// Whether `pattern` is a valid regular expression.
pub fn is_pattern(pattern: &str) -> bool {
    crate::pattern::parse_pattern(pattern).is_ok()
}
