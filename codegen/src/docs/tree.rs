//! Tokens -> blocks. Whatever is left open is closed where its parent ends; whatever is closed
//! without having been opened is forgotten.

use super::html::{Tag, Token};

/// Lists and boxes nest at most this deep; what is deeper joins the innermost one.
const DEEPEST: usize = 12;

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

/// A run of text. Marks nest, and each that is opened is closed in the same block.
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

/// The blocks that `tokens` describe.
pub(super) fn blocks(tokens: Vec<Token>) -> Vec<Block> {
    let mut builder = Builder::default();
    for token in tokens {
        match token {
            Token::Text(text) => builder.text(&text),
            Token::Open(tag, href) => builder.open(tag, href),
            Token::Close(tag) => builder.close(tag),
        }
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    frames: Vec<Frame>,
    root: Vec<Block>,
    inlines: Vec<Inline>,
    marks: Vec<Mark>,
    code: Option<String>,
    preformatted: Option<String>,
    heading: bool,
    in_title: bool,
}

/// A block that is still open.
enum Frame {
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Item(Vec<Block>),
    Quote {
        label: &'static str,
        blocks: Vec<Block>,
    },
}

impl Builder {
    fn text(&mut self, text: &str) {
        if self.in_title {
            return;
        }
        match (&mut self.preformatted, &mut self.code) {
            (Some(content), _) | (None, Some(content)) => content.push_str(text),
            // Tags without a meaning do not divide a text: an address may go on after one.
            (None, None) => match self.inlines.last_mut() {
                Some(Inline::Text(before)) => before.push_str(text),
                _ => self.inlines.push(Inline::Text(text.to_owned())),
            },
        }
    }

    fn open(&mut self, tag: Tag, href: String) {
        if self.preformatted.is_some() && is_inline(tag) {
            return;
        }
        match tag {
            Tag::Paragraph | Tag::Division | Tag::Details => self.end_paragraph(),
            Tag::Heading => {
                self.end_paragraph();
                self.heading = true;
            }
            Tag::Preformatted => {
                self.end_paragraph();
                self.preformatted = Some(String::new());
            }
            Tag::List => self.open_list(false),
            Tag::OrderedList => self.open_list(true),
            Tag::Item => self.open_item(),
            Tag::Term => {
                self.open_item();
                self.open_mark(Mark::Strong);
            }
            Tag::Note => self.open_quote("Note"),
            Tag::Important => self.open_quote("Important"),
            Tag::Title => self.in_title = true,
            Tag::Code => {
                if self.code.is_none() {
                    self.code = Some(String::new());
                }
            }
            Tag::Break => match &mut self.code {
                Some(code) => code.push(' '),
                None => self.inlines.push(Inline::Break),
            },
            Tag::Strong => self.open_mark(Mark::Strong),
            Tag::Emphasis => self.open_mark(Mark::Emphasis),
            Tag::Link => self.open_mark(Mark::Link(href)),
            Tag::Cell => self.text(" "),
            Tag::Plain => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        if self.preformatted.is_some() && is_inline(tag) {
            return;
        }
        match tag {
            Tag::Paragraph
            | Tag::Division
            | Tag::Details
            | Tag::Heading
            | Tag::Preformatted
            | Tag::Term => self.end_paragraph(),
            Tag::List | Tag::OrderedList => {
                self.close_frame(|frame| matches!(frame, Frame::List { .. }), |_| false);
            }
            Tag::Item => {
                let is_list = |frame: &Frame| matches!(frame, Frame::List { .. });
                self.close_frame(|frame| matches!(frame, Frame::Item(_)), is_list);
            }
            Tag::Note | Tag::Important => {
                self.close_frame(|frame| matches!(frame, Frame::Quote { .. }), |_| false);
            }
            Tag::Title => self.in_title = false,
            Tag::Code => self.end_code(),
            Tag::Strong => self.close_mark(|mark| *mark == Mark::Strong),
            Tag::Emphasis => self.close_mark(|mark| *mark == Mark::Emphasis),
            Tag::Link => self.close_mark(|mark| matches!(mark, Mark::Link(_))),
            Tag::Cell => self.text(" "),
            Tag::Break | Tag::Plain => {}
        }
    }

    fn open_list(&mut self, ordered: bool) {
        self.end_paragraph();
        // A list straight inside a list belongs to the item before it.
        if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
            let item = items.pop().unwrap_or_default();
            self.frames.push(Frame::Item(item));
        }
        self.push_frame(Frame::List {
            ordered,
            items: Vec::new(),
        });
    }

    fn open_item(&mut self) {
        self.end_paragraph();
        let is_list = |frame: &Frame| matches!(frame, Frame::List { .. });
        self.close_frame(|frame| matches!(frame, Frame::Item(_)), is_list);
        if !self.frames.last().is_some_and(is_list) {
            self.push_frame(Frame::List {
                ordered: false,
                items: Vec::new(),
            });
        }
        if self.frames.last().is_some_and(is_list) {
            self.frames.push(Frame::Item(Vec::new()));
        }
    }

    fn open_quote(&mut self, label: &'static str) {
        self.end_paragraph();
        self.push_frame(Frame::Quote {
            label,
            blocks: Vec::new(),
        });
    }

    fn push_frame(&mut self, frame: Frame) {
        if self.frames.len() < DEEPEST * 2 {
            self.frames.push(frame);
        }
    }

    /// Closes the innermost frame that is `wanted` and all in it, unless a `fence` stands before it.
    fn close_frame(&mut self, wanted: fn(&Frame) -> bool, fence: fn(&Frame) -> bool) {
        self.end_paragraph();
        let found = self
            .frames
            .iter()
            .rposition(|frame| wanted(frame) || fence(frame));
        let Some(at) = found.filter(|at| self.frames.get(*at).is_some_and(wanted)) else {
            return;
        };
        while self.frames.len() > at {
            self.pop_frame();
        }
    }

    fn pop_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::List { ordered, items }) if !items.is_empty() => {
                self.push_block(Block::List { ordered, items });
            }
            Some(Frame::Item(blocks)) if !blocks.is_empty() => match self.frames.last_mut() {
                Some(Frame::List { items, .. }) => items.push(blocks),
                _ => self.push_block(Block::List {
                    ordered: false,
                    items: vec![blocks],
                }),
            },
            Some(Frame::Quote { label, blocks }) if !blocks.is_empty() => {
                self.push_block(Block::Quote { label, blocks });
            }
            _ => {}
        }
    }

    fn push_block(&mut self, block: Block) {
        match self.frames.last_mut() {
            None => self.root.push(block),
            Some(Frame::Item(blocks) | Frame::Quote { blocks, .. }) => blocks.push(block),
            Some(Frame::List { items, .. }) => items.push(vec![block]),
        }
    }

    fn end_paragraph(&mut self) {
        self.end_code();
        while let Some(mark) = self.marks.pop() {
            self.inlines.push(Inline::Close(mark));
        }
        let inlines = std::mem::take(&mut self.inlines);
        let heading = std::mem::take(&mut self.heading);
        if inlines.iter().any(Inline::is_visible) {
            self.push_block(match heading {
                true => Block::Heading(inlines),
                false => Block::Paragraph(inlines),
            });
        }
        if let Some(content) = self.preformatted.take()
            && !content.trim().is_empty()
        {
            self.push_block(Block::Preformatted(content));
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        // Two code spans that touch would share their backticks.
        match self.inlines.last_mut() {
            Some(Inline::Code(before)) => before.push_str(&code),
            _ => self.inlines.push(Inline::Code(code)),
        }
    }

    /// Opens a mark, unless it stands in code or in one of its kind: emphasis does not nest.
    fn open_mark(&mut self, mark: Mark) {
        if self.code.is_some() {
            return;
        }
        let is_link = matches!(mark, Mark::Link(_));
        if self
            .marks
            .iter()
            .any(|open| matches!(open, Mark::Link(_)) == is_link)
        {
            return;
        }
        self.inlines.push(Inline::Open(mark.clone()));
        self.marks.push(mark);
    }

    fn close_mark(&mut self, wanted: fn(&Mark) -> bool) {
        if self.code.is_some() {
            return;
        }
        let Some(at) = self.marks.iter().rposition(wanted) else {
            return;
        };
        for mark in self.marks.split_off(at).into_iter().rev() {
            self.inlines.push(Inline::Close(mark));
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while !self.frames.is_empty() {
            self.pop_frame();
        }
        self.root
    }
}

impl Inline {
    fn is_visible(&self) -> bool {
        match self {
            Inline::Text(text) | Inline::Code(text) => !text.trim().is_empty(),
            Inline::Open(_) | Inline::Close(_) | Inline::Break => false,
        }
    }
}

fn is_inline(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Code | Tag::Strong | Tag::Emphasis | Tag::Link | Tag::Plain | Tag::Cell
    )
}
