//! The XML reader for responses: parses a body into a small read-only tree.
//!
//! It supports only what the Query protocol needs: elements by local name (namespaces and prefixes
//! are ignored, even undeclared ones), their text, and typed values. Comments and processing
//! instructions are skipped; CDATA, character references and the five predefined entities are text.
//! All other features of XML are rejected, so that a response cannot make the reader expand or
//! fetch anything.

mod element;
mod error;
mod parse;
mod syntax;
mod value;

use std::fmt;
use std::num::NonZeroU32;

pub use element::{Children, Element};
pub use error::XmlError;

/// The maximum nesting depth of elements.
pub const MAX_DEPTH: usize = 128;
/// The maximum number of nodes (elements and pieces of text) in a document. The largest legitimate
/// responses, pages of a thousand descriptions, have about a tenth of it.
pub const MAX_NODES: usize = 500_000;
/// The maximum number of attributes of an element, of which services send two or three.
pub const MAX_ATTRIBUTES: usize = 64;

/// The XML document of one response.
///
/// Names, and text without references, are borrowed from the body.
///
/// ```
/// use querysmith_runtime::codegen_v1::Document;
///
/// let document = Document::parse(b"<Response><Size>6</Size><Name>a &amp; b</Name></Response>")?;
/// let root = document.root();
/// assert_eq!(root.name(), "Response");
/// let size = root.child("Size").map(|size| size.integer()).transpose()?;
/// assert_eq!(size, Some(6));
/// assert_eq!(root.child("Name").map(|name| name.string()).as_deref(), Some("a & b"));
/// # Ok::<(), querysmith_runtime::codegen_v1::XmlError>(())
/// ```
pub struct Document<'a> {
    /// In document order: the root is the first, and parents precede their children.
    nodes: Vec<Node<'a>>,
    /// The second and later pieces of texts with several pieces.
    pieces: Vec<ChainedPiece<'a>>,
}

/// An element.
struct Node<'a> {
    /// The local name.
    name: &'a str,
    /// The rest of the tag after the name, unparsed.
    attributes: &'a str,
    /// The first piece of the text.
    text: Option<Piece<'a>>,
    /// The index in `pieces` of the second piece of the text.
    more_text: Option<Index>,
    parent: Option<Index>,
    first_child: Option<Index>,
    next_sibling: Option<Index>,
}

/// An index in a vector of a document. It takes four bytes even as an option, because a document
/// may have many nodes.
#[derive(Clone, Copy, Debug)]
struct Index(NonZeroU32);

/// A part of a text, unescaped. Entities are separate pieces, so that no text is copied.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Slice(&'a str),
    Char(char),
}

struct ChainedPiece<'a> {
    piece: Piece<'a>,
    next: Option<Index>,
}

impl Index {
    /// `None` if the index is larger than any limit allows.
    fn new(index: usize) -> Option<Self> {
        let above = u32::try_from(index).ok()?.checked_add(1)?;
        NonZeroU32::new(above).map(Self)
    }

    fn get(self) -> usize {
        self.0.get() as usize - 1
    }
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

/// What is read in place of a body or an element that a response lacks.
pub(crate) static EMPTY: Document<'static> = Document::empty();

impl<'a> Document<'a> {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// If `body` is not UTF-8, is truncated, is not well-formed, contains anything but white space,
    /// comments and processing instructions outside its root, contains a DOCTYPE or a reference to
    /// an entity that only a DOCTYPE could declare, is deeper than [`MAX_DEPTH`] or larger than
    /// [`MAX_NODES`], or has an element with more than [`MAX_ATTRIBUTES`]. The error contains the byte offset in `body`.
    pub fn parse(body: &'a [u8]) -> Result<Self, XmlError> {
        parse::parse(body)
    }

    /// Parses the document of an error: attributes may be malformed, and invalid references stay
    /// text, because the error code is more important than an exact message.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    pub(crate) fn parse_leniently(text: &'a str) -> Result<Self, XmlError> {
        parse::parse_leniently(text)
    }

    /// The document of an operation whose response has no body: a root without a name, children and
    /// text.
    pub const fn empty() -> Document<'static> {
        Document {
            nodes: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The root element.
    pub fn root(&self) -> Element<'_> {
        Element::new(self, self.nodes.first().unwrap_or(&NO_ELEMENT))
    }
}

/// Prints no content, because a response may contain secrets.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("root", &self.root().name())
            .field("elements", &self.nodes.len())
            .finish()
    }
}
