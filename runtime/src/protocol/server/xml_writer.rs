//! Writes the XML of responses.

use std::fmt::{self, Write};
use std::ops::Range;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use crate::value::date_time::{DateTime, TimestampFormat};

/// Reserved for a document, in bytes: as much as most responses take.
const CAPACITY: usize = 2048;

/// A writer of the XML in service responses. Emitted crates use it to serialize outputs and errors
/// as [responses](super::ToResponse).
///
/// `None` is not written. Characters that are invalid in XML, such as U+0000, are written
/// unchanged.
pub struct XmlWriter {
    xml: String,
    open: Vec<Open>,
    declarations: Vec<Declaration>,
}

/// The attribute of a namespace that elements declare.
struct Declaration {
    attribute: String,
    /// The number of open elements around these elements.
    depth: usize,
}

/// An element whose end tag has not been written.
struct Open {
    /// Where the name is in its start tag.
    name: Range<usize>,
    /// The end of its start tag, where another attribute is inserted.
    attributes_end: usize,
}

impl Default for XmlWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl XmlWriter {
    /// An empty document.
    pub fn new() -> Self {
        Self {
            xml: String::with_capacity(CAPACITY),
            open: Vec::with_capacity(8),
            declarations: Vec::new(),
        }
    }

    /// Starts an element.
    pub fn start(&mut self, name: &str) {
        self.start_joined(&[name]);
    }

    /// Starts an element whose name is in parts.
    pub(super) fn start_joined(&mut self, name: &[&str]) {
        self.xml.push('<');
        let start = self.xml.len();
        for part in name {
            self.xml.push_str(part);
        }
        let end = self.xml.len();
        let depth = self.open.len();
        let declaration = self.declarations.last();
        if let Some(declaration) = declaration.filter(|declared| declared.depth == depth) {
            self.xml.push_str(&declaration.attribute);
        }
        self.open.push(Open {
            name: start..end,
            attributes_end: self.xml.len(),
        });
        self.xml.push('>');
    }

    /// Ends the innermost element.
    pub fn end(&mut self) {
        if let Some(Open { name, .. }) = self.open.pop() {
            self.xml.push_str("</");
            // The start tag precedes everything that was written since, so it is still there.
            self.xml.extend_from_within(name);
            self.xml.push('>');
        }
    }

    /// Adds an attribute to the innermost element, even if it has content already.
    pub fn attribute(&mut self, name: &str, value: Option<&str>) {
        let (Some(open), Some(value)) = (self.open.last_mut(), value) else {
            return;
        };
        let attribute = attribute(name, value);
        self.xml.insert_str(open.attributes_end, &attribute);
        open.attributes_end += attribute.len();
    }

    /// Makes the elements that follow declare a namespace, up to
    /// [`end_namespace`](Self::end_namespace); those inside of them do not. `attribute` is `xmlns`,
    /// or `xmlns:` and a prefix.
    pub fn start_namespace(&mut self, attribute: &str, uri: &str) {
        self.declarations.push(Declaration {
            attribute: self::attribute(attribute, uri),
            depth: self.open.len(),
        });
    }

    /// Ends the effect of the latest [`start_namespace`](Self::start_namespace).
    pub fn end_namespace(&mut self) {
        self.declarations.pop();
    }

    /// Writes the element of an absent value in a sparse list or map.
    pub fn nil(&mut self, name: &str) {
        self.start(name);
        let namespace = "http://www.w3.org/2001/XMLSchema-instance";
        self.attribute("xmlns:xsi", Some(namespace));
        self.attribute("xsi:nil", Some("true"));
        self.end();
    }

    /// Writes a string; also an enum, by its value.
    pub fn string(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.start(name);
            push_escaped(&mut self.xml, value, &IN_TEXT);
            self.end();
        }
    }

    /// Writes a boolean as `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: Option<bool>) {
        self.plain(name, value);
    }

    /// Writes a byte in decimal.
    pub fn byte(&mut self, name: &str, value: Option<i8>) {
        self.plain(name, value);
    }

    /// Writes a short in decimal.
    pub fn short(&mut self, name: &str, value: Option<i16>) {
        self.plain(name, value);
    }

    /// Writes an integer in decimal; also an intEnum, by its number.
    pub fn integer(&mut self, name: &str, value: Option<i32>) {
        self.plain(name, value);
    }

    /// Writes a long in decimal.
    pub fn long(&mut self, name: &str, value: Option<i64>) {
        self.plain(name, value);
    }

    /// Writes a float in decimal, or as `NaN`, `Infinity` or `-Infinity`.
    pub fn float(&mut self, name: &str, value: Option<f32>) {
        match value {
            Some(value) if value.is_infinite() => self.double(name, Some(value.into())),
            value => self.plain(name, value),
        }
    }

    /// Writes a double in decimal, or as `NaN`, `Infinity` or `-Infinity`.
    pub fn double(&mut self, name: &str, value: Option<f64>) {
        match value {
            Some(f64::INFINITY) => self.element(name, "Infinity"),
            Some(f64::NEG_INFINITY) => self.element(name, "-Infinity"),
            value => self.plain(name, value),
        }
    }

    /// Writes a blob in base64.
    pub fn blob(&mut self, name: &str, value: Option<&[u8]>) {
        self.plain(
            name,
            value.map(|value| Base64Display::new(value, &STANDARD)),
        );
    }

    /// Writes a timestamp in the format that the model specifies.
    pub fn timestamp(&mut self, name: &str, value: Option<&DateTime>, format: TimestampFormat) {
        self.plain(name, value.map(|value| value.format(format)));
    }

    /// Ends all open elements and returns the XML.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.xml
    }

    /// Writes a value whose text needs no escapes.
    fn plain(&mut self, name: &str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.start(name);
            // Writing to a string does not fail.
            let _ = write!(self.xml, "{value}");
            self.end();
        }
    }

    fn element(&mut self, name: &str, content: &str) {
        self.start(name);
        self.xml.push_str(content);
        self.end();
    }
}

/// Shows no values: members may be secret.
impl fmt::Debug for XmlWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.open.iter();
        let names = names.filter_map(|open| self.xml.get(open.name.clone()));
        let open: Vec<&str> = names.collect();
        f.debug_struct("XmlWriter")
            .field("bytes", &self.xml.len())
            .field("open", &open)
            .finish()
    }
}

/// An attribute, with a space before it.
fn attribute(name: &str, value: &str) -> String {
    let mut attribute = format!(" {name}=\"");
    push_escaped(&mut attribute, value, &IN_ATTRIBUTES);
    attribute.push('"');
    attribute
}

/// How each ASCII character is escaped; empty if it is written unchanged.
type Escapes = [&'static str; 128];

/// In text: markup, and a carriage return, which a parser would normalize to a line feed.
const IN_TEXT: Escapes = {
    let mut escapes = [""; 128];
    escapes[b'<' as usize] = "&lt;";
    escapes[b'>' as usize] = "&gt;";
    escapes[b'&' as usize] = "&amp;";
    escapes[b'\r' as usize] = "&#13;";
    escapes
};

/// In attributes: the quotation mark too, and white space, which a parser would normalize to
/// spaces.
const IN_ATTRIBUTES: Escapes = {
    let mut escapes = IN_TEXT;
    escapes[b'"' as usize] = "&#34;";
    escapes[b'\t' as usize] = "&#9;";
    escapes[b'\n' as usize] = "&#10;";
    escapes
};

/// Appends text, and escapes the characters that need it. Most text, such as a session token, has
/// none.
fn push_escaped(xml: &mut String, text: &str, escapes: &Escapes) {
    let escape_of = |byte: u8| escapes.get(usize::from(byte)).copied().unwrap_or_default();
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !escape_of(byte).is_empty()) {
        // The byte at this position is a whole character, because it is ASCII.
        let (before, from) = rest.split_at(at);
        let (escaped, after) = from.split_at(1);
        xml.push_str(before);
        xml.extend(escaped.bytes().map(escape_of));
        rest = after;
    }
    xml.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::xml::Document;

    fn written(write: impl FnOnce(&mut XmlWriter)) -> String {
        let mut writer = XmlWriter::new();
        write(&mut writer);
        writer.finish()
    }

    #[test]
    fn elements_nest_and_end_at_the_end_of_the_document() {
        let xml = written(|w| {
            w.start("A");
            w.start("B");
            w.end();
            w.string("C", Some("c"));
            w.string("D", None);
        });
        assert_eq!(xml, "<A><B></B><C>c</C></A>");
    }

    #[test]
    fn an_attribute_may_come_after_children() {
        let xml = written(|w| {
            w.start("A");
            w.attribute("x", Some("<\"\n"));
            w.string("B", Some("b"));
            w.attribute("y", Some("2"));
            w.attribute("z", None);
        });
        assert_eq!(xml, "<A x=\"&lt;&#34;&#10;\" y=\"2\"><B>b</B></A>");
        let document = Document::parse(xml.as_bytes()).unwrap();
        assert_eq!(document.root().attribute("x").as_deref(), Some("<\"\n"));
    }

    #[test]
    fn the_outermost_elements_in_a_namespace_declare_it() {
        let xml = written(|w| {
            w.start("A");
            w.start_namespace("xmlns", "urn:\"1\"");
            w.start("B");
            w.attribute("x", Some("1"));
            w.string("C", Some("c"));
            w.start_namespace("xmlns:p", "urn:2");
            w.string("D", None);
            w.string("E", Some("e"));
            w.end_namespace();
            w.end();
            w.string("F", Some("f"));
            w.end_namespace();
            w.string("G", Some("g"));
        });
        assert_eq!(
            xml,
            "<A><B xmlns=\"urn:&#34;1&#34;\" x=\"1\"><C>c</C><E xmlns:p=\"urn:2\">e</E></B>\
             <F xmlns=\"urn:&#34;1&#34;\">f</F><G>g</G></A>"
        );
        assert!(Document::parse(xml.as_bytes()).is_ok());
    }

    #[test]
    fn text_round_trips() {
        let text = " ]]>\r\n\t<&amp; \"'\u{10ffff} ";
        let xml = written(|w| w.string("A", Some(text)));
        let document = Document::parse(xml.as_bytes()).unwrap();
        assert_eq!(document.root().string(), text);
    }

    #[test]
    fn floats_round_trip() {
        for value in [f32::MAX, f32::MIN_POSITIVE, -0.0, f32::INFINITY, 0.1] {
            let xml = written(|w| w.float("A", Some(value)));
            let document = Document::parse(xml.as_bytes()).unwrap();
            assert_eq!(document.root().float(), Ok(value), "{xml}");
        }
        for (value, text) in [(f64::NAN, "NaN"), (f64::NEG_INFINITY, "-Infinity")] {
            let xml = written(|w| w.double("A", Some(value)));
            assert_eq!(xml, format!("<A>{text}</A>"));
        }
    }

    #[test]
    fn an_absent_value_in_a_sparse_list_is_nil() {
        let xml = written(|w| w.nil("member"));
        let document = Document::parse(xml.as_bytes()).unwrap();
        assert!(document.root().not_nil().is_none(), "{xml}");
    }

    #[test]
    fn debug_shows_no_values() {
        let mut writer = XmlWriter::new();
        writer.start("A");
        writer.string("B", Some("hush"));
        let text = format!("{writer:?}");
        assert!(text.contains("\"A\"") && !text.contains("hush"), "{text}");
    }
}
