//! Builds the tree of a document.

use super::attributes::check_attributes;
use super::element::shown;
use super::scan::{CDATA, COMMENT, END_TAG, INSTRUCTION, Scanner};
use super::syntax::{SPACE, is_separated, split_name};
use super::text::{Run, Text};
use super::{Document, MAX_DEPTH, MAX_NODES, Node, XmlError};

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl<'a> Document<'a> {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// If `body` is not UTF-8, is truncated, is not well-formed, contains anything but white space,
    /// comments and processing instructions outside its root, contains a DOCTYPE or a reference to
    /// an entity that only a DOCTYPE could declare, is deeper than [`MAX_DEPTH`] or larger than
    /// [`MAX_NODES`], or has an element with more than
    /// [`MAX_ATTRIBUTES`](super::MAX_ATTRIBUTES). The error contains the byte offset in `body`.
    pub fn parse(body: &'a [u8]) -> Result<Self, XmlError> {
        let text = std::str::from_utf8(body).map_err(|error| {
            XmlError::at_offset(error.valid_up_to(), "found invalid UTF-8, expected UTF-8")
        })?;
        Parser::new(text, false).document(text)
    }

    /// Parses the document of an error: attributes may be malformed, and invalid references stay
    /// text, because the error code is more important than an exact message.
    ///
    /// # Errors
    ///
    /// The errors of [`parse`](Self::parse).
    pub(crate) fn parse_leniently(text: &'a str) -> Result<Self, XmlError> {
        Parser::new(text, true).document(text)
    }
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    /// Whether attributes and references may be malformed.
    is_lenient: bool,
    nodes: Vec<Node<'a>>,
    /// The number of references, of carriage returns, and of runs of text after the first of an
    /// element, which count as nodes.
    more_text: usize,
}

/// The content of an element that has been read so far.
struct Content<'a> {
    text: Text<'a>,
    /// Whether the text is only white space, which is indentation if a child follows.
    is_indentation: bool,
    /// The index of the first child, if there is one.
    first_child: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, is_lenient: bool) -> Self {
        let rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        Self {
            scanner: Scanner::new(text.len(), rest),
            is_lenient,
            // A response has about one element per 128 bytes; the estimate avoids reallocation.
            nodes: Vec::with_capacity((text.len() / 128).clamp(8, 4096)),
            more_text: 0,
        }
    }

    fn document(mut self, text: &'a str) -> Result<Document<'a>, XmlError> {
        loop {
            let has_root = !self.nodes.is_empty();
            match self.scanner.next_part() {
                [] if has_root => break,
                [] => self.fail("found no element, expected a root element"),
                [b'<', b'/', ..] => self.fail("found an end tag without a start tag"),
                [b'<', b'!', b'[', ..] => self.fail("found CDATA outside the root element"),
                [b'<', b'!' | b'?', ..] => self.skip_markup(),
                [b'<', ..] if has_root => {
                    self.fail("found a second root element, expected the end of the document")
                }
                [b'<', ..] => self.element(1),
                rest if rest.starts_with(BYTE_ORDER_MARK.as_bytes()) => {
                    self.fail("found a second byte order mark")
                }
                _ if self.scanner.text().is_blank() => Ok(()),
                _ => self.fail("found text outside the root element"),
            }?;
        }
        let nodes = self.nodes;
        Ok(Document { text, nodes })
    }

    /// Reads an element and its descendants. Their depth is limited, so recursion is safe.
    fn element(&mut self, depth: usize) -> Result<(), XmlError> {
        if depth > MAX_DEPTH {
            return self.fail(&format!("found more than {MAX_DEPTH} nested elements"));
        }
        let index = self.nodes.len();
        let (name, empty) = self.start_tag()?;
        // Most elements have only text, and nothing of it is to be decoded.
        let plain = empty.or_else(|| self.scanner.plain_content(name));
        let mut content = Content {
            text: Text::AsWritten(plain.unwrap_or_default()),
            is_indentation: true,
            first_child: self.nodes.len(),
        };
        // Everything else is done by other functions, so that each level of a document takes little
        // stack, even without optimization.
        while plain.is_none() && self.next_child(name, &mut content)? {
            self.element(depth + 1)?;
            self.scanner.skip_indentation();
        }
        let (text, end) = (content.text, self.nodes.len());
        if let Some(node) = self.nodes.get_mut(index) {
            (node.text, node.end) = (text, end);
            node.source.end = self.scanner.offset();
        }
        Ok(())
    }

    /// Reads a start tag, and adds its element; returns the name as written and, if it is the tag of an
    /// empty element, its text.
    #[inline]
    fn start_tag(&mut self) -> Result<(&'a str, Option<&'a str>), XmlError> {
        let [name, local_name] = self.scanner.tag_name();
        let start = self.scanner.offset();
        let (attributes, is_empty) = self.scanner.attributes()?;
        if local_name.is_empty() || !is_separated(attributes) {
            return self.fail("found a tag without a valid name");
        }
        match check_attributes(attributes) {
            Err(problem) if !self.is_lenient => return self.fail(&problem),
            _ => self.check_size()?,
        }
        self.nodes.push(Node {
            name: local_name,
            source: start..self.scanner.offset(),
            text: Text::EMPTY,
            end: self.nodes.len() + 1,
        });
        Ok((name, is_empty.then_some("")))
    }

    /// Reads the content of the element `name` up to its next child, or to its end; returns whether
    /// there is a child.
    fn next_child(&mut self, name: &str, content: &mut Content<'a>) -> Result<bool, XmlError> {
        let problem = loop {
            let run = match self.scanner.next_part() {
                [] => break "found the end of the document, expected the end tag of",
                [b'<', b'/', ..] if self.scanner.plain_content(name).is_some() => return Ok(false),
                [b'<', b'/', ..] => match self.scanner.delimited(END_TAG)? {
                    end if end.trim_end_matches(SPACE) == name => return Ok(false),
                    _ => break "found the end tag of another element, expected that of",
                },
                [b'<', b'!', b'[', ..] => Run::CData(self.scanner.delimited(CDATA)?),
                [b'<', b'!' | b'?', ..] => {
                    self.skip_markup()?;
                    continue;
                }
                [b'<', ..] => {
                    // White space before the first child is indentation.
                    if content.is_indentation {
                        content.text = Text::EMPTY;
                    }
                    return Ok(true);
                }
                _ => self.scanner.text(),
            };
            let is_blank = run.is_blank();
            // White space after a child is indentation.
            if is_blank && self.nodes.len() > content.first_child {
                continue;
            }
            content.is_indentation &= is_blank;
            let (more, replaced) = run.decode(self.scanner.part, self.is_lenient)?;
            self.more_text += replaced + usize::from(!content.text.as_str().is_empty());
            content.text.append(more);
            self.check_size()?;
        };
        self.fail(&format!("{problem} {}", shown(name)))
    }

    /// Skips a comment or a processing instruction.
    fn skip_markup(&mut self) -> Result<(), XmlError> {
        match self.scanner.next_part() {
            [b'<', b'!', b'-', ..] => self.scanner.delimited(COMMENT).map(|_| ()),
            [b'<', b'!', b'D' | b'd', ..] => self.fail("found a DOCTYPE, expected none"),
            [b'<', b'!', ..] => self.fail("found broken or truncated markup after `<!`"),
            _ => match split_name(self.scanner.delimited(INSTRUCTION)?) {
                ("", _) => self.fail("found a processing instruction without a valid name"),
                ("xml", after) if is_separated(after) && !self.nodes.is_empty() => {
                    self.fail("found an XML declaration after the start of the root")
                }
                _ => Ok(()),
            },
        }
    }

    #[inline]
    fn check_size(&self) -> Result<(), XmlError> {
        if self.nodes.len() + self.more_text < MAX_NODES {
            return Ok(());
        }
        let problem = format!("found more than {MAX_NODES} elements and pieces of text");
        self.fail(&problem)
    }

    fn fail<T>(&self, problem: &str) -> Result<T, XmlError> {
        Err(self.scanner.error(problem))
    }
}
