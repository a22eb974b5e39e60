//! Blocks of code one by one: items, and the members of an `impl`. SDKs have many that differ in nothing
//! but names and texts, which affect the layout only by their lengths, or not at all if all lines are
//! short. Such blocks are parsed and printed once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::emit::{Names, into_parts};

use super::hidden::{Form, Lines};
use super::source::{Hide, Source};

/// The maximum width of lines whose layout does not depend on the lengths of names and texts. It is less
/// than the printer's, because passes over lines correct what is near it.
const SHORT_WIDTH: usize = 80;

/// The maximum size in bytes of a source that is kept: larger ones are not repeated.
const MAX_SOURCE: usize = 1 << 14;

/// The printed blocks of a crate. Its files are rendered in parallel.
#[derive(Default)]
pub(crate) struct Blocks {
    items: Printed,
    heads: Printed,
    members: Printed,
}

/// Printed blocks, by their source with placeholders.
#[derive(Default)]
struct Printed {
    /// With short placeholders. `None` for a source that occurred once: most are never repeated.
    short: Mutex<HashMap<String, Option<Arc<Block>>>>,
    /// With placeholders that are as long as their contents.
    exact: Mutex<HashMap<String, Arc<Block>>>,
}

/// A printed block, with placeholders for names and texts.
struct Block {
    text: String,
    lines: Lines,
    spacing: Spacing,
}

/// What blank lines between the members of an `impl` depend on.
#[derive(Clone, Copy, Default)]
struct Spacing {
    /// Whether a blank line follows every member but the last.
    is_followed_by_blank: bool,
    is_type: bool,
    /// Whether a blank line separates the member from types before it.
    is_method: bool,
}

impl Blocks {
    /// Adds the text of items, and the names in them.
    pub(super) fn render(
        &self,
        items: impl IntoIterator<Item = Item>,
        names: &mut Names,
        text: &mut String,
    ) -> Result<(), syn::Error> {
        for item in items {
            if !text.is_empty() {
                text.push('\n');
            }
            match item {
                Item::Whole(tokens) => {
                    self.items.render(tokens, names, print_item, text)?;
                }
                Item::Impl { head, members } => {
                    self.heads.render(head, names, print_head, text)?;
                    let mut previous = Spacing::default();
                    for member in members {
                        let at = text.len();
                        let spacing = self.members.render(member, names, print_member, text)?;
                        if previous.is_followed_by_blank || (previous.is_type && spacing.is_method)
                        {
                            text.insert(at, '\n');
                        }
                        previous = spacing;
                    }
                    text.push_str("}\n");
                }
            }
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        let all = [&self.items, &self.heads, &self.members];
        all.into_iter()
            .map(|it| lock(&it.short).len() + lock(&it.exact).len())
            .sum()
    }
}

/// The function that prints a kind of blocks.
type Print = fn(&str) -> Result<String, syn::Error>;

impl Printed {
    fn render(
        &self,
        tokens: TokenStream,
        names: &mut Names,
        print: Print,
        text: &mut String,
    ) -> Result<Spacing, syn::Error> {
        let source = Source::of(tokens, Hide::StringsAndNames, names);
        let mut is_repeated = source.short.len() <= MAX_SOURCE;
        if is_repeated && !source.has_literal {
            let short = self.short(&source, print)?;
            is_repeated = short.is_some();
            // Where all lines are short, nothing is broken because of its width.
            if let Some(block) = short.filter(|it| source.hidden.fit(&it.lines, SHORT_WIDTH)) {
                source.hidden.restore(&block.text, Form::Short, text);
                return Ok(block.spacing);
            }
        }
        let block = match is_repeated {
            true => self.exact(&source, print)?,
            false => Arc::new(Block::print(&source.exact(), &source, print)?),
        };
        source.hidden.restore(&block.text, Form::Exact, text);
        Ok(block.spacing)
    }

    /// The block with short placeholders, or `None` if its source occurs for the first time.
    fn short(&self, source: &Source, print: Print) -> Result<Option<Arc<Block>>, syn::Error> {
        let mut known = lock(&self.short);
        match known.get(&source.short) {
            Some(Some(block)) => return Ok(Some(Arc::clone(block))),
            Some(None) => drop(known),
            None => {
                known.insert(source.short.clone(), None);
                return Ok(None);
            }
        }
        let block = Arc::new(Block::print(&source.short, source, print)?);
        lock(&self.short).insert(source.short.clone(), Some(Arc::clone(&block)));
        Ok(Some(block))
    }

    fn exact(&self, source: &Source, print: Print) -> Result<Arc<Block>, syn::Error> {
        let exact = source.exact();
        let known = lock(&self.exact).get(&exact).cloned();
        if let Some(block) = known {
            return Ok(block);
        }
        let block = Arc::new(Block::print(&exact, source, print)?);
        lock(&self.exact).insert(exact, Arc::clone(&block));
        Ok(block)
    }
}

impl Block {
    fn print(text: &str, source: &Source, print: Print) -> Result<Self, syn::Error> {
        let text = print(text)?;
        Ok(Self {
            lines: source.hidden.measure(&text),
            spacing: spacing(&text),
            text,
        })
    }
}

fn lock<T>(printed: &Mutex<T>) -> MutexGuard<'_, T> {
    printed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An item of a file.
pub(super) enum Item {
    Whole(TokenStream),
    /// An `impl` with members.
    Impl {
        head: TokenStream,
        members: Vec<TokenStream>,
    },
}

/// Items, none of which are imports or modules of other files.
pub(super) fn split_items(tokens: TokenStream) -> impl Iterator<Item = Item> {
    split(tokens).into_iter().map(as_item)
}

/// The attributes, modules and imports of a file, and its other items, if those follow.
pub(super) fn split_file(tokens: TokenStream) -> (TokenStream, Vec<Item>) {
    let is_head = |part: &Part| match part.start.as_deref() {
        Some("use" | "#!") => true,
        Some("mod") => !part.tokens.last().is_some_and(is_body),
        _ => false,
    };
    let parts = split(tokens);
    // Private imports are sorted to the start.
    let is_fixed = |part: &&Part| part.is_public || part.start.as_deref() != Some("use");
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

/// An item, a member of an `impl`, or an attribute of a file.
#[derive(Default)]
struct Part {
    /// The keyword or name after the attributes and visibility, or `#!`.
    start: Option<String>,
    is_public: bool,
    tokens: Vec<TokenTree>,
}

fn as_item(part: Part) -> Item {
    let Part {
        start, mut tokens, ..
    } = part;
    if start.as_deref() == Some("impl")
        && let Some(TokenTree::Group(body)) = tokens.pop_if(|last| is_body(last))
    {
        let (_, members) = into_parts(body);
        let members = split(members).into_iter();
        let members: Vec<_> = members
            .map(|it| TokenStream::from_iter(it.tokens))
            .collect();
        if !members.is_empty() {
            let head = tokens.into_iter().collect();
            return Item::Impl { head, members };
        }
        tokens.push(Group::new(Delimiter::Brace, TokenStream::new()).into());
    }
    Item::Whole(tokens.into_iter().collect())
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
                    part.start = Some("#!".to_owned());
                }
                is_inner
            }
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(name) => {
                if *name == "fn" {
                    ends_in_semicolon = false;
                } else if part.start.is_none() && *name == "pub" {
                    part.is_public = true;
                } else if part.start.is_none() {
                    let name = name.to_string();
                    ends_in_semicolon =
                        matches!(name.as_str(), "const" | "static" | "type" | "use");
                    part.start = Some(name);
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

fn print_item(source: &str) -> Result<String, syn::Error> {
    let file: syn::File = syn::parse_str(source)?;
    Ok(file.items.into_iter().map(super::render_item).collect())
}

/// The line or lines before the members of an `impl`.
fn print_head(source: &str) -> Result<String, syn::Error> {
    const MEMBER: &str = "    fn f() {}\n}\n";
    let printed = print_item(&format!("{source} {{ fn f() {{}} }}"))?;
    let head = printed.strip_suffix(MEMBER).ok_or_else(unexpected)?;
    Ok(head.to_owned())
}

fn print_member(source: &str) -> Result<String, syn::Error> {
    let printed = print_item(&format!("impl X {{ {source} }}"))?;
    let lines = printed.strip_prefix("impl X {\n");
    let lines = lines.and_then(|lines| lines.strip_suffix("}\n"));
    Ok(lines.ok_or_else(unexpected)?.to_owned())
}

fn unexpected() -> syn::Error {
    syn::Error::new(
        Span::call_site(),
        "an `impl` was printed in an unexpected form",
    )
}

fn spacing(member: &str) -> Spacing {
    let starts = |starts: &[&str]| {
        let mut lines = member.lines();
        lines.any(|line| starts.iter().any(|start| line.starts_with(start)))
    };
    let last = member.lines().next_back().unwrap_or_default();
    let is_constant = starts(&["    const ", "    pub(crate) const "]);
    Spacing {
        is_followed_by_blank: last == "    }" || (is_constant && last.ends_with(';')),
        is_type: last.starts_with("    type "),
        is_method: super::starts_method(member),
    }
}
