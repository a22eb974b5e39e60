//! Builds the tree from the events of a pull parser, in a loop instead of recursion, so that depth
//! does not use stack.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::syntax::{check_attributes, clip, local_name, not_well_formed, resolve};
use super::value::is_space;
use super::{
    ChainedPiece, Document, Index, MAX_DEPTH, MAX_NODES, NO_ELEMENT, Node, Piece, XmlError,
};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn parse(body: &[u8]) -> Result<Document<'_>, XmlError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        XmlError::at_offset(error.valid_up_to(), "found invalid UTF-8, expected UTF-8")
    })?;
    parse_text(text, false)
}

pub(super) fn parse_leniently(text: &str) -> Result<Document<'_>, XmlError> {
    parse_text(text, true)
}

fn parse_text(text: &str, is_lenient: bool) -> Result<Document<'_>, XmlError> {
    let (text, skipped) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest, BYTE_ORDER_MARK.len()),
        None => (text, 0),
    };
    // The parser would skip a second byte order mark without counting its bytes.
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(XmlError::at_offset(
            skipped,
            "found a second byte order mark",
        ));
    }
    let mut builder = Builder::new(text, is_lenient);
    builder
        .read()
        .map_err(|problem| XmlError::at_offset(skipped + problem.offset, problem.text))?;
    Ok(builder.document)
}

struct Builder<'a> {
    text: &'a str,
    /// Whether attributes and references may be malformed.
    is_lenient: bool,
    document: Document<'a>,
    /// The open elements, outermost first.
    open: Vec<Open>,
    /// Whether the text contains carriage returns to normalize; most bodies contain none.
    has_returns: bool,
}

/// An element whose end tag has not been read yet, with the ends of its two chains.
struct Open {
    node: Index,
    last_child: Option<Index>,
    last_piece: Option<Index>,
}

struct Problem {
    offset: usize,
    text: String,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, is_lenient: bool) -> Self {
        // A response has about one element per 64 bytes; the estimate avoids reallocation.
        let elements = (text.len() / 64).clamp(8, 4096);
        Self {
            text,
            is_lenient,
            document: Document {
                nodes: Vec::with_capacity(elements),
                pieces: Vec::new(),
            },
            open: Vec::with_capacity(16),
            has_returns: memchr::memchr(b'\r', text.as_bytes()).is_some(),
        }
    }

    fn read(&mut self) -> Result<(), Problem> {
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().allow_dangling_amp = self.is_lenient;
        loop {
            let start = as_offset(reader.buffer_position());
            let event = reader.read_event().map_err(|error| Problem {
                offset: as_offset(reader.error_position()),
                text: not_well_formed(&error),
            })?;
            let end = as_offset(reader.buffer_position());
            // The source of the event. Unlike the event, it borrows from the body.
            let raw = self.text.get(start..end).unwrap_or_default();
            let done = matches!(event, Event::Eof);
            self.event(&event, raw).map_err(|text| Problem {
                offset: start,
                text,
            })?;
            if done {
                return Ok(());
            }
        }
    }

    fn event(&mut self, event: &Event<'a>, raw: &'a str) -> Result<(), String> {
        match event {
            Event::Start(_) => {
                let node = self.element(inner(raw, "<", ">"))?;
                self.open.push(Open {
                    node,
                    last_child: None,
                    last_piece: None,
                });
            }
            Event::Empty(_) => {
                self.element(inner(raw, "<", "/>"))?;
            }
            // The parser has checked that the name is that of the start tag.
            Event::End(_) => {
                self.open.pop();
            }
            Event::Text(_) => self.text(raw)?,
            Event::CData(_) => {
                self.inside_root("CDATA")?;
                self.text(inner(raw, "<![CDATA[", "]]>"))?;
            }
            Event::GeneralRef(reference) => {
                self.inside_root("a reference")?;
                match resolve(reference) {
                    Ok(character) => self.piece(Piece::Char(character))?,
                    Err(_) if self.is_lenient => self.piece(Piece::Slice(raw))?,
                    Err(problem) => return Err(problem),
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Decl(_) if self.document.nodes.is_empty() => {}
            Event::Decl(_) => {
                return Err("found an XML declaration after the start of the root".into());
            }
            Event::DocType(_) => return Err("found a DOCTYPE, expected none".into()),
            Event::Eof => self.finish()?,
        }
        Ok(())
    }

    /// Adds the element of a tag as the last child of the innermost open element.
    fn element(&mut self, tag: &'a str) -> Result<Index, String> {
        if self.open.is_empty() && !self.document.nodes.is_empty() {
            return Err("found a second root element, expected the end of the document".into());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("found more than {MAX_DEPTH} nested elements"));
        }
        let (name, attributes) = local_name(tag).ok_or("found a tag without a valid name")?;
        let attributes = match check_attributes(attributes) {
            Ok(()) => attributes,
            Err(_) if self.is_lenient => "",
            Err(problem) => return Err(problem),
        };

        self.check_size()?;
        let index = Index::new(self.document.nodes.len()).ok_or_else(too_large)?;
        let parent = self.open.last_mut();
        self.document.nodes.push(Node {
            name,
            attributes,
            parent: parent.as_ref().map(|parent| parent.node),
            ..NO_ELEMENT
        });
        if let Some(parent) = parent {
            let previous = parent.last_child.replace(index);
            let before = previous.unwrap_or(parent.node);
            if let Some(node) = self.document.nodes.get_mut(before.get()) {
                match previous {
                    Some(_) => node.next_sibling = Some(index),
                    None => {
                        node.first_child = Some(index);
                        node.drop_blank_text();
                    }
                }
            }
        }
        Ok(index)
    }

    /// Adds text to the innermost open element, with line ends normalized to `\n`.
    fn text(&mut self, text: &'a str) -> Result<(), String> {
        let is_blank = text.bytes().all(is_space_byte);
        let Some(open) = self.open.last() else {
            return match is_blank {
                true => Ok(()),
                false => Err("found text outside the root element".into()),
            };
        };
        if is_blank && open.last_child.is_some() {
            return Ok(());
        }
        if !self.has_returns {
            return self.slice(text);
        }
        let mut rest = text;
        while let Some((line, next)) = rest.split_once('\r') {
            self.slice(line)?;
            if !next.starts_with('\n') {
                self.piece(Piece::Char('\n'))?;
            }
            rest = next;
        }
        self.slice(rest)
    }

    fn slice(&mut self, text: &'a str) -> Result<(), String> {
        match text {
            "" => Ok(()),
            _ => self.piece(Piece::Slice(text)),
        }
    }

    /// Appends to the text of the innermost open element.
    fn piece(&mut self, piece: Piece<'a>) -> Result<(), String> {
        self.check_size()?;
        let Document { nodes, pieces } = &mut self.document;
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        let Some(node) = nodes.get_mut(open.node.get()) else {
            return Ok(());
        };
        if node.text.is_none() {
            node.text = Some(piece);
            return Ok(());
        }
        let index = Index::new(pieces.len()).ok_or_else(too_large)?;
        match open.last_piece.replace(index) {
            None => node.more_text = Some(index),
            Some(last) => {
                if let Some(last) = pieces.get_mut(last.get()) {
                    last.next = Some(index);
                }
            }
        }
        pieces.push(ChainedPiece { piece, next: None });
        Ok(())
    }

    fn check_size(&self) -> Result<(), String> {
        if self.document.nodes.len() + self.document.pieces.len() < MAX_NODES {
            Ok(())
        } else {
            Err(too_large())
        }
    }

    fn inside_root(&self, found: &str) -> Result<(), String> {
        match self.open.is_empty() {
            true => Err(format!("found {found} outside the root element")),
            false => Ok(()),
        }
    }

    fn finish(&self) -> Result<(), String> {
        if self.document.nodes.is_empty() {
            return Err("found no element, expected a root element".into());
        }
        let innermost = self.open.last();
        match innermost.and_then(|open| self.document.nodes.get(open.node.get())) {
            Some(node) => Err(format!(
                "found the end of the document, expected the end tag of {}",
                clip(node.name)
            )),
            None => Ok(()),
        }
    }
}

fn too_large() -> String {
    format!("found more than {MAX_NODES} elements and pieces of text")
}

impl Node<'_> {
    /// Drops white space before the first child, which is indentation.
    fn drop_blank_text(&mut self) {
        if self.more_text.is_none()
            && matches!(self.text, Some(Piece::Slice(text)) if text.bytes().all(is_space_byte))
        {
            self.text = None;
        }
    }
}

/// White space in XML is ASCII, so bytes of multibyte characters never match.
fn is_space_byte(byte: u8) -> bool {
    is_space(char::from(byte))
}

fn as_offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Removes the delimiters that the parser has seen at both ends of `raw`.
fn inner<'a>(raw: &'a str, start: &str, end: &str) -> &'a str {
    raw.strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end))
        .unwrap_or_default()
}
