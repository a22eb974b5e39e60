//! Renders tokens as the text of a file: parsed, printed, and with blank lines between items.

mod agree;
mod attributes;
mod blocks;
mod chains;
mod frame;
mod hidden;
mod known;
mod literals;
mod macros;
mod source;
mod split;

use std::collections::BTreeMap;
use std::convert::Infallible;

use proc_macro2::TokenStream;

use crate::emit::{Items, Names};
use hidden::Form;
use source::{Hide, Source};

pub(crate) use blocks::Blocks;

/// The text of a Rust file under `header`.
///
/// # Errors
///
/// The tokens are not valid Rust: a defect of an emitter, not of the model.
pub(crate) fn render_file(
    header: &str,
    tokens: TokenStream,
    blocks: &Blocks,
) -> Result<String, syn::Error> {
    let (head, items) = split::split_file(tokens);
    let mut body = String::new();
    blocks.render(items, &mut Names::default(), &mut body)?;
    with_head(header, head, &body)
}

/// The text of a Rust file under `header` whose items are rendered one by one.
///
/// # Errors
///
/// Those of [`render_file`].
pub(crate) fn render_items(
    header: &str,
    items: Items<'_>,
    blocks: &Blocks,
) -> Result<String, syn::Error> {
    let mut body = String::new();
    let head =
        items.render(|items, names| blocks.render(split::split_items(items), names, &mut body))?;
    with_head(header, head, &body)
}

/// The text of a Rust file under `header` that is parsed and printed as a whole. It is the same as that
/// of [`render_file`], which takes less time.
///
/// # Errors
///
/// Those of [`render_file`].
pub(crate) fn render_whole(header: &str, tokens: TokenStream) -> Result<String, syn::Error> {
    let mut text = header.to_owned();
    render(tokens, &mut None, &mut text)?;
    Ok(text)
}

/// The tokens of a file whose items are emitted one by one.
pub(crate) fn into_tokens(items: Items<'_>) -> TokenStream {
    let mut body = TokenStream::new();
    let head = items.render(|item, names| {
        // Adds the names in it.
        let _ = Source::of(item.clone(), Hide::Nothing, false, names);
        body.extend(item);
        Ok::<(), Infallible>(())
    });
    let Ok(mut tokens) = head;
    tokens.extend(body);
    tokens
}

fn with_head(header: &str, head: TokenStream, body: &str) -> Result<String, syn::Error> {
    let mut text = header.to_owned();
    let mut last = None;
    render(head, &mut last, &mut text)?;
    if last.is_some() && !body.is_empty() {
        text.push('\n');
    }
    // All texts of a crate are kept until they are written.
    text.reserve_exact(body.len());
    text.push_str(body);
    text.shrink_to_fit();
    Ok(text)
}

/// Adds the text of tokens after an item of the kind `previous`.
fn render(
    tokens: TokenStream,
    previous: &mut Option<Kind>,
    text: &mut String,
) -> Result<(), syn::Error> {
    // Imports are sorted by their names.
    let source = Source::of(tokens, Hide::Strings, false, &mut Names::default());
    let file: syn::File = syn::parse_str(&source.exact())?;
    let mut rendered = String::new();
    if !file.attrs.is_empty() {
        rendered.push_str(&print(file.attrs, Vec::new()));
        rendered.push('\n');
    }
    let (uses, others): (Vec<syn::Item>, Vec<syn::Item>) =
        file.items.into_iter().partition(is_private_use);
    let modules = others
        .iter()
        .take_while(|item| matches!(Kind::of(item), Kind::Module | Kind::PublicModule))
        .count();
    let mut others = others.into_iter();
    for item in others.by_ref().take(modules) {
        let kind = Kind::of(&item);
        if previous.is_some_and(|previous| previous != kind) {
            rendered.push('\n');
        }
        rendered.push_str(&print(Vec::new(), vec![item]));
        *previous = Some(kind);
    }
    rendered.push_str(&render_uses(uses, previous));
    for item in others {
        let kind = Kind::of(&item);
        if previous.is_some_and(|previous| previous != kind || kind == Kind::Block) {
            rendered.push('\n');
        }
        rendered.push_str(&render_item(item));
        *previous = Some(kind);
    }
    source.hidden.restore(&rendered, Form::Exact, text)
}

fn render_item(item: syn::Item) -> String {
    let has_body = matches!(item, syn::Item::Impl(_) | syn::Item::Trait(_));
    let printed = match macros::print_items(&item) {
        Some(printed) => printed,
        None => print(Vec::new(), vec![item]),
    };
    let printed = literals::with_broken_literals(&printed);
    let printed = agree::with_rustfmt(&printed);
    let printed = chains::with_short_heads(printed);
    match has_body {
        true => space_methods(&printed),
        false => printed,
    }
}

fn is_private_use(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited))
}

/// Sorts `use` items as rustfmt does: the standard library, other crates, this crate.
fn render_uses(uses: Vec<syn::Item>, previous: &mut Option<Kind>) -> String {
    let mut groups: BTreeMap<Option<char>, Vec<(Vec<String>, syn::Item)>> = BTreeMap::new();
    for item in uses {
        let key = match &item {
            syn::Item::Use(item) => use_key(&item.tree),
            _ => Vec::new(),
        };
        let group = key.first().and_then(|rank| rank.chars().next());
        groups.entry(group).or_default().push((key, item));
    }
    let mut text = String::new();
    for mut group in groups.into_values() {
        if previous.is_some() {
            text.push('\n');
        }
        group.sort_by(|(a, _), (b, _)| a.cmp(b));
        let items = group.into_iter().map(|(_, item)| item).collect();
        text.push_str(&agree::with_rustfmt(&print(Vec::new(), items)));
        *previous = Some(Kind::Use);
    }
    text
}

/// The sort key of a `use` item: its group, then each segment; a list of names comes last.
fn use_key(tree: &syn::UseTree) -> Vec<String> {
    let mut key = Vec::new();
    let mut tree = tree;
    loop {
        let segment = match tree {
            syn::UseTree::Path(path) => path.ident.to_string(),
            syn::UseTree::Name(name) => name.ident.to_string(),
            syn::UseTree::Rename(rename) => rename.ident.to_string(),
            syn::UseTree::Glob(_) => "*".to_owned(),
            syn::UseTree::Group(_) => "{".to_owned(),
        };
        if key.is_empty() {
            key.push(use_group(&segment).to_owned());
        }
        key.push(segment);
        match tree {
            syn::UseTree::Path(path) => tree = &path.tree,
            _ => return key,
        }
    }
}

/// The group, and the order of the root within it.
fn use_group(root: &str) -> &'static str {
    match root {
        "std" => "1",
        "super" => "31",
        "crate" => "32",
        "builders" => "33",
        _ => "2",
    }
}

fn print(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

/// Items of the same kind are adjacent, without blank lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Use,
    PublicUse,
    Module,
    PublicModule,
    Block,
}

impl Kind {
    fn of(item: &syn::Item) -> Self {
        match item {
            syn::Item::Use(_) => Kind::PublicUse,
            syn::Item::Mod(item) if item.content.is_none() && is_plain(&item.attrs) => {
                match item.vis {
                    syn::Visibility::Inherited => Kind::Module,
                    _ => Kind::PublicModule,
                }
            }
            _ => Kind::Block,
        }
    }
}

/// Whether a module declaration is a single line: it has no documentation.
fn is_plain(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().all(|attr| attr.path().is_ident("cfg"))
}

/// Puts a blank line between the methods and constants of an `impl` or `trait`.
fn space_methods(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + 64);
    let mut after_method = false;
    let mut after_type = false;
    let mut in_constant = false;
    for line in printed.lines() {
        if (after_method && line != "}") || (after_type && starts_method(line)) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        in_constant |= ["    const ", "    pub(crate) const "]
            .iter()
            .any(|start| line.starts_with(start));
        let ends_constant = in_constant && line.ends_with(';');
        in_constant &= !ends_constant;
        after_method = ends_method(line) || ends_constant;
        after_type = line.starts_with("    type ");
    }
    text
}

/// Whether a line ends a method. It may be the only line of the method.
fn ends_method(line: &str) -> bool {
    let starts = ["    fn ", "    pub fn ", "    pub(crate) fn "];
    line == "    }" || (line.ends_with('}') && starts.iter().any(|start| line.starts_with(start)))
}

/// Whether a line starts a method or its attributes.
fn starts_method(line: &str) -> bool {
    let starts = ["    fn ", "    pub fn ", "    #[", "    ///"];
    starts.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests;
