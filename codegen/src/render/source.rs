//! The source text of emitted tokens, without contents that affect the layout only by their lengths, and
//! that passes over printed lines could mistake for code: strings, documentation and names. In their
//! places are placeholders until the code is printed.

use std::fmt::Write;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenTree};

use crate::emit::{Names, Place, into_parts};

use super::attributes::{Start, doc_line, is_declaration, split_string};
use super::hidden::{Content, FILLER, Form, Hidden, MARK, MIN_NAME};
use super::known::is_known;

/// What is hidden besides documentation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hide {
    Nothing,
    Strings,
    StringsAndNames,
}

/// The source text, with short placeholders, and their contents.
pub(super) struct Source {
    pub(super) short: String,
    pub(super) hidden: Hidden,
    /// Whether there may be a literal of a structure, which the printer breaks at a width of its own.
    pub(super) has_literal: bool,
}

impl Source {
    /// Reads tokens, which may be part of a body, and adds the names in them to `names`.
    pub(super) fn of(
        tokens: impl IntoIterator<Item = TokenTree>,
        hide: Hide,
        is_in_body: bool,
        names: &mut Names,
    ) -> Self {
        let mut reader = Reader {
            source: Self {
                short: String::with_capacity(CAPACITY),
                hidden: Hidden::new(),
                has_literal: false,
            },
            names,
            is_value: is_in_body,
            is_after_type: false,
            last: ' ',
        };
        reader.add(tokens, hide, Some(Place::default()));
        reader.source
    }

    /// The source text with placeholders that are as long as their contents.
    pub(super) fn exact(&self) -> String {
        let mut exact = String::with_capacity(2 * self.short.len());
        let hidden = &self.hidden;
        hidden.fill(
            &self.short,
            Form::Short,
            &mut exact,
            |kind, short, content, exact| {
                exact.push_str(short);
                let more = kind.placeholder(content.len(), Form::Exact) - short.len();
                let filler = if kind == Content::Name { 'a' } else { FILLER };
                exact.extend(std::iter::repeat_n(filler, more));
            },
        );
        exact
    }
}

/// The capacity that most sources need in bytes.
const CAPACITY: usize = 1024;

struct Reader<'n> {
    source: Source,
    names: &'n mut Names,
    /// Whether the current token may be part of a value, where a literal of a structure may stand: it is
    /// in braces or after a `=`.
    is_value: bool,
    /// Whether the last token may be the end of a type.
    is_after_type: bool,
    /// The last character of punctuation, if it was the last token.
    last: char,
}

impl Reader<'_> {
    /// Adds tokens. `place` is `None` in attributes, whose names are not added.
    fn add(
        &mut self,
        tokens: impl IntoIterator<Item = TokenTree>,
        hide: Hide,
        mut place: Option<Place>,
    ) {
        let mut start = Start::None;
        // The start of the documentation that the next attribute may continue.
        let mut docs = Start::None;
        let mut attribute = 0;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let before = std::mem::take(&mut start);
            let was_after_type = std::mem::take(&mut self.is_after_type);
            let last = std::mem::replace(&mut self.last, ' ');
            match token {
                TokenTree::Punct(punct) => {
                    start = match (punct.as_char(), before) {
                        ('#', _) => Start::Outer,
                        ('!', Start::Outer) => Start::Inner,
                        _ => Start::None,
                    };
                    if start == Start::Outer {
                        attribute = self.source.short.len();
                    }
                    self.add_punct(&punct, last, &mut place);
                    if start != Start::None {
                        continue;
                    }
                }
                TokenTree::Group(group) => {
                    let is_attribute =
                        before != Start::None && group.delimiter() == Delimiter::Bracket;
                    let inside = place
                        .as_mut()
                        .and_then(|place| self.names.enter(group.delimiter(), place));
                    if !is_attribute {
                        let is_block = group.delimiter() == Delimiter::Brace;
                        self.source.has_literal |= is_block && was_after_type && self.is_value;
                        self.is_value |= is_block;
                        self.add_group(group, hide, inside);
                    } else if self.add_attribute(
                        group,
                        before,
                        (docs == before).then_some(attribute),
                    ) {
                        docs = before;
                        continue;
                    }
                }
                TokenTree::Ident(name) => {
                    self.add_name(&name, tokens.peek(), hide, &mut place);
                }
                TokenTree::Literal(literal) => {
                    if let Some(place) = &mut place {
                        place.pass_literal();
                    }
                    self.add_literal(&literal, hide);
                }
            }
            docs = Start::None;
        }
        // The end of a group.
        (self.is_after_type, self.last) = (false, ' ');
    }

    /// Adds a character of punctuation after `last`.
    fn add_punct(&mut self, punct: &Punct, last: char, place: &mut Option<Place>) {
        if let Some(place) = place {
            self.names.pass(punct.as_char(), place);
            self.is_value |= punct.as_char() == '=';
        }
        // Not the end of `=>` or `->`.
        self.is_after_type = punct.as_char() == '>' && !matches!(last, '=' | '-');
        self.last = punct.as_char();
        self.source.short.push(punct.as_char());
        if punct.spacing() == Spacing::Alone {
            self.source.short.push(' ');
        }
    }

    fn add_group(&mut self, group: Group, hide: Hide, place: Option<Place>) {
        let (delimiter, tokens) = into_parts(group);
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.source.short.push_str(open);
        self.add(tokens, hide, place);
        self.source.short.push_str(close);
    }

    /// Adds an attribute after its `start`. Returns whether it is documentation that is hidden, which
    /// continues the preceding one if that starts at `continued` or before.
    fn add_attribute(&mut self, attribute: Group, start: Start, continued: Option<usize>) -> bool {
        match (doc_line(attribute, start), continued) {
            (Ok(line), Some(at)) => {
                self.source.short.truncate(at);
                self.source.hidden.continue_docs(&line);
                true
            }
            (Ok(line), None) => {
                self.source.hidden.push(Content::Docs, &line);
                self.source.short.push_str("[doc = \"");
                self.source.short.push(FILLER);
                self.source.short.push_str("\"]");
                true
            }
            // No pass changes other attributes.
            (Err(tokens), _) => {
                let hide = match is_declaration(&tokens) {
                    true => Hide::Strings,
                    false => Hide::Nothing,
                };
                let tokens = tokens.into_iter().collect();
                self.add_group(Group::new(Delimiter::Bracket, tokens), hide, None);
                false
            }
        }
    }

    /// Adds an identifier before the token `next`.
    fn add_name(
        &mut self,
        name: &Ident,
        next: Option<&TokenTree>,
        hide: Hide,
        place: &mut Option<Place>,
    ) {
        let at = self.source.short.len();
        // Writing to memory does not fail.
        let _ = write!(self.source.short, "{name}");
        let name = self.source.short.get(at..).unwrap_or_default();
        if let Some(place) = place {
            self.names.add(name, next, place);
        }
        self.is_after_type = name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_macro = matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == '!');
        match hide == Hide::StringsAndNames && !is_macro {
            true => self.hide_name(at),
            false => self.show(at),
        }
        self.source.short.push(' ');
    }

    /// Hides the name that starts `at`, unless the printer knows it.
    fn hide_name(&mut self, at: usize) {
        let name = self.source.short.get(at..).unwrap_or_default();
        if name.len() < MIN_NAME || is_known(name) {
            return self.show(at);
        }
        let length = name.len();
        let is_upper = name.starts_with(|c: char| c.is_ascii_uppercase());
        self.source.hidden.push(Content::Name, name);
        self.source.short.truncate(at);
        self.source.short.push(if is_upper { 'A' } else { 'a' });
        self.source.short.push(MARK);
        let length = Content::Name.placeholder(length, Form::Short);
        let rest = std::iter::repeat_n('a', length - MIN_NAME);
        self.source.short.extend(rest);
    }

    fn add_literal(&mut self, literal: &Literal, hide: Hide) {
        let at = self.source.short.len();
        // Writing to memory does not fail.
        let _ = write!(self.source.short, "{literal}");
        let written = self.source.short.get(at..).unwrap_or_default();
        match split_string(written).filter(|_| hide != Hide::Nothing) {
            Some((opening, content, closing)) => {
                let (length, end) = (content.len(), at + opening.len());
                self.source.hidden.push(Content::String, content);
                let closing = closing.to_owned();
                self.source.short.truncate(end);
                let length = Content::String.placeholder(length, Form::Short);
                self.source
                    .short
                    .extend(std::iter::repeat_n(FILLER, length));
                self.source.short.push_str(&closing);
            }
            None => self.show(at),
        }
        self.source.short.push(' ');
    }

    /// Notes the characters of placeholders in the text after `at`, which is not hidden.
    fn show(&mut self, at: usize) {
        let shown = self.source.short.get(at..).unwrap_or_default();
        for c in shown.chars().filter(|c| matches!(*c, FILLER | MARK)) {
            self.source
                .hidden
                .push(Content::Character, c.encode_utf8(&mut [0; 4]));
        }
    }
}
