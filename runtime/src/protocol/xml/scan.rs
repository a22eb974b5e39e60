//! The scanner: reads the parts of tags, text and other markup.

use super::XmlError;
use super::syntax::{is_space, split_name};
use super::text::Run;
use crate::value::find::position;

/// How markup starts and ends, and what it is in an error.
pub(super) const CDATA: [&str; 3] = ["<![CDATA[", "]]>", "a CDATA section"];
pub(super) const COMMENT: [&str; 3] = ["<!--", "-->", "a comment"];
pub(super) const END_TAG: [&str; 3] = ["</", ">", "an end tag"];
pub(super) const INSTRUCTION: [&str; 3] = ["<?", "?>", "a processing instruction"];

/// What has not been read of a document.
pub(super) struct Scanner<'a> {
    length: usize,
    /// The byte offset of the current part, such as a tag.
    pub(super) part: usize,
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// A scanner of `rest`, the end of a document of `length` bytes.
    pub(super) fn new(length: usize, rest: &'a str) -> Self {
        let part = length - rest.len();
        Self { length, part, rest }
    }

    /// The byte offset of what has not been read.
    pub(super) fn offset(&self) -> usize {
        self.length - self.rest.len()
    }

    /// Starts the next part, and returns it and all that follows.
    #[inline]
    pub(super) fn next_part(&mut self) -> &'a [u8] {
        self.part = self.offset();
        self.rest.as_bytes()
    }

    /// Reads text up to the next markup.
    pub(super) fn text(&mut self) -> Run<'a> {
        let length = position(self.rest.as_bytes(), [b'<']);
        let text;
        (text, self.rest) = self.rest.split_at_checked(length).unwrap_or_default();
        Run::Content(text)
    }

    /// Skips white space if markup follows it.
    #[inline]
    pub(super) fn skip_indentation(&mut self) {
        let length = self.rest.bytes().take_while(|byte| is_space(*byte)).count();
        let rest = self.rest.get(length..).unwrap_or_default();
        if rest.starts_with('<') {
            self.rest = rest;
        }
    }

    /// Reads text and the end tag of the element `name`, and returns the text, if they come next and
    /// there is nothing to decode.
    #[inline]
    pub(super) fn plain_content(&mut self, name: &str) -> Option<&'a str> {
        let length = position(self.rest.as_bytes(), [b'<', b'&', b'\r']);
        let (text, end_tag) = self.rest.split_at_checked(length)?;
        let end_tag = end_tag.strip_prefix("</")?;
        self.rest = end_tag.strip_prefix(name)?.strip_prefix('>')?;
        Some(text)
    }

    /// Reads the start of a start tag; returns the name as written, and without its prefix. It is
    /// empty if it is not valid.
    #[inline]
    pub(super) fn tag_name(&mut self) -> [&'a str; 2] {
        let tag = self.rest.get(1..).unwrap_or_default();
        let (first, after) = split_name(tag);
        let (local_name, after) = match after.strip_prefix(':') {
            Some(local_name) if !first.is_empty() => split_name(local_name),
            _ => (first, after),
        };
        self.rest = after;
        let name = tag.get(..tag.len() - after.len()).unwrap_or_default();
        [name, local_name]
    }

    /// Reads a start tag after its name; returns the attributes, and whether the element is empty.
    #[inline]
    pub(super) fn attributes(&mut self) -> Result<(&'a str, bool), XmlError> {
        let end = tag_end(self.rest).ok_or_else(|| self.unclosed("a tag"))?;
        let attributes = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        let empty = attributes.strip_suffix('/');
        Ok((empty.unwrap_or(attributes), empty.is_some()))
    }

    /// Reads markup; returns what is between its start and its end.
    pub(super) fn delimited(&mut self, [start, end, what]: [&str; 3]) -> Result<&'a str, XmlError> {
        let after = self.rest.strip_prefix(start).unwrap_or_default();
        // The delimiters do not overlap: `<!-->` does not end.
        let mut ends = after.match_indices('>');
        let content = ends.find_map(|(at, _)| after.get(..=at)?.strip_suffix(end));
        let content = content.ok_or_else(|| self.unclosed(what))?;
        let length = content.len() + end.len();
        self.rest = after.get(length..).unwrap_or_default();
        Ok(content)
    }

    /// An error about the current part.
    #[cold]
    pub(super) fn error(&self, problem: &str) -> XmlError {
        XmlError::at_offset(self.part, problem)
    }

    #[cold]
    fn unclosed(&self, what: &str) -> XmlError {
        let problem = format!("found broken or truncated markup: {what} without an end");
        self.error(&problem)
    }
}

/// The position of the `>` that ends a tag, which is the first outside of quotes.
#[inline]
pub(super) fn tag_end(tag: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += match tag.as_bytes().get(at..)? {
            [b'>', ..] => return Some(at),
            [quote @ (b'"' | b'\''), value @ ..] => 2 + position(value, [*quote]),
            [] => return None,
            rest => position(rest, [b'>', b'"', b'\'']),
        };
    }
}
