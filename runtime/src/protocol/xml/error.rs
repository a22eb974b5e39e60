//! What is wrong with an answer's XML, and where.

use std::fmt;

/// Why an answer's XML could not be read.
///
/// It names the byte offset in the body when the XML itself is broken, and the path of the element
/// when a value is. It never shows the text of a string or a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    place: Place,
    problem: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Offset(usize),
    Path(String),
}

impl XmlError {
    pub(super) fn at_offset(offset: usize, problem: impl Into<String>) -> Self {
        Self {
            place: Place::Offset(offset),
            problem: problem.into(),
        }
    }

    pub(super) fn at_path(path: String, problem: impl Into<String>) -> Self {
        Self {
            place: Place::Path(path),
            problem: problem.into(),
        }
    }

    /// Where in the body the XML is broken, in bytes from its start.
    pub fn offset(&self) -> Option<usize> {
        match &self.place {
            Place::Offset(offset) => Some(*offset),
            Place::Path(_) => None,
        }
    }

    /// The element whose value cannot be read, as [`Element::path`](super::Element::path) gives it.
    pub fn path(&self) -> Option<&str> {
        match &self.place {
            Place::Offset(_) => None,
            Place::Path(path) => Some(path),
        }
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Offset(offset) => write!(f, "XML at byte {offset}: ")?,
            Place::Path(path) if path.is_empty() => f.write_str("the empty answer: ")?,
            Place::Path(path) => write!(f, "{path}: ")?,
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for XmlError {}
