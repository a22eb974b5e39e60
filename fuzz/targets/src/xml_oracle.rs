//! Compares the XML reader with quick-xml, an independent implementation.

use std::ops::Range;

use querysmith_runtime::codegen_v1::{Document, Element, MAX_ATTRIBUTES, MAX_DEPTH};
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Reads a document with both implementations, which must agree on whether it is well-formed, on the
/// place of the first error, and on its elements, attributes and texts. Returns whether it is.
pub fn agrees_with_quick_xml(bytes: &[u8]) -> bool {
    match (Document::parse(bytes), read_with_quick_xml(bytes)) {
        (Ok(document), Ok(expected)) => {
            // The path of an element is found from the root.
            let path = (bytes.len() < 1024).then(String::new);
            compare(document.root(), &expected, path.as_deref());
            true
        }
        (Err(error), Err(offset)) => {
            assert_eq!(error.offset(), Some(offset), "{error}");
            assert_eq!(error.path(), None);
            false
        }
        (read, expected) => {
            let expected = expected.map(|tree| tree.name);
            assert_eq!(
                read.err().map(|error| error.to_string()),
                None,
                "{expected:?}"
            );
            assert_eq!(expected.err(), None);
            false
        }
    }
}

#[derive(Default)]
struct Tree {
    name: String,
    /// Local names and values, without namespace declarations.
    attributes: Vec<(String, String)>,
    /// Local names of all attributes and namespace declarations.
    attribute_names: Vec<String>,
    text: String,
    /// Whether the text is indentation so far.
    is_blank: bool,
    /// The byte range between the tags.
    content: Range<usize>,
    children: Vec<Tree>,
}

/// `parent` is the path of the parent, if paths are compared.
fn compare(element: Element<'_>, expected: &Tree, parent: Option<&str>) {
    assert_eq!(element.name(), expected.name);
    assert_eq!(element.string(), expected.text, "in {}", expected.name);
    assert_eq!(element.text(), expected.text, "in {}", expected.name);
    assert_eq!(element.content_range(), expected.content);
    for (position, (name, value)) in expected.attributes.iter().enumerate() {
        let earlier = expected.attributes.iter().take(position);
        if !earlier.map(|(name, _)| name).any(|other| other == name) {
            assert_eq!(element.attribute(name).as_deref(), Some(value.as_str()));
        }
    }
    assert!(element.attribute_names().eq(&expected.attribute_names));
    // A declaration of a namespace is not an attribute, but `p:xmlns` is.
    let mut attributes = expected.attributes.iter();
    let has_xmlns = attributes.any(|(name, _)| name == "xmlns");
    assert_eq!(element.attribute("xmlns").is_some(), has_xmlns);
    let path = parent.map(|parent| {
        let slash = if parent.is_empty() { "" } else { "/" };
        format!("{parent}{slash}{}", start_of(&expected.name))
    });
    if let Some(path) = &path {
        assert_eq!(&element.path(), path);
    }
    let children: Vec<_> = element.children().collect();
    assert_eq!(
        children.len(),
        expected.children.len(),
        "in {}",
        expected.name
    );
    for (child, expected) in children.into_iter().zip(&expected.children) {
        compare(child, expected, path.as_deref());
    }
}

/// The part of a name that paths show.
fn start_of(name: &str) -> &str {
    let end = (0..=name.len().min(80)).rev();
    let end = end.into_iter().find(|end| name.is_char_boundary(*end));
    name.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// The root, or the offset of the first part that is not well-formed or has a feature that responses
/// must not have.
fn read_with_quick_xml(bytes: &[u8]) -> Result<Tree, usize> {
    const BYTE_ORDER_MARK: &str = "\u{feff}";
    let whole = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
    let text = whole.strip_prefix(BYTE_ORDER_MARK).unwrap_or(whole);
    let base = whole.len() - text.len();
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(base);
    }
    let mut oracle = Oracle {
        text,
        base,
        part: 0,
        open: Vec::new(),
        root: None,
        run: Run::default(),
    };
    match oracle.read() {
        Some(root) => Ok(root),
        None => Err(base + oracle.part),
    }
}

struct Oracle<'a> {
    text: &'a str,
    /// The offset of the text in the document.
    base: usize,
    /// The offset in the text of the current part.
    part: usize,
    open: Vec<Tree>,
    root: Option<Tree>,
    run: Run,
}

impl Oracle<'_> {
    fn read(&mut self) -> Option<Tree> {
        let mut reader = Reader::from_str(self.text);
        loop {
            let start = usize::try_from(reader.buffer_position()).ok()?;
            let event = reader.read_event();
            let end = usize::try_from(reader.buffer_position()).ok()?;
            let is_run = match &event {
                Ok(event) => matches!(event, Event::Text(_) | Event::GeneralRef(_)),
                Err(_) => self.text.get(start..)?.starts_with('&'),
            };
            if !is_run {
                let run = std::mem::take(&mut self.run);
                self.part = run.start;
                run.end(self.open.last_mut())?;
            }
            // Text outside of the root is rejected as a whole.
            self.part = match is_run && self.open.is_empty() && !self.run.raw.is_empty() {
                true => self.run.start,
                false => start,
            };
            match event.ok()? {
                Event::Text(_) => {
                    let text = self.text.get(start..end)?;
                    self.run.push(start, text, &with_line_feeds(text));
                }
                Event::GeneralRef(reference) => {
                    let character = match reference.as_ref() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => reference.resolve_char_ref().ok()??,
                    };
                    let raw = self.text.get(start..end)?;
                    self.run.push(start, raw, &character.to_string());
                }
                Event::Start(tag) => {
                    let element = self.element(&tag, end)?;
                    self.open.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.element(&tag, end)?;
                    self.close(element);
                }
                Event::End(_) => {
                    let mut element = self.open.pop()?;
                    element.content.end = self.base + start;
                    self.close(element);
                }
                Event::CData(_) => {
                    let section = self.text.get(start..end)?.strip_prefix("<![CDATA[")?;
                    let section = section.strip_suffix("]]>")?;
                    let mut run = Run::default();
                    run.push(start, section, &with_line_feeds(section));
                    run.end(Some(self.open.last_mut()?))?;
                }
                Event::PI(instruction) if !is_name(instruction.target(), true) => return None,
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(_) if self.open.is_empty() && self.root.is_none() => {}
                Event::Eof if self.open.is_empty() => return self.root.take(),
                _ => return None,
            }
        }
    }

    /// The element whose start tag ends before `end`.
    fn element(&self, tag: &BytesStart<'_>, end: usize) -> Option<Tree> {
        let depth = self.open.len();
        if depth >= MAX_DEPTH || (depth == 0 && self.root.is_some()) {
            return None;
        }
        let name = tag.name();
        let name = name.as_ref();
        let mut parts = name.split(':');
        let is_valid =
            parts.by_ref().take(2).all(|part| is_name(part, false)) && parts.next().is_none();
        let mut element = Tree {
            name: local_name(name),
            is_blank: true,
            content: self.base + end..self.base + end,
            ..Tree::default()
        };
        let tag: &str = tag;
        for (index, attribute) in Attributes::new(tag, name.len()).enumerate() {
            let attribute = attribute.ok().filter(|_| index < MAX_ATTRIBUTES)?;
            let key = attribute.key.as_ref();
            if !key.split(':').all(|part| is_name(part, false)) {
                return None;
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            let is_declaration = attribute.key.as_namespace_binding().is_some();
            element.attribute_names.push(local_name(key));
            if !is_declaration {
                element
                    .attributes
                    .push((local_name(key), value.into_owned()));
            }
        }
        is_valid.then_some(element)
    }

    fn close(&mut self, element: Tree) {
        match self.open.last_mut() {
            None => self.root = Some(element),
            Some(parent) => {
                // White space before the first child is indentation.
                if parent.children.is_empty() && parent.is_blank {
                    parent.text.clear();
                }
                parent.children.push(element);
            }
        }
    }
}

fn local_name(name: &str) -> String {
    let local = name.split_once(':').map_or(name, |(_, local)| local);
    local.to_owned()
}

/// Text and references between two pieces of markup.
#[derive(Default)]
struct Run {
    /// The offset in the text.
    start: usize,
    raw: String,
    text: String,
}

impl Run {
    fn push(&mut self, start: usize, raw: &str, text: &str) {
        if self.raw.is_empty() {
            self.start = start;
        }
        self.raw.push_str(raw);
        self.text.push_str(text);
    }

    /// Adds the run to the innermost element; `None` if there is none, but text.
    fn end(self, open: Option<&mut Tree>) -> Option<()> {
        let is_blank = self.raw.chars().all(|c| " \t\r\n".contains(c));
        match open {
            None if !is_blank => return None,
            Some(element) if element.children.is_empty() || !is_blank => {
                element.is_blank &= is_blank;
                element.text.push_str(&self.text);
            }
            _ => {}
        }
        Some(())
    }
}

/// Whether `text` is a name without a colon. With `is_start`, it may continue with anything.
fn is_name(text: &str, is_start: bool) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    let continues = |c: char| starts(c) || c.is_ascii_digit() || c == '-' || c == '.';
    text.starts_with(starts) && (is_start || text.chars().all(continues))
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
