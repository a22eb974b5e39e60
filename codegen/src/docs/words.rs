//! Conversion of spans to words of Markdown, whose meaning does not depend on where lines are
//! broken.

use super::block::Mark;
use super::escape;
use super::span::Span;
use crate::markdown::Word;

/// The words of `spans`.
pub(super) fn write(spans: &[Span]) -> Vec<Word> {
    let mut writer = Writer::default();
    for span in spans {
        writer.span(span);
    }
    writer.end_word();
    writer.words
}

#[derive(Default)]
struct Writer {
    words: Vec<Word>,
    /// The text since the last space.
    word: String,
    in_link: bool,
}

impl Writer {
    fn span(&mut self, span: &Span) {
        match span {
            Span::Text(text) => self.text(text),
            Span::Code(code) => self.code(code),
            Span::Address(url) => self.word.extend(["<", url, ">"]),
            Span::Open(Mark::Link(_)) => self.open_link(),
            Span::Close(Mark::Link(url)) => {
                self.in_link = false;
                self.word.extend(["](", url, ")"]);
            }
            Span::Open(Mark::Strong) | Span::Close(Mark::Strong) => self.word.push_str("**"),
            Span::Open(Mark::Emphasis) | Span::Close(Mark::Emphasis) => self.word.push('*'),
            Span::Break => {
                self.end_word();
                self.words.push(Word::Break);
            }
        }
    }

    /// Writes text, with a backslash before characters that would be markup after the text that has
    /// been written already.
    fn text(&mut self, text: &str) {
        let is_special = |c| c == ' ' || escape::may_be_markup(c);
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_special).unwrap_or(rest.len());
            let (plain, special) = rest.split_at_checked(end).unwrap_or_default();
            self.word.push_str(plain);
            let mut special = special.chars();
            match special.next() {
                Some(' ') => self.end_word(),
                Some(c) => self.special(c, special.as_str()),
                None => {}
            }
            rest = special.as_str();
        }
    }

    /// Writes a character that may be markup before the text `after` it.
    fn special(&mut self, c: char, after: &str) {
        // A URL in the text of a link is not linked itself, and rustdoc does not expect it.
        let is_linked = c == ':' && self.in_link;
        if !is_linked && escape::is_markup(&self.word, c, after) {
            self.word.push('\\');
        }
        self.word.push(c);
    }

    fn code(&mut self, code: &str) {
        // Adjacent backticks would form a single run.
        if self.word.ends_with('`') {
            self.end_word();
        }
        let fence = "`".repeat(longest_run(code, '`') + 1);
        let pad = match code.starts_with('`') || code.ends_with('`') {
            true => " ",
            false => "",
        };
        self.word.extend([&fence, pad, code, pad, &fence]);
    }

    fn open_link(&mut self) {
        self.in_link = true;
        // `![` would be an image.
        if self.word.ends_with('!') {
            self.word.pop();
            self.word.push_str("\\!");
        }
        self.word.push('[');
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(Word::Word(std::mem::take(&mut self.word)));
        }
    }
}

/// The longest run of the character `of` in `text`.
pub(super) fn longest_run(text: &str, of: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
