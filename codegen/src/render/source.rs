//! The source text of emitted tokens, without contents that affect the layout only by their lengths, and
//! that passes over printed lines could mistake for code: strings, documentation and names. In their
//! places are placeholders until the code is printed.

use std::fmt::Write;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenTree};

use crate::emit::{Names, Place, into_parts};

use super::hidden::{Content, FILLER, Form, Hidden, MARK, MIN_NAME};

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
            depth: usize::from(is_in_body),
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
    /// The number of braces around the current token.
    depth: usize,
}

/// The start of an attribute.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Start {
    #[default]
    None,
    Outer,
    Inner,
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
        let mut is_after_type = false;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let before = std::mem::take(&mut start);
            let was_after_type = std::mem::take(&mut is_after_type);
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
                    self.add_punct(&punct, &mut place);
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
                        self.source.has_literal |= is_block && was_after_type && self.depth > 0;
                        self.depth += usize::from(is_block);
                        self.add_group(group, hide, inside);
                        self.depth -= usize::from(is_block);
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
                    is_after_type = self.add_name(&name, tokens.peek(), hide, &mut place);
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
    }

    fn add_punct(&mut self, punct: &Punct, place: &mut Option<Place>) {
        if let Some(place) = place {
            self.names.pass(punct.as_char(), place);
        }
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

    /// Adds an identifier before the token `next`. Returns whether it may be that of a type.
    fn add_name(
        &mut self,
        name: &Ident,
        next: Option<&TokenTree>,
        hide: Hide,
        place: &mut Option<Place>,
    ) -> bool {
        let at = self.source.short.len();
        // Writing to memory does not fail.
        let _ = write!(self.source.short, "{name}");
        let name = self.source.short.get(at..).unwrap_or_default();
        if let Some(place) = place {
            self.names.add(name, next, place);
        }
        let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_macro = matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == '!');
        match hide == Hide::StringsAndNames && !is_macro {
            true => self.hide_name(at),
            false => self.show(at),
        }
        self.source.short.push(' ');
        is_type
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
        match split(written).filter(|_| hide != Hide::Nothing) {
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

/// The text of a documentation attribute that is printed as a line; the tokens of any other attribute.
fn doc_line(attribute: Group, start: Start) -> Result<String, Vec<TokenTree>> {
    let (_, tokens) = into_parts(attribute);
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    match doc_text(&tokens) {
        // The printer writes these as block comments or attributes.
        Some(text) if text.contains('\n') || (start == Start::Outer && text.starts_with('/')) => {
            Err(tokens)
        }
        Some(text) => Ok(text),
        None => Err(tokens),
    }
}

fn doc_text(tokens: &[TokenTree]) -> Option<String> {
    let [
        TokenTree::Ident(name),
        TokenTree::Punct(_),
        TokenTree::Literal(literal),
    ] = tokens
    else {
        return None;
    };
    if *name != "doc" {
        return None;
    }
    let written = literal.to_string();
    let (opening, content, _) = split(&written)?;
    let is_verbatim = opening.contains('r') || !content.contains('\\');
    let mut text = match is_verbatim {
        true => content.to_owned(),
        false => match syn::Lit::new(literal.clone()) {
            syn::Lit::Str(string) => string.value(),
            _ => return None,
        },
    };
    text.truncate(text.trim_end_matches(' ').len());
    Some(text)
}

/// Whether an attribute is part of the declaration of an error, which has strings of the model.
fn is_declaration(attribute: &[TokenTree]) -> bool {
    matches!(attribute.first(), Some(TokenTree::Ident(name)) if name == "error")
}

/// Whether the printer or a pass over lines treats a name unlike others: keywords, which are no names,
/// and `Some`.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "Self"
            | "Some"
            | "abstract"
            | "async"
            | "auto"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "default"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "for"
            | "gen"
            | "impl"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "raw"
            | "ref"
            | "return"
            | "safe"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "union"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    ) || name.starts_with("r#")
}

/// A string literal's opening, content and closing.
fn split(literal: &str) -> Option<(&str, &str, &str)> {
    let start = literal.find('"')? + 1;
    let end = literal.rfind('"').filter(|end| *end >= start)?;
    let opening = literal.get(..start)?;
    let is_string = opening.chars().all(|c| matches!(c, 'b' | 'r' | '#' | '"'));
    is_string.then_some((opening, literal.get(start..end)?, literal.get(end..)?))
}
