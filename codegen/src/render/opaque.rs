//! Literals whose content could be mistaken for code by a pass over printed lines: the passes see a
//! placeholder of the same length, and the content is restored after them.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

/// The character of placeholders. Emitted literals have it escaped, and documentation has no
/// control characters.
const FILLER: char = '\u{1}';

/// The hidden contents, in the order of the file.
#[derive(Default)]
pub(super) struct Hidden(VecDeque<String>);

/// Replaces the content of every string in `tokens` that is more than plain text.
pub(super) fn hide(tokens: TokenStream) -> (TokenStream, Hidden) {
    let mut hidden = Hidden::default();
    let tokens = hidden.hide(tokens);
    (tokens, hidden)
}

impl Hidden {
    fn hide(&mut self, tokens: TokenStream) -> TokenStream {
        let mut in_attribute = false;
        let hidden = tokens.into_iter().map(|token| match token {
            TokenTree::Group(group) => {
                // No pass changes documentation and lints.
                let is_attribute = in_attribute && group.delimiter() == Delimiter::Bracket;
                in_attribute = false;
                if is_attribute && !is_declaration(&group) {
                    return TokenTree::Group(group);
                }
                TokenTree::Group(Group::new(group.delimiter(), self.hide(group.stream())))
            }
            TokenTree::Literal(literal) => TokenTree::Literal(self.hide_literal(literal)),
            TokenTree::Punct(punct) => {
                in_attribute = punct.as_char() == '#' || in_attribute && punct.as_char() == '!';
                TokenTree::Punct(punct)
            }
            other => other,
        });
        hidden.collect()
    }

    fn hide_literal(&mut self, literal: Literal) -> Literal {
        let text = literal.to_string();
        let Some((start, content, end)) = split(&text) else {
            return literal;
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./: ".contains(c);
        if content.is_empty() || content.chars().all(is_plain) {
            return literal;
        }
        let filler: String = std::iter::repeat_n(FILLER, content.len()).collect();
        match format!("{start}{filler}{end}").parse() {
            Ok(stand_in) => {
                self.0.push_back(content.to_owned());
                stand_in
            }
            Err(_) => literal,
        }
    }

    /// Adds the printed text with the contents in their places to `text`.
    pub(super) fn restore(mut self, printed: &str, text: &mut String) {
        let mut rest = printed;
        while let Some(at) = rest.find(FILLER) {
            let (before, after) = rest.split_at(at);
            let end = after.find(|c| c != FILLER).unwrap_or(after.len());
            let (filler, after) = after.split_at(end);
            text.push_str(before);
            match self.0.pop_front() {
                Some(content) => text.push_str(&content),
                None => text.push_str(filler),
            }
            rest = after;
        }
        text.push_str(rest);
    }
}

/// Whether an attribute is part of the declaration of an error, which has strings of the model.
fn is_declaration(attribute: &Group) -> bool {
    let name = attribute.stream().into_iter().next();
    matches!(name, Some(TokenTree::Ident(name)) if name == "error")
}

/// A string literal's opening, content and closing.
fn split(literal: &str) -> Option<(&str, &str, &str)> {
    let start = literal.find('"')? + 1;
    let end = literal.rfind('"').filter(|end| *end >= start)?;
    let opening = literal.get(..start)?;
    let is_string = opening.chars().all(|c| matches!(c, 'b' | 'r' | '#' | '"'));
    is_string.then_some((opening, literal.get(start..end)?, literal.get(end..)?))
}
