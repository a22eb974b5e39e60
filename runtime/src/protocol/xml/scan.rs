//! The scanner: divides a document into tags, text and the rest, without an allocation.

use super::XmlError;
use super::syntax::{attributes, is_space, is_space_byte, name_length, tag_end};
use super::text::Run;
use crate::value::find::position;

/// Divides a document into its parts, in order. It checks the syntax of each part, but neither that
/// tags match nor where each part is permitted; [`Document::parse`](super::Document::parse) does.
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A part of a document.
pub enum Event<'a> {
    /// A start tag, or the tag of an empty element.
    Start(Tag<'a>),
    /// An end tag, with the name as written.
    End(&'a str),
    /// The text between two pieces of markup.
    Text(Run<'a>),
    /// The text of a CDATA section.
    CData(Run<'a>),
    /// A comment or a processing instruction.
    Skipped,
    /// The XML declaration.
    Declaration,
    /// The end of the document.
    Eof,
}

/// A start tag, or the tag of an empty element.
pub struct Tag<'a> {
    /// The name as written, with its prefix.
    pub name: &'a str,
    /// The name without its prefix.
    pub local_name: &'a str,
    /// The rest of the tag after the name, unparsed; empty if it only declares a namespace.
    pub attributes: &'a str,
    /// Whether it is the tag of an empty element, such as `<a/>`.
    pub is_empty: bool,
}

impl<'a> Tag<'a> {
    /// The names of the attributes up to the first malformed one, without their prefixes.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'a str> {
        let attributes = attributes(self.attributes);
        attributes.map_while(|attribute| Some(attribute?.local_name()))
    }
}

impl<'a> Scanner<'a> {
    /// A scanner of `text`, from its start.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte offset of the next part.
    pub fn offset(&self) -> usize {
        self.at
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Skips the end tag of the element `name` if it comes next and is written without white space.
    #[inline]
    pub(super) fn skip_end_tag(&mut self, name: &str) -> bool {
        let is_next = is_end_tag(self.rest(), name);
        if is_next {
            self.at += name.len() + END_TAG;
        }
        is_next
    }

    /// Skips text and the end tag of the element `name`, and returns the text, if they come next and
    /// nothing is to be unescaped.
    #[inline]
    pub(super) fn skip_plain_content(&mut self, name: &str) -> Option<&'a str> {
        let rest = self.rest();
        let length = position(rest, [b'<', b'&', b'\r']);
        if !is_end_tag(rest.get(length..)?, name) {
            return None;
        }
        let text = self.take(length, 0);
        self.at += name.len() + END_TAG;
        Some(text)
    }

    /// The next part.
    ///
    /// # Errors
    ///
    /// If it is malformed or truncated; the error contains its byte offset.
    pub fn next_event(&mut self) -> Result<Event<'a>, XmlError> {
        match *self.rest() {
            [] => Ok(Event::Eof),
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.declaration(),
            [b'<', b'?', ..] => self.instruction(),
            [b'<', ..] => self.start_tag().map(Event::Start),
            _ => Ok(Event::Text(self.character_data())),
        }
    }

    fn character_data(&mut self) -> Run<'a> {
        let rest = self.rest();
        let plain = position(rest, [b'<', b'&', b'\r']);
        let is_plain = rest.get(plain).is_none_or(|byte| *byte == b'<');
        if is_plain {
            return Run::plain(self.take(plain, 0));
        }
        let length = position(rest, [b'<']);
        Run::escaped(self.take(length, 0))
    }

    #[inline]
    pub(super) fn start_tag(&mut self) -> Result<Tag<'a>, XmlError> {
        let rest = self.rest().get(1..).unwrap_or_default();
        let mut name = name_length(rest);
        let mut prefix = 0;
        if let Some(b':') = rest.get(name)
            && name > 0
        {
            prefix = name + 1;
            name = name_length(rest.get(prefix..).unwrap_or_default());
        }
        let name_end = prefix + name;
        let after = rest.get(name_end..).unwrap_or_default();
        let (attributes, is_empty, length) = match *after {
            [b'>', ..] => (0, false, 1),
            [b'/', b'>', ..] => (0, true, 2),
            _ => self.attributes(after)?,
        };
        if name == 0 {
            return Err(self.error("found a tag without a valid name"));
        }
        let start = self.at + 1;
        let slice = |from, to| self.text.get(start + from..start + to).unwrap_or_default();
        let local_name = slice(prefix, name_end);
        let tag = Tag {
            name: match prefix {
                0 => local_name,
                _ => slice(0, name_end),
            },
            local_name,
            attributes: match attributes {
                0 => "",
                _ => slice(name_end, name_end + attributes),
            },
            is_empty,
        };
        self.at = start + name_end + length;
        Ok(tag)
    }

    /// The length of the attributes in `after`, the part of a tag after its name; whether the tag
    /// is that of an empty element; and the total length of that part.
    #[cold]
    fn attributes(&self, after: &[u8]) -> Result<(usize, bool, usize), XmlError> {
        if let Some(length) = namespace_only(after) {
            return Ok((0, false, length));
        }
        let end = tag_end(after).ok_or_else(|| self.unclosed("a tag"))?;
        let is_empty = end.checked_sub(1).and_then(|last| after.get(last)) == Some(&b'/');
        let attributes = end - usize::from(is_empty);
        match after.first() {
            Some(first) if is_space_byte(*first) => Ok((attributes, is_empty, end + 1)),
            _ => Err(self.error("found a tag without a valid name")),
        }
    }

    fn end_tag(&mut self) -> Result<Event<'a>, XmlError> {
        let end = tag_end(self.rest()).ok_or_else(|| self.unclosed("an end tag"))?;
        let tag = self.take(end + 1, 2);
        let name = tag.strip_suffix('>').unwrap_or_default();
        Ok(Event::End(name.trim_end_matches(is_space)))
    }

    /// A comment or a CDATA section, which start with `<!`.
    fn declaration(&mut self) -> Result<Event<'a>, XmlError> {
        const CDATA: &[u8] = b"<![CDATA[";
        let rest = self.rest();
        if rest.starts_with(b"<!--") {
            let length = length_to(rest, 4, "-->");
            self.at += length.ok_or_else(|| self.unclosed("a comment"))?;
            return Ok(Event::Skipped);
        }
        if rest.starts_with(CDATA) {
            let length = length_to(rest, CDATA.len(), "]]>");
            let length = length.ok_or_else(|| self.unclosed("a CDATA section"))?;
            let section = self.take(length, CDATA.len());
            return Ok(Event::CData(Run::cdata(
                section.strip_suffix("]]>").unwrap_or_default(),
            )));
        }
        let name = rest.get(2..9).unwrap_or_default();
        match name.eq_ignore_ascii_case(b"DOCTYPE") {
            true => Err(self.error("found a DOCTYPE, expected none")),
            false => Err(self.error("found broken or truncated markup after `<!`")),
        }
    }

    /// A processing instruction or the XML declaration, which start with `<?`.
    fn instruction(&mut self) -> Result<Event<'a>, XmlError> {
        let length = length_to(self.rest(), 2, "?>");
        let length = length.ok_or_else(|| self.unclosed("a processing instruction"))?;
        if name_length(self.rest().get(2..).unwrap_or_default()) == 0 {
            return Err(self.error("found a processing instruction without a valid name"));
        }
        let content = self.take(length, 2).as_bytes();
        let after_name = content.strip_prefix(b"xml").and_then(<[u8]>::first);
        match after_name {
            Some(b'?') if content.len() == 5 => Ok(Event::Declaration),
            Some(space) if is_space_byte(*space) => Ok(Event::Declaration),
            _ => Ok(Event::Skipped),
        }
    }

    /// Advances by `length` bytes, and returns them without the first `skipped`.
    #[inline]
    fn take(&mut self, length: usize, skipped: usize) -> &'a str {
        let start = self.at;
        self.at += length;
        self.text.get(start + skipped..self.at).unwrap_or_default()
    }

    /// The text that has not been read yet.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[cold]
    fn error(&self, problem: &str) -> XmlError {
        XmlError::at_offset(self.at, problem)
    }

    #[cold]
    fn unclosed(&self, what: &str) -> XmlError {
        self.error(&format!(
            "found broken or truncated markup: {what} without an end"
        ))
    }
}

/// The length of `after`, the part of a tag after its name, if it only declares a namespace, as in
/// nearly every root element. Namespaces are not read.
fn namespace_only(after: &[u8]) -> Option<usize> {
    const DECLARATION: &[u8] = b" xmlns=\"";
    let value = after.strip_prefix(DECLARATION)?;
    let length = position(value, [b'"', b'&', b'<']);
    let is_end = value.get(length..)?.starts_with(b"\">");
    is_end.then_some(DECLARATION.len() + length + 2)
}

/// The length of an end tag without its name.
const END_TAG: usize = 3;

#[inline]
fn is_end_tag(bytes: &[u8], name: &str) -> bool {
    let rest = bytes.strip_prefix(b"</");
    let rest = rest.and_then(|rest| rest.strip_prefix(name.as_bytes()));
    rest.is_some_and(|rest| rest.starts_with(b">"))
}

/// The length of `bytes` up to and including the first `end` from `start` on. An overlap of the
/// delimiters, such as `<!-->`, is no end.
fn length_to(bytes: &[u8], start: usize, end: &str) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = bytes.get(at..)?;
        at += position(rest, [b'>']) + 1;
        if bytes.get(start..at)?.ends_with(end.as_bytes()) {
            return Some(at);
        }
    }
}
