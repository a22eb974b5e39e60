//! Text, as written and decoded.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::XmlError;
use super::syntax::{is_space, reference};
use crate::value::find::position;

/// A text as written.
#[derive(Clone, Copy)]
pub(super) enum Run<'a> {
    /// Text between two pieces of markup: references are resolved, and line ends become line feeds.
    Content(&'a str),
    /// The text of a CDATA section: line ends become line feeds.
    CData(&'a str),
    /// The value of an attribute: references are resolved, and line ends and tabs become spaces.
    Attribute(&'a str),
}

impl<'a> Run<'a> {
    fn raw(self) -> &'a str {
        match self {
            Self::Content(raw) | Self::CData(raw) | Self::Attribute(raw) => raw,
        }
    }

    /// Whether it is white space as written, such as indentation.
    pub(super) fn is_blank(self) -> bool {
        self.raw().bytes().all(is_space)
    }

    /// The text with references resolved and white space normalized. A reference that is not valid
    /// stays text.
    pub(super) fn unescaped(self) -> Cow<'a, str> {
        match self.decode(0, true) {
            Ok((Text::Decoded(mut text), _)) => Cow::Owned(std::mem::take(&mut *text)),
            _ => Cow::Borrowed(self.raw()),
        }
    }

    /// The decoded text, and the number of references and line ends in it that were replaced. With
    /// `is_lenient`, a reference that is not valid stays text. `at` is the offset of the run in the
    /// document.
    ///
    /// # Errors
    ///
    /// If a reference is not valid; the error contains its offset in the document.
    pub(super) fn decode(self, at: usize, is_lenient: bool) -> Result<(Text<'a>, usize), XmlError> {
        let mut rest = self.raw();
        if self.plain_length(rest) == rest.len() {
            return Ok((Text::AsWritten(rest), 0));
        }
        let end = at + rest.len();
        // The decoded text is not longer, so it is never reallocated.
        let mut text = Zeroizing::new(String::with_capacity(rest.len()));
        let mut replaced = 0;
        let is_attribute = matches!(self, Self::Attribute(_));
        let space = if is_attribute { ' ' } else { '\n' };
        loop {
            let split = rest.split_at_checked(self.plain_length(rest));
            let (before, from) = split.unwrap_or_default();
            text.push_str(before);
            let (character, length) = match from.as_bytes() {
                [] => return Ok((Text::Decoded(text), replaced)),
                [b'&', ..] => match reference(from) {
                    Ok(found) => found,
                    Err(_) if is_lenient => ('&', 1),
                    Err(problem) => return Err(XmlError::at_offset(end - from.len(), problem)),
                },
                [b'\r', b'\n', ..] => (space, 2),
                _ => (space, 1),
            };
            text.push(character);
            replaced += 1;
            rest = from.get(length..).unwrap_or_default();
        }
    }

    /// The length of the beginning of `text` that is the same when decoded.
    fn plain_length(self, text: &str) -> usize {
        match self {
            Self::Content(_) => position(text.as_bytes(), [b'&', b'\r']),
            Self::CData(_) => position(text.as_bytes(), [b'\r']),
            Self::Attribute(_) => position(text.as_bytes(), [b'&', b'\r', b'\n', b'\t']),
        }
    }
}

/// A decoded text, which may be a secret: what is not part of the body is wiped when it is dropped.
pub(super) enum Text<'a> {
    AsWritten(&'a str),
    Decoded(Zeroizing<String>),
}

impl Text<'_> {
    pub(super) const EMPTY: Self = Self::AsWritten("");

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::AsWritten(text) => text,
            Self::Decoded(text) => text,
        }
    }

    pub(super) fn append(&mut self, more: Self) {
        let length = self.as_str().len() + more.as_str().len();
        match self {
            Self::AsWritten("") => *self = more,
            Self::Decoded(text) if text.capacity() >= length => text.push_str(more.as_str()),
            _ => {
                // Reallocation would leave a copy of a secret behind. Twice the length lets many
                // runs take linear time.
                let mut text = Zeroizing::new(String::with_capacity(2 * length));
                text.push_str(self.as_str());
                text.push_str(more.as_str());
                *self = Self::Decoded(text);
            }
        }
    }
}
