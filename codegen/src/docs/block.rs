//! The document model: blocks, and the inline elements in them.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Heading(Vec<Inline>),
    Preformatted(String),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    /// A labeled admonition, such as a note.
    Quote {
        label: &'static str,
        blocks: Vec<Block>,
    },
}

/// An inline element. Marks nest, and each mark is closed in the block in which it was opened. At
/// most one link and one emphasis are open at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    Text(String),
    Code(String),
    Open(Mark),
    Close(Mark),
    Break,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Strong,
    Emphasis,
    Link(String),
}

impl Inline {
    pub(super) fn is_visible(&self) -> bool {
        match self {
            Inline::Text(text) | Inline::Code(text) => !text.trim().is_empty(),
            Inline::Open(_) | Inline::Close(_) | Inline::Break => false,
        }
    }

    pub(super) fn is_emphasis(&self) -> bool {
        matches!(self, Inline::Open(mark) | Inline::Close(mark) if mark.is_emphasis())
    }
}

impl Mark {
    pub(super) fn is_emphasis(&self) -> bool {
        matches!(self, Mark::Strong | Mark::Emphasis)
    }
}
