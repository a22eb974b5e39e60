//! Parsing of XML.

use super::agrees_with_quick_xml;
use querysmith_runtime::TimestampFormat;
use querysmith_runtime::codegen_v1::{Document, Element, MAX_DEPTH};

/// Reads a document and accesses its values in all ways. quick-xml must read the same, and writing
/// the document and reading it again must give the same document.
pub fn xml(bytes: &[u8]) {
    agrees_with_quick_xml(bytes);
    let document = match Document::parse(bytes) {
        Ok(document) => document,
        Err(error) => {
            assert!(error.to_string().len() < 1_000, "{error}");
            return;
        }
    };
    let mut written = String::new();
    write(document.root(), 1, &mut written);
    let again = Document::parse(written.as_bytes());
    let Ok(again) = again else {
        assert_eq!(again.err(), None, "{written:?}");
        return;
    };
    let mut rewritten = String::new();
    write(again.root(), 1, &mut rewritten);
    assert_eq!(written, rewritten);
}

/// Writes an element, and reads each type of value from it.
fn write(element: Element<'_>, depth: usize, out: &mut String) {
    assert!(depth <= MAX_DEPTH);
    let text = element.text();
    assert_eq!(text, element.string());
    let _ = (
        element.boolean(),
        element.byte(),
        element.short(),
        element.integer(),
    );
    let _ = (
        element.long(),
        element.blob(),
        element.not_nil(),
        element.entry("key", "value"),
    );
    assert!(!element.float().is_ok_and(|float| float.is_nan()) || text.trim() == "NaN");
    let _ = element.double();
    for format in [
        TimestampFormat::DateTime,
        TimestampFormat::EpochSeconds,
        TimestampFormat::HttpDate,
    ] {
        if let Ok(time) = element.timestamp(format) {
            let _ = time.format(format);
        }
    }
    out.push('<');
    out.push_str(element.name());
    if let Some(nil) = element.attribute("nil") {
        out.push_str(" nil=\"");
        escape(&nil, out);
        out.push('"');
    }
    out.push('>');
    escape(&text, out);
    for child in element.children() {
        write(child, depth + 1, out);
    }
    out.push_str("</");
    out.push_str(element.name());
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            // In an attribute, white space would be normalized to a space.
            '&' | '<' | '>' | '"' | '\r' | '\n' | '\t' => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
}
