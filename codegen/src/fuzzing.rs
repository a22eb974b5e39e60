//! Ways into the parsers that [`generate`](crate::generate) stands on, for fuzz targets: most of
//! what a fuzzer invents would not get through the JSON around them. No part of the public API.

/// The lines of the doc comment that `html` becomes, and those of its summary.
pub fn docs(html: &str) -> (Vec<String>, Vec<String>) {
    crate::docs::with_summary(html)
}

/// What a reader has to see of `html` in the doc comment that it becomes, without white space.
pub fn visible_text(html: &str) -> String {
    crate::docs::visible_text(html)
}

/// Whether `expression` is JMESPath.
pub fn is_jmespath(expression: &str) -> bool {
    crate::jmespath::parse(expression).is_ok()
}

/// Whether `pattern` is one that a regex engine would accept.
pub fn is_pattern(pattern: &str) -> bool {
    crate::pattern::parse_pattern(pattern).is_ok()
}
