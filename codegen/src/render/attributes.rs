//! What is hidden of attributes and of string literals.

use proc_macro2::{Group, TokenTree};

use crate::emit::into_parts;

/// The start of an attribute.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Start {
    #[default]
    None,
    Outer,
    Inner,
}

/// The text of a documentation attribute that is printed as a line; the tokens of any other attribute.
pub(super) fn doc_line(attribute: Group, start: Start) -> Result<String, Vec<TokenTree>> {
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
    let (opening, content, _) = split_string(&written)?;
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
pub(super) fn is_declaration(attribute: &[TokenTree]) -> bool {
    matches!(attribute.first(), Some(TokenTree::Ident(name)) if name == "error")
}

/// A string literal's opening, content and closing.
pub(super) fn split_string(literal: &str) -> Option<(&str, &str, &str)> {
    let start = literal.find('"')? + 1;
    let end = literal.rfind('"').filter(|end| *end >= start)?;
    let opening = literal.get(..start)?;
    let is_string = opening.chars().all(|c| matches!(c, 'b' | 'r' | '#' | '"'));
    is_string.then_some((opening, literal.get(start..end)?, literal.get(end..)?))
}
