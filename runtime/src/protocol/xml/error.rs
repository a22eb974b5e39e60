//! The error of reading XML.

use std::fmt;

use crate::value::text::OneLine;

/// The error of reading the XML of a response.
///
/// It contains the byte offset in the body if the XML itself is malformed, and the path of the
/// element if a value is invalid. It never contains the text of a string or a blob.
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

    /// The byte offset in the body at which the XML is malformed.
    pub fn offset(&self) -> Option<usize> {
        match &self.place {
            Place::Offset(offset) => Some(*offset),
            Place::Path(_) => None,
        }
    }

    /// The [path](super::Element::path) of the element whose value is invalid.
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
            Place::Path(path) if path.is_empty() => f.write_str("the empty response: ")?,
            Place::Path(path) => write!(f, "{}: ", OneLine(path))?,
        }
        OneLine(&self.problem).fmt(f)
    }
}

impl std::error::Error for XmlError {}
