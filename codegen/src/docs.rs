//! The model's documentation, which is Markdown with HTML in it, as clean rustdoc Markdown.
//!
//! What comes out has no HTML, no accidental markup, and nothing rustdoc or clippy warns about.

mod html;
mod inline;
mod plain;
mod render;
mod text;
mod tree;

use tree::Block;

/// The longest summary, in characters.
const SUMMARY_LENGTH: usize = 200;

/// The lines of a doc comment, without its slashes, for the documentation `html`.
///
/// A line is at most 92 columns long, so that indented by four it ends within 100, unless an
/// address, a code span or a code block makes it longer.
pub(crate) fn to_markdown(html: &str) -> Vec<String> {
    render::lines(&blocks(html))
}

/// The first sentence of the documentation `html` on one line, without links and emphasis; at most
/// about 200 characters.
pub(crate) fn summary(html: &str) -> String {
    let blocks = blocks(html);
    let Some(paragraph) = first_paragraph(&blocks) else {
        return String::new();
    };
    let words = inline::plain_words(paragraph);
    let mut line = String::new();
    for (i, word) in words.iter().enumerate() {
        if i > 0 && line.chars().count() + word.chars().count() > SUMMARY_LENGTH {
            line.push('…');
            break;
        }
        if i > 0 {
            line.push(' ');
            line.push_str(word);
        } else {
            line = inline::at_line_start(word);
        }
        if ends_sentence(word, words.get(i + 1).map(String::as_str)) {
            break;
        }
    }
    line
}

fn blocks(html: &str) -> Vec<Block> {
    tree::blocks(plain::with_blocks(html::tokens(html)))
}

fn first_paragraph(blocks: &[Block]) -> Option<&[tree::Inline]> {
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
