//! Rendering of blocks as wrapped lines of Markdown.

use super::block::{Block, Inline, Mark};
use super::inline;
use super::words::longest_run;
use crate::markdown::{WIDTH, Word, wrap};

/// The minimum number of columns, however deep a list is nested.
const MIN_WIDTH: usize = 40;

/// The lines of `blocks`, with a blank line between blocks.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    lines_within(blocks, WIDTH)
}

fn lines_within(blocks: &[Block], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        let block = block_lines(block, width);
        if !lines.is_empty() && !block.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block);
    }
    lines
}

fn block_lines(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Paragraph(inlines) => wrap(&inline::words(inlines), width),
        Block::Heading(inlines) => heading(inlines, width),
        Block::Preformatted(content) => preformatted(content),
        Block::List { ordered, items } => list(*ordered, items, width),
        Block::Quote { label, blocks } => quote(label, blocks, width),
    }
}

/// Renders a heading on one line, without emphasis inside. A heading that does not fit becomes a
/// paragraph.
fn heading(inlines: &[Inline], width: usize) -> Vec<String> {
    let plain: Vec<_> = inlines
        .iter()
        .filter(|i| !i.is_emphasis())
        .cloned()
        .collect();
    let mut heading = "#".to_owned();
    for word in inline::words(&plain) {
        if let Word::Word(word) = word {
            heading.push(' ');
            // A closing sequence of number signs would not be shown.
            if word.chars().all(|c| c == '#') {
                heading.push('\\');
            }
            heading.push_str(&word);
        }
    }
    match heading.chars().count() <= width {
        true => vec![heading],
        false => wrap(&inline::words(inlines), width),
    }
}

/// Renders a code block, marked as `text` because rustdoc would compile it otherwise.
fn preformatted(content: &str) -> Vec<String> {
    let content = content.replace('\t', "    ");
    let lines: Vec<&str> = content
        .lines()
        .map(str::trim_end)
        .skip_while(|line| line.is_empty())
        .collect();
    let used = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(0, |last| last + 1);
    let lines = lines.get(..used).unwrap_or_default();
    let indent = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let fence = "`".repeat(longest_run(&content, '`').max(2) + 1);
    let mut out = vec![format!("{fence}text")];
    out.extend(
        lines
            .iter()
            .map(|line| line.get(indent..).unwrap_or_default().to_owned()),
    );
    out.push(fence);
    out
}

fn list(ordered: bool, items: &[Vec<Block>], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let marker = match ordered {
            true => format!("{}. ", i + 1),
            false => "- ".to_owned(),
        };
        let indent = " ".repeat(marker.len());
        let inside = lines_within(item, narrower(width, marker.len()));
        for (j, line) in inside.iter().enumerate() {
            let start = if j == 0 { &marker } else { &indent };
            lines.push(format!("{start}{line}").trim_end().to_owned());
        }
    }
    lines
}

/// Renders a quote with its label at the start of the first paragraph, or in a paragraph of its own
/// if the quote begins with another block.
fn quote(label: &str, blocks: &[Block], width: usize) -> Vec<String> {
    let width = narrower(width, 2);
    let (first, rest) = match blocks.split_first() {
        Some((Block::Paragraph(inlines), rest)) => (inlines.as_slice(), rest),
        _ => (&[][..], blocks),
    };
    let mut lines = wrap(&inline::words(&labeled(label, first)), width);
    let rest = lines_within(rest, width);
    if !rest.is_empty() {
        lines.push(String::new());
        lines.extend(rest);
    }
    lines
        .iter()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect()
}

/// `inlines` preceded by the label of a quote.
pub(super) fn labeled(label: &str, inlines: &[Inline]) -> Vec<Inline> {
    let mut labeled = vec![
        Inline::Open(Mark::Strong),
        Inline::Text(format!("{label}:")),
        Inline::Close(Mark::Strong),
        Inline::Text(" ".to_owned()),
    ];
    labeled.extend_from_slice(inlines);
    labeled
}

fn narrower(width: usize, by: usize) -> usize {
    width.saturating_sub(by).max(MIN_WIDTH)
}
