//! The visible text of blocks, which tests compare with the generated Markdown.

use super::block::{Block, Inline};
use super::render::labeled;
use super::span::{self, Span, Style};

/// The visible characters of `blocks`, in order, without white space.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    add_blocks(blocks, &mut out);
    out.retain(|c| !c.is_whitespace());
    out
}

fn add_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => add_inlines(inlines, out),
            Block::Preformatted(content) => out.push_str(content),
            Block::List { items, .. } => items.iter().for_each(|item| add_blocks(item, out)),
            Block::Quote { label, blocks } => {
                add_inlines(&labeled(label, &[]), out);
                add_blocks(blocks, out);
            }
        }
    }
}

fn add_inlines(inlines: &[Inline], out: &mut String) {
    for span in span::spans(inlines, Style::Full) {
        match span {
            Span::Text(text) | Span::Code(text) | Span::Address(text) => out.push_str(&text),
            Span::Open(_) | Span::Close(_) | Span::Break => {}
        }
    }
}
