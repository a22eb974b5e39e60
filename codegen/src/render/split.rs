//! Splits tokens into blocks: the items of a file, the members of an `impl`, the statements of a function.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::emit::into_parts;

/// The tokens of a block.
pub(super) type Tokens = Vec<TokenTree>;

/// An item of a file.
pub(super) enum Item {
    Whole(Tokens),
    Function(Function),
    /// An `impl` with members.
    Impl {
        head: Tokens,
        members: Vec<Member>,
    },
}

/// A member of an `impl`.
pub(super) enum Member {
    Whole(Tokens),
    Function(Function),
}

/// A function with several statements.
pub(super) struct Function {
    pub(super) head: Tokens,
    /// Each is one or more statements.
    pub(super) statements: Vec<Tokens>,
    /// The value, or the last statements.
    pub(super) tail: Tokens,
}

/// Items, none of which are imports or modules of other files.
pub(super) fn split_items(tokens: TokenStream) -> impl Iterator<Item = Item> {
    split(tokens).into_iter().map(as_item)
}

/// The attributes, modules and imports of a file, and its other items, if those follow.
pub(super) fn split_file(tokens: TokenStream) -> (TokenStream, Vec<Item>) {
    let is_head = |part: &Part| match part.start {
        Some("use" | "#!") => true,
        Some("mod") => !part.tokens.last().is_some_and(is_body),
        _ => false,
    };
    let parts = split(tokens);
    // Private imports are sorted to the start.
    let is_fixed = |part: &&Part| part.is_public || part.start != Some("use");
    let is_in_order = parts
        .iter()
        .filter(is_fixed)
        .map(is_head)
        .is_sorted_by(|a, b| a >= b);
    let (head, items): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .partition(|part| is_head(part) || !is_in_order);
    let head = head.into_iter().flat_map(|part| part.tokens).collect();
    (head, items.into_iter().map(as_item).collect())
}

/// The keywords that matter at the start of a part, besides `fn`.
const STARTS: [&str; 6] = ["const", "impl", "mod", "static", "type", "use"];

/// An item, a member of an `impl`, or an attribute of a file.
#[derive(Default)]
struct Part {
    /// The keyword after the attributes and visibility, `#!`, or an empty text for others.
    start: Option<&'static str>,
    is_public: bool,
    tokens: Tokens,
}

fn as_item(part: Part) -> Item {
    match part.start {
        Some("impl") => as_impl(part.tokens),
        Some("fn") => match as_function(part.tokens) {
            Ok(function) => Item::Function(function),
            Err(tokens) => Item::Whole(tokens),
        },
        _ => Item::Whole(part.tokens),
    }
}

fn as_impl(mut tokens: Tokens) -> Item {
    if let Some(TokenTree::Group(body)) = tokens.pop_if(|last| is_body(last)) {
        let (_, members) = into_parts(body);
        let members: Vec<_> = split(members).into_iter().map(as_member).collect();
        if !members.is_empty() {
            return Item::Impl {
                head: tokens,
                members,
            };
        }
        tokens.push(Group::new(Delimiter::Brace, TokenStream::new()).into());
    }
    Item::Whole(tokens)
}

fn as_member(part: Part) -> Member {
    if part.start != Some("fn") {
        return Member::Whole(part.tokens);
    }
    match as_function(part.tokens) {
        Ok(function) => Member::Function(function),
        Err(tokens) => Member::Whole(tokens),
    }
}

/// A function with several statements; the tokens of any other.
fn as_function(mut tokens: Tokens) -> Result<Function, Tokens> {
    let Some(TokenTree::Group(body)) = tokens.pop_if(|last| is_body(last)) else {
        return Err(tokens);
    };
    let (_, body) = into_parts(body);
    let mut statements = split_statements(body);
    match statements.pop() {
        Some(tail) if !statements.is_empty() => Ok(Function {
            head: tokens,
            statements,
            tail,
        }),
        only => {
            let body = only.unwrap_or_default().into_iter().collect();
            tokens.push(Group::new(Delimiter::Brace, body).into());
            Err(tokens)
        }
    }
}

/// Splits the body of a function where a statement certainly ends.
fn split_statements(body: TokenStream) -> Vec<Tokens> {
    let mut statements = Vec::new();
    let mut statement = Vec::new();
    let mut start: Option<Ident> = None;
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_end = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(name) => {
                start.get_or_insert_with(|| name.clone());
                false
            }
            // What starts with punctuation could continue an expression, and braces before `in` are those
            // of a pattern.
            TokenTree::Group(_) => {
                let is_block = start.as_ref().is_some_and(starts_block) && is_body(&token);
                let next = tokens.peek();
                is_block
                    && matches!(next, Some(TokenTree::Ident(next)) if *next != "else" && *next != "in")
            }
            TokenTree::Literal(_) => false,
        };
        statement.push(token);
        if is_end {
            statements.push(std::mem::take(&mut statement));
            start = None;
        }
    }
    if !statement.is_empty() {
        statements.push(statement);
    }
    statements
}

/// Whether a statement that starts with the keyword ends in a block, without a semicolon.
fn starts_block(start: &Ident) -> bool {
    ["for", "if", "loop", "match", "while"]
        .iter()
        .any(|keyword| start == keyword)
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Splits the tokens of a file, or of the members of an `impl`.
fn split(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut ends_in_semicolon = false;
    for token in tokens {
        let is_end = match &token {
            TokenTree::Group(_) if is_body(&token) => !ends_in_semicolon,
            TokenTree::Group(_) => {
                let is_inner = matches!(part.tokens.as_slice(),
                    [TokenTree::Punct(_), TokenTree::Punct(mark)] if mark.as_char() == '!');
                if is_inner {
                    part.start = Some("#!");
                }
                is_inner
            }
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(name) => {
                if *name == "fn" {
                    ends_in_semicolon = false;
                    part.start = Some("fn");
                } else if part.start.is_none() && *name == "pub" {
                    part.is_public = true;
                } else if part.start.is_none() {
                    let start = STARTS.into_iter().find(|start| name == start);
                    let is_value = |start| matches!(start, "const" | "static" | "type" | "use");
                    ends_in_semicolon = start.is_some_and(is_value);
                    part.start = start.or(Some(""));
                }
                false
            }
            TokenTree::Literal(_) => false,
        };
        part.tokens.push(token);
        if is_end {
            parts.push(std::mem::take(&mut part));
            ends_in_semicolon = false;
        }
    }
    if !part.tokens.is_empty() {
        parts.push(part);
    }
    parts
}
