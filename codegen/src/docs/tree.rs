//! Conversion of tokens to blocks. Unclosed elements end with their parent, and closing tags
//! without an opening tag are ignored.

use super::block::{Block, Mark};
use super::html::{Tag, Token};
use super::nesting::Nesting;
use super::paragraph::Paragraph;

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
    builder.end_paragraph();
    builder.nesting.finish()
}

#[derive(Default)]
struct Builder {
    nesting: Nesting,
    paragraph: Paragraph,
    preformatted: Option<String>,
    in_heading: bool,
    in_title: bool,
}

impl Builder {
    fn text(&mut self, text: &str) {
        if self.in_title {
            return;
        }
        match &mut self.preformatted {
            Some(content) => content.push_str(text),
            None => self.paragraph.text(text),
        }
    }

    fn open(&mut self, tag: Tag, href: String) {
        if self.preformatted.is_some() && is_inline(tag) {
            return;
        }
        if is_block(tag) {
            self.end_paragraph();
        }
        match tag {
            Tag::Heading => self.in_heading = true,
            Tag::Preformatted => self.preformatted = Some(String::new()),
            Tag::List => self.nesting.open_list(false),
            Tag::OrderedList => self.nesting.open_list(true),
            Tag::Item => self.nesting.open_item(),
            Tag::Term => {
                self.nesting.open_item();
                self.paragraph.open_mark(Mark::Strong);
            }
            Tag::Note => self.nesting.open_quote("Note"),
            Tag::Important => self.nesting.open_quote("Important"),
            Tag::Title => self.in_title = true,
            Tag::Code => self.paragraph.open_code(),
            Tag::Break => match &mut self.preformatted {
                Some(content) => content.push('\n'),
                None => self.paragraph.line_break(),
            },
            Tag::Strong => self.paragraph.open_mark(Mark::Strong),
            Tag::Emphasis => self.paragraph.open_mark(Mark::Emphasis),
            Tag::Link => self.paragraph.open_mark(Mark::Link(href)),
            Tag::Cell => self.text(" "),
            Tag::Paragraph | Tag::Division | Tag::Details | Tag::Plain => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        if self.preformatted.is_some() && is_inline(tag) {
            return;
        }
        if is_block(tag) {
            self.end_paragraph();
        }
        let paragraph = &mut self.paragraph;
        match tag {
            Tag::List | Tag::OrderedList => self.nesting.close_list(),
            Tag::Item => self.nesting.close_item(),
            Tag::Note | Tag::Important => self.nesting.close_quote(),
            Tag::Title => self.in_title = false,
            Tag::Code => paragraph.close_code(),
            Tag::Strong => paragraph.close_mark(|mark| *mark == Mark::Strong),
            Tag::Emphasis => paragraph.close_mark(|mark| *mark == Mark::Emphasis),
            Tag::Link => paragraph.close_mark(|mark| matches!(mark, Mark::Link(_))),
            Tag::Cell => self.text(" "),
            Tag::Paragraph | Tag::Heading | Tag::Preformatted => {}
            Tag::Term | Tag::Details | Tag::Division | Tag::Break | Tag::Plain => {}
        }
    }

    fn end_paragraph(&mut self) {
        let in_heading = std::mem::take(&mut self.in_heading);
        if let Some(inlines) = self.paragraph.take() {
            self.nesting.push_block(match in_heading {
                true => Block::Heading(inlines),
                false => Block::Paragraph(inlines),
            });
        }
        if let Some(content) = self.preformatted.take()
            && !content.trim().is_empty()
        {
            self.nesting.push_block(Block::Preformatted(content));
        }
    }
}

/// Whether a tag is an inline element, which is ignored in a code block.
fn is_inline(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Code | Tag::Strong | Tag::Emphasis | Tag::Link | Tag::Plain | Tag::Cell
    )
}

/// Whether a tag ends the paragraph before it.
fn is_block(tag: Tag) -> bool {
    !is_inline(tag) && !matches!(tag, Tag::Break | Tag::Title)
}
