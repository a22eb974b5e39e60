//! The XML reader for responses: parses a body into a small read-only tree.
//!
//! It supports only what the Query protocol needs: elements by local name (namespaces and prefixes
//! are ignored, even undeclared ones), their text, and typed values. Comments and processing
//! instructions are skipped; CDATA, character references and the five predefined entities are text.
//! All other features of XML are rejected, so that a response cannot make the reader expand or
//! fetch anything.

mod attributes;
mod element;
mod error;
mod parse;
mod scan;
mod syntax;
mod text;
mod value;

use std::fmt;
use std::ops::Range;

pub use element::{Children, Element};
pub use error::XmlError;

use text::Text;

/// The maximum nesting depth of elements.
pub const MAX_DEPTH: usize = 128;
/// The maximum number of nodes (elements and pieces of text) in a document. The largest legitimate
/// responses, pages of a thousand descriptions, have about a tenth of that.
pub const MAX_NODES: usize = 500_000;
/// The maximum number of attributes of an element, of which services send two or three.
pub const MAX_ATTRIBUTES: usize = 64;

/// The XML document of one response.
///
/// Names, and text without references, are borrowed from the body. Other text is wiped when the
/// document is dropped.
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
    text: &'a str,
    /// In document order: the root is the first, and the descendants of a node follow it.
    nodes: Vec<Node<'a>>,
}

/// An element.
struct Node<'a> {
    /// The local name.
    name: &'a str,
    /// The byte range of the element as written, without the name in its start tag.
    source: Range<usize>,
    /// The text, without that of children and indentation.
    text: Text<'a>,
    /// The index of the next node that is not a descendant.
    end: usize,
}

static NO_ELEMENT: Node<'static> = Node {
    name: "",
    source: 0..0,
    text: Text::EMPTY,
    end: 1,
};

/// The document that is read in place of a body or an element that a response lacks.
pub(crate) static EMPTY: Document<'static> = Document::empty();

impl<'a> Document<'a> {
    /// The document of an operation whose response has no body: a root without a name, children and
    /// text.
    pub const fn empty() -> Document<'static> {
        Document {
            text: "",
            nodes: Vec::new(),
        }
    }

    /// The root element.
    pub fn root(&self) -> Element<'_> {
        let root = self.nodes.first().unwrap_or(&NO_ELEMENT);
        Element::new(self, root, 0)
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
