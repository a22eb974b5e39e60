//! Paths in the tokens of a macro call, which may be invalid Rust.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;

/// All paths of at least two segments, and single names in the case of types. A group, `a::{b, c}`,
/// gives one path for each of its members.
pub(crate) fn paths(tokens: TokenStream) -> Vec<(Vec<String>, Span)> {
    let mut paths = Vec::new();
    scan(tokens, &[], &mut paths);
    paths
}

/// Adds the paths in `tokens`, each with `prefix`, which is empty outside of a group.
fn scan(tokens: TokenStream, prefix: &[String], paths: &mut Vec<(Vec<String>, Span)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) if begins_path(&tokens, at) => {
                let mut path = prefix.to_vec();
                path.push(ident.unraw().to_string());
                at += 1;
                while is_colons(&tokens, at) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(ident)) => path.push(ident.unraw().to_string()),
                        _ => break,
                    }
                    at += 3;
                }
                if let (true, Some(TokenTree::Group(group))) =
                    (is_colons(&tokens, at), tokens.get(at + 2))
                    && group.delimiter() == Delimiter::Brace
                {
                    scan(group.stream(), &path, paths);
                    at += 3;
                } else if path.len() > 1 || path.iter().any(|name| is_type_name(name)) {
                    paths.push((path, ident.span()));
                }
            }
            TokenTree::Group(group) => {
                scan(group.stream(), &[], paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether an identifier begins a path of this crate. Fields, methods, lifetimes, variables of a
/// macro except `$crate`, and later segments of a path do not.
fn begins_path(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let Some(TokenTree::Punct(before)) = before else {
        return true;
    };
    match before.as_char() {
        '.' => at > 1 && is_punct(tokens.get(at - 2), '.'),
        '$' => matches!(&tokens[at], TokenTree::Ident(ident) if ident == "crate"),
        ':' => !(at > 1 && is_colons(tokens, at - 2)),
        '\'' => false,
        _ => true,
    }
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn is_punct(token: Option<&TokenTree>, punct: char) -> bool {
    matches!(token, Some(TokenTree::Punct(token)) if token.as_char() == punct)
}
