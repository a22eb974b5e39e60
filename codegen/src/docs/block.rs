//! What documentation consists of: blocks, and the runs of text in them.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Heading(Vec<Inline>),
    Preformatted(String),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    /// A box with a word above it.
    Quote {
        label: &'static str,
        blocks: Vec<Block>,
    },
}

/// A run of text. Marks nest, and each that is opened is closed in the same block; there is at most
/// one link and one emphasised run at a time.
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
