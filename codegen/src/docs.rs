//! The model's documentation, which is Markdown with HTML in it, as clean rustdoc Markdown.
//!
//! What comes out has no HTML, no accidental markup, and nothing rustdoc or clippy warns about.

mod address;
mod block;
mod emphasis;
mod escape;
mod html;
mod inline;
mod nesting;
mod paragraph;
mod plain;
mod render;
mod span;
mod text;
mod tree;
mod visible;
mod words;

use block::{Block, Inline};

/// The longest summary, in characters.
const SUMMARY_LENGTH: usize = 200;

/// The lines of a doc comment, without its slashes, for the documentation `html`.
///
/// A line is at most 92 columns long, so that indented by four it ends within 100, unless an
/// address, a code span or a code block makes it longer.
pub(crate) fn to_markdown(html: &str) -> Vec<String> {
    render::lines(&blocks(html))
}

/// The same, and beside it the first sentence of the documentation, without links and emphasis, on
/// lines of the same length; at most about 200 characters.
pub(crate) fn with_summary(html: &str) -> (Vec<String>, Vec<String>) {
    let blocks = blocks(html);
    (render::lines(&blocks), summary(&blocks))
}

/// What a reader sees of the documentation `html`, without white space.
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
    render::wrap_words(sentence)
}

/// A paragraph of Markdown on lines as those of [`to_markdown`].
pub(crate) fn wrap(paragraph: &str) -> Vec<String> {
    render::wrap_words(paragraph.split(' ').map(str::to_owned).collect())
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
