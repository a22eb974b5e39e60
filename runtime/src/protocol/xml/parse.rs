//! Builds the tree from the parts that the scanner finds, in a loop instead of recursion, so that
//! depth does not use stack.

use super::scan::{Event, Scanner, Tag};
use super::syntax::{check_attributes, clip, space_length};
use super::text::Run;
use super::{ChainedRun, Document, Index, MAX_DEPTH, MAX_NODES, Node, XmlError, offset};

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
    let mut builder = Builder::new(text, is_lenient);
    if u32::try_from(text.len()).is_err() {
        return Err(builder.error("found more than 4 GiB"));
    }
    if let Some(rest) = text.strip_prefix(BYTE_ORDER_MARK) {
        builder.scanner.skip(BYTE_ORDER_MARK.len());
        if rest.starts_with(BYTE_ORDER_MARK) {
            builder.part = BYTE_ORDER_MARK.len();
            return Err(builder.error("found a second byte order mark"));
        }
    }
    builder.read()?;
    Ok(builder.document)
}

struct Builder<'a> {
    scanner: Scanner<'a>,
    /// Whether attributes and references may be malformed.
    is_lenient: bool,
    document: Document<'a>,
    /// The byte offset of the current part of the document.
    part: usize,
    /// The innermost open element, if the depth is not zero.
    open: Open<'a>,
    /// The number of open elements.
    depth: usize,
    /// The number of references and carriage returns.
    pieces: usize,
}

/// An element whose end tag has not been read yet.
#[derive(Clone, Copy)]
struct Open<'a> {
    node: Index,
    /// The name with its prefix.
    name: &'a str,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, is_lenient: bool) -> Self {
        // A response has about one element per 128 bytes; the estimate avoids reallocation.
        let elements = (text.len() / 128).clamp(8, 4096);
        Self {
            scanner: Scanner::new(text),
            is_lenient,
            document: Document {
                text,
                nodes: Vec::with_capacity(elements),
                more_text: Vec::new(),
            },
            part: 0,
            open: Open {
                node: Index::FIRST,
                name: "",
            },
            depth: 0,
            pieces: 0,
        }
    }

    fn read(&mut self) -> Result<(), XmlError> {
        loop {
            self.skip_indentation();
            self.part = self.scanner.offset();
            match *self.scanner.rest() {
                [b'<', b'/', ..] if self.depth > 0 && self.scanner.skip_end_tag(self.open.name) => {
                    self.close();
                }
                [b'<', next, ..] if next.is_ascii_alphabetic() => {
                    let tag = self.scanner.start_tag()?;
                    self.element(&tag)?;
                }
                [] => return self.finish(),
                _ => self.part()?,
            }
        }
    }

    /// Reads the next part, whatever it is.
    fn part(&mut self) -> Result<(), XmlError> {
        match self.scanner.next_event()? {
            Event::Start(tag) => self.element(&tag),
            Event::End(name) => self.end_tag(name),
            Event::Text(run) => self.text(run),
            Event::CData(run) if self.depth > 0 => self.text(run),
            Event::CData(_) => Err(self.error("found CDATA outside the root element")),
            Event::Declaration if !self.document.nodes.is_empty() => {
                Err(self.error("found an XML declaration after the start of the root"))
            }
            Event::Declaration | Event::Skipped | Event::Eof => Ok(()),
        }
    }

    /// Skips white space before a tag that is not text: all but that of an element without children,
    /// and that after other text.
    #[inline]
    fn skip_indentation(&mut self) {
        let rest = self.scanner.rest();
        let blank = space_length(rest);
        if blank == 0 || self.depth == 0 {
            return;
        }
        let is_indentation = match rest.get(blank..) {
            Some([b'<', b'/', ..]) => self.has_children(),
            Some([b'<', next, ..]) if next.is_ascii_alphabetic() => {
                let open = self.document.nodes.get(self.open.node.get());
                self.has_children() || open.is_some_and(|open| open.text.is_empty())
            }
            _ => false,
        };
        if is_indentation {
            self.scanner.skip(blank);
        }
    }

    /// Whether the innermost open element has children.
    fn has_children(&self) -> bool {
        self.document.nodes.len() > self.open.node.next().get()
    }

    /// Adds the element of a tag as the last child of the innermost open element.
    #[inline(always)]
    fn element(&mut self, tag: &Tag<'a>) -> Result<(), XmlError> {
        if self.depth == 0 && !self.document.nodes.is_empty() {
            let problem = "found a second root element, expected the end of the document";
            return Err(self.error(problem));
        }
        if self.depth >= MAX_DEPTH {
            return Err(self.error(&format!("found more than {MAX_DEPTH} nested elements")));
        }
        let attributes = match tag.attributes {
            "" => "",
            attributes => self.checked_attributes(attributes)?,
        };
        self.check_size()?;
        let index = Index::of(self.document.nodes.len());
        let parent = self.open.node;
        if parent.next() == index {
            self.drop_blank_text(parent);
        }
        // Most elements have only text.
        let text = match tag.is_empty {
            true => Some(""),
            false => self.scanner.skip_plain_content(tag.name),
        };
        let tag_start = self.part + 1;
        let attributes_start = tag_start + tag.name.len();
        self.document.nodes.push(Node {
            name: tag.local_name,
            tag: offset(tag_start),
            attributes: offset(attributes_start),
            attributes_end: offset(attributes_start + attributes.len()),
            text: Run::plain(text.unwrap_or_default()),
            end: match text {
                Some(_) => index.next(),
                // The index of the parent, until the element is closed.
                None => parent,
            },
            more_text: None,
            last_text: None,
        });
        if text.is_none() {
            self.depth += 1;
            self.open = Open {
                node: index,
                name: tag.name,
            };
        }
        Ok(())
    }

    /// The attributes of a tag that has any.
    fn checked_attributes(&self, attributes: &'a str) -> Result<&'a str, XmlError> {
        match check_attributes(attributes) {
            Ok(()) => Ok(attributes),
            Err(_) if self.is_lenient => Ok(""),
            Err(problem) => Err(self.error(&problem)),
        }
    }

    fn end_tag(&mut self, name: &str) -> Result<(), XmlError> {
        if self.depth == 0 {
            return Err(self.error("found an end tag without a start tag"));
        }
        if self.open.name != name {
            return Err(self.error(&format!(
                "found the end tag of another element, expected that of {}",
                clip(self.open.name)
            )));
        }
        self.close();
        Ok(())
    }

    /// Closes the innermost open element, whose descendants are the nodes between it and its end.
    fn close(&mut self) {
        self.depth -= 1;
        let end = Index::of(self.document.nodes.len());
        let Some(node) = self.document.nodes.get_mut(self.open.node.get()) else {
            return;
        };
        let parent = std::mem::replace(&mut node.end, end);
        if let Some(node) = self.document.nodes.get(parent.get()) {
            self.open = Open {
                node: parent,
                name: self.document.slice(node.tag, node.attributes),
            };
        }
    }

    /// Adds text to the innermost open element.
    fn text(&mut self, run: Run<'a>) -> Result<(), XmlError> {
        if self.depth == 0 {
            return match run.is_blank() {
                true => Ok(()),
                false => Err(self.error("found text outside the root element")),
            };
        }
        if run.is_empty() || (self.has_children() && run.is_blank()) {
            return Ok(());
        }
        let pieces = run.check(self.is_lenient);
        self.pieces +=
            pieces.map_err(|(at, problem)| XmlError::at_offset(self.part + at, problem))?;
        self.check_size()?;
        let Document {
            nodes, more_text, ..
        } = &mut self.document;
        if let Some(node) = nodes.get_mut(self.open.node.get()) {
            node.push_text(run, more_text);
        }
        Ok(())
    }

    /// Drops white space before the first child, which is indentation.
    fn drop_blank_text(&mut self, parent: Index) {
        let Document {
            nodes, more_text, ..
        } = &mut self.document;
        if let Some(node) = nodes.get_mut(parent.get())
            && !node.text.is_empty()
            && node.runs(more_text).all(Run::is_blank)
        {
            node.text = Run::plain("");
            (node.more_text, node.last_text) = (None, None);
        }
    }

    #[inline]
    fn check_size(&self) -> Result<(), XmlError> {
        let Document {
            nodes, more_text, ..
        } = &self.document;
        match nodes.len() + more_text.len() + self.pieces < MAX_NODES {
            true => Ok(()),
            false => Err(self.too_large()),
        }
    }

    #[cold]
    fn too_large(&self) -> XmlError {
        self.error(&format!(
            "found more than {MAX_NODES} elements and pieces of text"
        ))
    }

    fn finish(&self) -> Result<(), XmlError> {
        if self.depth > 0 {
            return Err(self.error(&format!(
                "found the end of the document, expected the end tag of {}",
                clip(self.open.name)
            )));
        }
        match self.document.nodes.is_empty() {
            true => Err(self.error("found no element, expected a root element")),
            false => Ok(()),
        }
    }

    #[cold]
    fn error(&self, problem: &str) -> XmlError {
        XmlError::at_offset(self.part, problem)
    }
}

impl<'a> Node<'a> {
    /// Appends to the text.
    fn push_text(&mut self, run: Run<'a>, more_text: &mut Vec<ChainedRun<'a>>) {
        if self.text.is_empty() {
            self.text = run;
            return;
        }
        let index = Index::of(more_text.len());
        more_text.push(ChainedRun { run, next: None });
        match self.last_text.replace(index) {
            None => self.more_text = Some(index),
            Some(last) => {
                if let Some(last) = more_text.get_mut(last.get()) {
                    last.next = Some(index);
                }
            }
        }
    }
}
