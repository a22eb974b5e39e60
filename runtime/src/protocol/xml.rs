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
mod scan;
mod syntax;
mod text;
mod value;

use std::fmt;
use std::num::NonZeroU32;

pub use element::{Children, Element};
pub use error::XmlError;
pub use scan::{Event, Scanner, Tag};
pub use text::Run;

/// The maximum nesting depth of elements.
pub const MAX_DEPTH: usize = 128;
/// The maximum number of nodes (elements and pieces of text) in a document. The largest legitimate
/// responses, pages of a thousand descriptions, have about a tenth of that.
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
    text: &'a str,
    /// In document order: the root is the first, and the descendants of a node follow it.
    nodes: Vec<Node<'a>>,
    /// The second and later runs of texts with several runs.
    more_text: Vec<ChainedRun<'a>>,
}

/// An element.
struct Node<'a> {
    /// The local name.
    name: &'a str,
    /// The byte offset of the name as written.
    tag: u32,
    /// The byte offset of the rest of the tag after the name, which is kept unparsed.
    attributes: u32,
    attributes_end: u32,
    /// The index of the next node that is not a descendant.
    end: Index,
    /// The first run of the text.
    text: Run<'a>,
    /// The index in `more_text` of the second run of the text.
    more_text: Option<Index>,
    /// The index in `more_text` of the last run of the text.
    last_text: Option<Index>,
}

/// An index in a vector of a document. It takes four bytes even as an option, because a document
/// may have many nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Index(NonZeroU32);

struct ChainedRun<'a> {
    run: Run<'a>,
    next: Option<Index>,
}

impl Index {
    const FIRST: Self = Self(NonZeroU32::MIN);

    /// Indexes are below the maximum number of nodes.
    fn of(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(offset(index)))
    }

    fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    fn get(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A byte offset in a document, which is at most 4 GiB long.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl<'a> Node<'a> {
    /// The runs of the text.
    fn runs<'n>(
        &self,
        more_text: &'n [ChainedRun<'a>],
    ) -> impl Iterator<Item = Run<'a>> + use<'a, 'n> {
        let chained = |index: Option<Index>| more_text.get(index?.get());
        let more = std::iter::successors(chained(self.more_text), move |last| chained(last.next));
        std::iter::once(self.text).chain(more.map(|chained| chained.run))
    }
}

const NO_ELEMENT: Node<'static> = Node {
    name: "",
    tag: 0,
    attributes: 0,
    attributes_end: 0,
    end: Index::FIRST,
    text: Run::plain(""),
    more_text: None,
    last_text: None,
};

/// The document that is read in place of a body or an element that a response lacks.
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
    /// The errors of [`parse`](Self::parse).
    pub(crate) fn parse_leniently(text: &'a str) -> Result<Self, XmlError> {
        parse::parse_leniently(text)
    }

    /// The document of an operation whose response has no body: a root without a name, children and
    /// text.
    pub const fn empty() -> Document<'static> {
        Document {
            text: "",
            nodes: Vec::new(),
            more_text: Vec::new(),
        }
    }

    /// The root element.
    pub fn root(&self) -> Element<'_> {
        let root = self.nodes.first().unwrap_or(&NO_ELEMENT);
        Element::new(self, root, Index::FIRST)
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        let range = start as usize..end as usize;
        self.text.get(range).unwrap_or_default()
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
