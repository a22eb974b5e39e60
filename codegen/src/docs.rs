//! Conversion of the model's documentation, which is Markdown with embedded HTML, to rustdoc
//! Markdown.
//!
//! The output has no HTML and no accidental markup, and causes no warnings of rustdoc or Clippy.

mod address;
mod block;
mod emphasis;
mod escape;
mod html;
mod inline;
mod lazy;
mod nesting;
mod paragraph;
mod plain;
mod render;
mod span;
mod text;
mod tree;
mod visible;
mod words;

use crate::markdown;
use block::{Block, Inline};

pub(crate) use lazy::Docs;

/// The maximum length of a summary, in characters.
const SUMMARY_LENGTH: usize = 200;

/// Converts the documentation `html` to the lines of a doc comment, without the slashes.
///
/// A line is at most 92 columns long, so that it fits in 100 columns when indented by four. Only a
/// URL, a code span or a code block can make it longer.
pub(crate) fn to_markdown(html: &str) -> Vec<String> {
    render::lines(&blocks(html))
}

/// Like [`to_markdown`], and also returns a summary: the first sentence of the documentation,
/// without links and emphasis, wrapped to the same width and cut at about 200 characters.
pub(crate) fn with_summary(html: &str) -> (Vec<String>, Vec<String>) {
    let blocks = blocks(html);
    (render::lines(&blocks), summary(&blocks))
}

/// The visible text of the documentation `html`, without white space.
pub(crate) fn visible_text(html: &str) -> String {
    visible::text(&blocks(html))
}

fn summary(blocks: &[Block]) -> Vec<String> {
    let Some(paragraph) = first_paragraph(blocks) else {
        return Vec::new();
    };
    let words = inline::plain_words(paragraph);
    let mut sentence: Vec<String> = Vec::new();
    let mut length = 0;
    for (i, word) in words.iter().enumerate() {
        length += word.chars().count() + 1;
        if length > SUMMARY_LENGTH
            && let Some(last) = sentence.last_mut()
        {
            last.push('…');
            break;
        }
        sentence.push(word.clone());
        if ends_sentence(word, words.get(i + 1).map(String::as_str)) {
            break;
        }
    }
    markdown::wrap_words(sentence)
}

fn blocks(html: &str) -> Vec<Block> {
    tree::blocks(plain::with_blocks(html::tokens(html)))
}

fn first_paragraph(blocks: &[Block]) -> Option<&[Inline]> {
    blocks.iter().find_map(|block| match block {
        Block::Paragraph(inlines) => Some(inlines.as_slice()),
        Block::Quote { blocks, .. } => first_paragraph(blocks),
        Block::List { items, .. } => items.iter().find_map(|item| first_paragraph(item)),
        Block::Heading(_) | Block::Preformatted(_) => None,
    })
}

fn ends_sentence(word: &str, next: Option<&str>) -> bool {
    let bare = word.trim_end_matches([')', '"', '\'', '”', '’']);
    if !bare.ends_with(['.', '!', '?']) {
        return false;
    }
    let abbreviations = ["e.g.", "i.e.", "etc.", "vs.", "cf."];
    let is_abbreviation = abbreviations.iter().any(|known| {
        bare.trim_start_matches(['(', '"'])
            .eq_ignore_ascii_case(known)
    });
    let next_begins = next.is_none_or(|next| !next.starts_with(char::is_lowercase));
    next_begins && !is_abbreviation
}

#[cfg(test)]
mod tests;
