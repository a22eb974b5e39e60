//! Compares the XML reader with quick-xml, an independent implementation.

use querysmith_runtime::codegen_v1::{Document, Element, MAX_ATTRIBUTES, MAX_DEPTH};
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Reads a document with both implementations, which must agree on whether it is well-formed and on
/// its elements, attributes and texts. Returns whether it is.
pub fn agrees_with_quick_xml(bytes: &[u8]) -> bool {
    let read = Document::parse(bytes);
    let expected = read_with_quick_xml(bytes);
    let error = read.as_ref().err();
    assert_eq!(expected.is_some(), error.is_none(), "{error:?}");
    if let (Ok(document), Some(expected)) = (&read, &expected) {
        compare(document.root(), expected);
    }
    read.is_ok()
}

#[derive(Default)]
struct Tree {
    name: String,
    /// Local names and values, without namespace declarations.
    attributes: Vec<(String, String)>,
    text: String,
    /// Whether the text is indentation so far.
    is_blank: bool,
    children: Vec<Tree>,
}

fn compare(element: Element<'_>, expected: &Tree) {
    assert_eq!(element.name(), expected.name);
    assert_eq!(element.string(), expected.text, "in {}", expected.name);
    assert_eq!(element.text(), expected.text, "in {}", expected.name);
    for (position, (name, value)) in expected.attributes.iter().enumerate() {
        let earlier = expected.attributes.iter().take(position);
        if !earlier.map(|(name, _)| name).any(|other| other == name) {
            assert_eq!(element.attribute(name).as_deref(), Some(value.as_str()));
        }
    }
    // A declaration of a namespace is not an attribute, but `p:xmlns` is.
    let mut attributes = expected.attributes.iter();
    let has_xmlns = attributes.any(|(name, _)| name == "xmlns");
    assert_eq!(element.attribute("xmlns").is_some(), has_xmlns);
    let children: Vec<_> = element.children().collect();
    assert_eq!(
        children.len(),
        expected.children.len(),
        "in {}",
        expected.name
    );
    for (child, expected) in children.into_iter().zip(&expected.children) {
        compare(child, expected);
    }
}

/// `None` if the document is not well-formed or has a feature that responses must not have.
fn read_with_quick_xml(bytes: &[u8]) -> Option<Tree> {
    const BYTE_ORDER_MARK: &str = "\u{feff}";
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.starts_with(BYTE_ORDER_MARK) {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Tree> = Vec::new();
    let mut root = None;
    let mut run = Run::default();
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Text(_) => {
                let text = text.get(start..end)?;
                run.push(text, &with_line_feeds(text));
                continue;
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
                run.push(text.get(start..end)?, &character.to_string());
                continue;
            }
            _ => std::mem::take(&mut run).end(open.last_mut())?,
        }
        match event {
            Event::Start(tag) => open.push(element(&tag, open.len(), root.is_some())?),
            Event::Empty(tag) => {
                let element = element(&tag, open.len(), root.is_some())?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(element, &mut open, &mut root);
            }
            Event::CData(_) => {
                let section = text.get(start..end)?.strip_prefix("<![CDATA[")?;
                let section = section.strip_suffix("]]>")?;
                let mut run = Run::default();
                run.push(section, &with_line_feeds(section));
                run.end(Some(open.last_mut()?))?;
            }
            Event::PI(instruction) if !is_name(instruction.target(), true) => return None,
            Event::Comment(_) | Event::PI(_) => {}
            Event::Decl(_) if open.is_empty() && root.is_none() => {}
            Event::Eof if open.is_empty() => return root,
            _ => return None,
        }
    }
}

/// Text and references between two pieces of markup.
#[derive(Default)]
struct Run {
    raw: String,
    text: String,
}

impl Run {
    fn push(&mut self, raw: &str, text: &str) {
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

fn element(tag: &BytesStart<'_>, depth: usize, is_second: bool) -> Option<Tree> {
    if depth >= MAX_DEPTH || (depth == 0 && is_second) {
        return None;
    }
    let name = tag.name();
    let name = name.as_ref();
    let local = name.split_once(':').map_or(name, |(_, local)| local);
    let mut parts = name.split(':');
    let is_valid =
        parts.by_ref().take(2).all(|part| is_name(part, false)) && parts.next().is_none();
    let mut attributes = Vec::new();
    let tag: &str = tag;
    for (index, attribute) in Attributes::new(tag, name.len()).enumerate() {
        let attribute = attribute.ok().filter(|_| index < MAX_ATTRIBUTES)?;
        let key = attribute.key.as_ref();
        if !key.split(':').all(|part| is_name(part, false)) {
            return None;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        if attribute.key.as_namespace_binding().is_none() {
            let local = key.split_once(':').map_or(key, |(_, local)| local);
            attributes.push((local.to_owned(), value.into_owned()));
        }
    }
    is_valid.then(|| Tree {
        name: local.to_owned(),
        attributes,
        is_blank: true,
        ..Tree::default()
    })
}

fn close(element: Tree, open: &mut [Tree], root: &mut Option<Tree>) {
    match open.last_mut() {
        None => *root = Some(element),
        Some(parent) => {
            // White space before the first child is indentation.
            if parent.children.is_empty() && parent.is_blank {
                parent.text.clear();
            }
            parent.children.push(element);
        }
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
