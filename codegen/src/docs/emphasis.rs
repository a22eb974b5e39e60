//! Removal of emphasis that Markdown would not recognize, whose asterisks would show as text.

use super::block::Mark;
use super::escape::is_in_word;
use super::span::{Span, push_joined};

/// `spans` without the emphasis that Markdown would not recognize.
pub(super) fn drop_unrecognized(spans: Vec<Span>) -> Vec<Span> {
    let kept = kept(&spans);
    let mut out = Vec::with_capacity(spans.len());
    for (span, kept) in spans.into_iter().zip(kept) {
        if kept {
            push_joined(&mut out, span);
        }
    }
    out
}

/// Whether each of `spans` is kept. Emphasis does not nest, so each span is scanned once.
fn kept(spans: &[Span]) -> Vec<bool> {
    let mut kept = Vec::with_capacity(spans.len());
    let mut is_recognized = true;
    let mut before = None;
    let mut rest = spans;
    while let Some((span, after)) = rest.split_first() {
        if is_asterisks(span) && matches!(span, Span::Open(_)) {
            is_recognized = is_emphasis(before, after);
        }
        let is_kept = is_recognized || !is_asterisks(span);
        if is_kept {
            before = Some(span);
        }
        kept.push(is_kept);
        rest = after;
    }
    kept
}

/// Whether Markdown recognizes emphasis whose opening asterisks are between `before` and `rest`.
fn is_emphasis(before: Option<&Span>, rest: &[Span]) -> bool {
    let end = rest.iter().position(is_asterisks).unwrap_or(rest.len());
    let (inside, after) = rest.split_at(end);
    let after = after.get(1);
    // Adjacent asterisks would form a single delimiter run.
    let touches = before.is_some_and(is_asterisks) || after.is_some_and(is_asterisks);
    !touches
        && flanks(
            before.and_then(last_char),
            inside.first().and_then(first_char),
        )
        && flanks(
            after.and_then(first_char),
            inside.last().and_then(last_char),
        )
}

/// Whether asterisks between `outside` and `inside` are a left- or right-flanking delimiter run in
/// CommonMark's terms. Returns `false` in cases of doubt.
fn flanks(outside: Option<char>, inside: Option<char>) -> bool {
    inside.is_some_and(|inside| is_in_word(inside) || outside.is_none_or(is_separator))
}

/// Whether `c` is certainly punctuation or white space.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}')
}

fn is_asterisks(span: &Span) -> bool {
    matches!(span, Span::Open(mark) | Span::Close(mark) if mark.is_emphasis())
}

fn first_char(span: &Span) -> Option<char> {
    match span {
        Span::Text(text) => text.chars().next(),
        Span::Code(_) => Some('`'),
        Span::Address(_) => Some('<'),
        Span::Open(Mark::Link(_)) => Some('['),
        Span::Close(Mark::Link(_)) => Some(']'),
        Span::Open(_) | Span::Close(_) => Some('*'),
        Span::Break => None,
    }
}

fn last_char(span: &Span) -> Option<char> {
    match span {
        Span::Text(text) => text.chars().next_back(),
        Span::Address(_) => Some('>'),
        Span::Close(Mark::Link(_)) => Some(')'),
        Span::Code(_) | Span::Open(_) | Span::Close(_) | Span::Break => first_char(span),
    }
}
