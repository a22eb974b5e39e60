//! Runs of text, which are unescaped when they are read.

use std::borrow::Cow;

use super::syntax::{is_blank, reference};
use crate::value::find::position;

/// The text between two pieces of markup, or that of a CDATA section, as written.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    raw: &'a str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Nothing to unescape.
    Plain,
    /// With references or carriage returns.
    Escaped,
    /// With carriage returns; ampersands are not references.
    CData,
}

/// A part of an unescaped text.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    Slice(&'a str),
    Char(char),
}

impl Piece<'_> {
    pub(super) fn len(self) -> usize {
        match self {
            Piece::Slice(slice) => slice.len(),
            Piece::Char(character) => character.len_utf8(),
        }
    }
}

impl<'a> Run<'a> {
    pub(super) const fn plain(raw: &'a str) -> Self {
        Self {
            raw,
            kind: Kind::Plain,
        }
    }

    pub(super) fn escaped(raw: &'a str) -> Self {
        Self {
            raw,
            kind: Kind::Escaped,
        }
    }

    pub(super) fn cdata(raw: &'a str) -> Self {
        let kind = match raw.contains('\r') {
            true => Kind::CData,
            false => Kind::Plain,
        };
        Self { raw, kind }
    }

    pub(super) fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    /// Whether it is white space as written, such as indentation.
    pub(super) fn is_blank(self) -> bool {
        is_blank(self.raw)
    }

    /// The text, if it is the same as written.
    pub(super) fn as_plain(self) -> Option<&'a str> {
        (self.kind == Kind::Plain).then_some(self.raw)
    }

    /// Checks the references, and returns the number of references and carriage returns.
    ///
    /// # Errors
    ///
    /// The offset in the run of the first invalid reference, and the problem.
    pub(super) fn check(self, is_lenient: bool) -> Result<usize, (usize, &'static str)> {
        if self.kind == Kind::Plain {
            return Ok(0);
        }
        let mut pieces = 0;
        let mut at = 0;
        while let Some(rest) = self.raw.get(at..) {
            at += position(rest.as_bytes(), [b'&', b'\r']);
            let Some(from) = self.raw.get(at..).filter(|from| !from.is_empty()) else {
                break;
            };
            if from.starts_with('&') && self.kind == Kind::Escaped && !is_lenient {
                reference(from).map_err(|problem| (at, problem))?;
            }
            pieces += 1;
            at += 1;
        }
        Ok(pieces)
    }

    /// The text with references resolved and line ends normalized. A reference that is not valid
    /// stays text.
    pub fn unescaped(self) -> Cow<'a, str> {
        match self.as_plain() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(concat(|| self.pieces())),
        }
    }

    /// The pieces of the unescaped text.
    pub(super) fn pieces(self) -> Pieces<'a> {
        Pieces {
            rest: self.raw,
            kind: self.kind,
        }
    }
}

/// Joins pieces in a string of exactly their length: reallocation would leave copies of a secret
/// behind.
pub(super) fn concat<'a, P: Iterator<Item = Piece<'a>>>(pieces: impl Fn() -> P) -> String {
    let mut text = String::with_capacity(pieces().map(Piece::len).sum());
    for piece in pieces() {
        match piece {
            Piece::Slice(slice) => text.push_str(slice),
            Piece::Char(character) => text.push(character),
        }
    }
    text
}

/// An iterator over the pieces of an unescaped text.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    kind: Kind,
}

impl<'a> Pieces<'a> {
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let length = match self.kind {
            Kind::Plain => self.rest.len(),
            Kind::Escaped => position(self.rest.as_bytes(), [b'&', b'\r']),
            Kind::CData => position(self.rest.as_bytes(), [b'\r']),
        };
        if length > 0 {
            return Some(Piece::Slice(self.take(length)));
        }
        match self.rest.as_bytes() {
            [] => None,
            [b'\r', b'\n', ..] => {
                self.take(2);
                Some(Piece::Char('\n'))
            }
            [b'\r', ..] => {
                self.take(1);
                Some(Piece::Char('\n'))
            }
            _ => match reference(self.rest) {
                Ok((character, length)) => {
                    self.take(length);
                    Some(Piece::Char(character))
                }
                Err(_) => Some(Piece::Slice(self.take(1))),
            },
        }
    }
}
