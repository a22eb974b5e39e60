//! Reads an answer's XML into a small read-only tree.
//!
//! Only what the Query protocol needs: elements by local name (namespaces and prefixes are
//! ignored, undeclared ones too), their text, and typed values. Comments and processing
//! instructions are skipped; CDATA, character references and the five predefined entities are
//! text. Whatever else XML can do is refused, so an answer cannot make the reader expand or fetch
//! anything.

mod element;
mod error;
mod parse;
mod syntax;
mod value;

use std::fmt;

pub use element::{Children, Element};
pub use error::XmlError;

/// How deep elements may stand in each other.
pub const MAX_DEPTH: usize = 128;
/// How many nodes, that is elements and pieces of text, a document may have.
pub const MAX_NODES: usize = 1_000_000;

/// The XML of one answer.
///
/// Names, and text without references, are borrowed from the body.
///
/// ```
/// use querysmith_runtime::xml::Document;
///
/// let document = Document::parse(b"<Response><Size>6</Size><Name>a &amp; b</Name></Response>")?;
/// let root = document.root();
/// assert_eq!(root.name(), "Response");
/// let size = root.child("Size").map(|size| size.integer()).transpose()?;
/// assert_eq!(size, Some(6));
/// assert_eq!(root.child("Name").map(|name| name.string()).as_deref(), Some("a & b"));
/// # Ok::<(), querysmith_runtime::xml::XmlError>(())
/// ```
pub struct Document<'a> {
    /// The root is the first; parents stand before their children.
    nodes: Vec<Node<'a>>,
    /// The second and later pieces of the texts that have several.
    pieces: Vec<ChainedPiece<'a>>,
}

/// An element.
struct Node<'a> {
    /// The local name.
    name: &'a str,
    /// What follows the name in the tag, as it stands in the body.
    attributes: &'a str,
    /// The first piece of the text.
    text: Option<Piece<'a>>,
    /// The second piece of the text: an index into `pieces`.
    more_text: Option<usize>,
    parent: Option<usize>,
    first_child: Option<usize>,
    next_sibling: Option<usize>,
}

/// A part of a text, unescaped. Entities are pieces of their own, so nothing need be copied.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Slice(&'a str),
    Char(char),
}

struct ChainedPiece<'a> {
    piece: Piece<'a>,
    next: Option<usize>,
}

const NO_ELEMENT: Node<'static> = Node {
    name: "",
    attributes: "",
    text: None,
    more_text: None,
    parent: None,
    first_child: None,
    next_sibling: None,
};

impl<'a> Document<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    ///
    /// When `body` is not UTF-8, is truncated, is not well-formed, has something besides white
    /// space, comments and processing instructions around its root, has a DOCTYPE or a reference
    /// to an entity that only a DOCTYPE could declare, is deeper than [`MAX_DEPTH`] or larger than
    /// [`MAX_NODES`]. The error gives the byte offset in `body`.
    pub fn parse(body: &'a [u8]) -> Result<Self, XmlError> {
        parse::parse(body)
    }

    /// What stands for the body of an operation whose answer has none: a root without a name,
    /// without children and without text.
    pub const fn empty() -> Document<'static> {
        Document {
            nodes: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element::new(self, self.nodes.first().unwrap_or(&NO_ELEMENT))
    }
}

/// Prints no content: an answer may hold secrets.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("root", &self.root().name())
            .field("elements", &self.nodes.len())
            .finish()
    }
}
