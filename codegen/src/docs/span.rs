//! Conversion of inline elements to spans. Links, URLs and code in text are recognized here, and
//! white space between visible spans is normalized.

use super::address;
use super::block::{Inline, Mark};
use super::text::{self, Piece};

/// A span of a paragraph. Marks nest, and each mark has visible content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Text with single spaces between words. Two text spans are never adjacent.
    Text(String),
    Code(String),
    /// An autolink, whose text is its URL.
    Address(String),
    /// The start of a mark. The URL of a link is absolute.
    Open(Mark),
    Close(Mark),
    Break,
}

/// Whether marks and hard line breaks are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Full,
    Plain,
}

/// The spans of `inlines`.
pub(super) fn spans(inlines: &[Inline], style: Style) -> Vec<Span> {
    let mut reader = Reader {
        style,
        out: Vec::new(),
        opened: Vec::new(),
        gap: Gap::None,
        in_link: false,
    };
    reader.inlines(inlines);
    reader.out
}

/// Appends `span` to `spans`, joined with the last one if both are text.
pub(super) fn push_joined(spans: &mut Vec<Span>, span: Span) {
    match (spans.last_mut(), span) {
        (Some(Span::Text(before)), Span::Text(text)) => before.push_str(&text),
        (_, span) => spans.push(span),
    }
}

struct Reader {
    style: Style,
    out: Vec<Span>,
    /// Open marks that have no content yet.
    opened: Vec<Mark>,
    /// The gap between the last span and the next.
    gap: Gap,
    /// Whether the text of a link is being read, which cannot contain another link.
    in_link: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Break,
}

impl Reader {
    fn inlines(&mut self, mut inlines: &[Inline]) {
        while let Some((inline, rest)) = inlines.split_first() {
            inlines = rest;
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(code) => self.code(code),
                Inline::Break if self.style == Style::Plain || self.in_link => {
                    self.leave(Gap::Space);
                }
                Inline::Break => self.leave(Gap::Break),
                Inline::Open(Mark::Link(url)) => {
                    let is_end = |inline: &Inline| matches!(inline, Inline::Close(Mark::Link(_)));
                    let end = rest.iter().position(is_end).unwrap_or(rest.len());
                    let (label, after) = rest.split_at(end);
                    self.link(url, label);
                    inlines = after;
                }
                Inline::Open(mark) => self.open(mark.clone()),
                // The end of a link is handled together with its text.
                Inline::Close(Mark::Link(_)) => {}
                Inline::Close(mark) => self.close(mark.clone()),
            }
        }
    }

    /// Adds text, with the code, links and URLs in it.
    fn text(&mut self, text: &str) {
        for piece in text::pieces(text) {
            match piece {
                Piece::Code(code) => self.code(code),
                Piece::Text(text) => self.words(text),
                Piece::Url(text) | Piece::Link { text, .. } if self.in_link => self.words(text),
                Piece::Url(url) => self.link(url, &[]),
                // Its text can contain at most a URL, so the recursion ends here.
                Piece::Link { text, url } => self.link(url, &[Inline::Text(text.to_owned())]),
            }
        }
    }

    /// Adds text without code, links or URLs.
    fn words(&mut self, text: &str) {
        self.show(text, text, Span::Text);
    }

    /// Adds code. In a link, code that Markdown would read as the link definition `[label]: url`,
    /// which is invisible, becomes text, because only text can be escaped.
    fn code(&mut self, code: &str) {
        match self.in_link && code.contains("]:") {
            true => self.words(code),
            false => self.show(code, code, Span::Code),
        }
    }

    fn address(&mut self, source: &str, url: &str) {
        self.show(source, url, Span::Address);
    }

    /// Adds a link, or its label alone if its URL is not absolute or links are not kept.
    fn link(&mut self, url: &str, label: &[Inline]) {
        let text = match label {
            [Inline::Text(text)] => text,
            _ => "",
        };
        let is_visible = label.iter().any(Inline::is_visible);
        match address::linkable(url) {
            Some(url) if text.trim() == url || !is_visible => self.address(text, &url),
            Some(url) if self.style == Style::Full => {
                self.open(Mark::Link(url.clone()));
                self.in_link = true;
                self.inlines(label);
                self.in_link = false;
                self.close(Mark::Link(url));
            }
            None if is_name(text.trim()) => self.code(text),
            _ => self.inlines(label),
        }
    }

    fn open(&mut self, mark: Mark) {
        if self.style == Style::Full {
            self.opened.push(mark);
        }
    }

    fn close(&mut self, mark: Mark) {
        if self.style == Style::Full && self.opened.pop().is_none() {
            self.out.push(Span::Close(mark));
        }
    }

    fn leave(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Adds a span of `content` with white space collapsed, and the gaps around its `source`.
    fn show(&mut self, source: &str, content: &str, span: fn(String) -> Span) {
        let mut collapsed = String::with_capacity(content.len());
        for word in content.split_whitespace() {
            if !collapsed.is_empty() {
                collapsed.push(' ');
            }
            collapsed.push_str(word);
        }
        if source.starts_with(char::is_whitespace) {
            self.leave(Gap::Space);
        }
        if !collapsed.is_empty() {
            self.push(span(collapsed));
        }
        if source.ends_with(char::is_whitespace) {
            self.leave(Gap::Space);
        }
    }

    /// Adds `span`, preceded by the marks that have no content yet. The gap before it goes outside
    /// those marks; there is no gap at the start.
    fn push(&mut self, span: Span) {
        match std::mem::replace(&mut self.gap, Gap::None) {
            Gap::Space if !self.out.is_empty() && !ends_clause(&span) => {
                push_joined(&mut self.out, Span::Text(" ".to_owned()));
            }
            Gap::Break if !self.out.is_empty() => self.out.push(Span::Break),
            _ => {}
        }
        self.out.extend(self.opened.drain(..).map(Span::Open));
        push_joined(&mut self.out, span);
    }
}

/// Whether `span` begins with punctuation that belongs to the word before it, even if the markup
/// has white space between them.
fn ends_clause(span: &Span) -> bool {
    let Span::Text(text) = span else {
        return false;
    };
    let mut chars = text.chars();
    chars.next().is_some_and(|c| ".,;:)".contains(c))
        && chars.next().is_none_or(char::is_whitespace)
}

/// Whether the text of a link without an absolute URL is the name of a shape, which is shown as
/// code.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().skip(1).any(|c| c.is_ascii_lowercase())
        && text.chars().skip(1).any(|c| c.is_ascii_uppercase())
}
