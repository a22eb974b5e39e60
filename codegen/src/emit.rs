//! The files of a crate, and the emitter of each. Emitters make no decisions and have no errors.

mod blocking;
mod builder;
mod client;
mod credentials;
mod debug;
mod deserialize;
mod endpoint;
mod enumeration;
mod error;
mod error_shape;
mod examples;
mod files;
mod fixed;
#[cfg(test)]
mod fixed_tests;
mod imports;
mod items;
mod literal;
mod manifest;
mod operation;
mod paginator;
mod protocol;
mod protocol_tests;
mod root;
mod serialize;
mod server;
mod structure;
mod testing;
mod ty;
mod types;
mod union;
mod validation;
mod waiter;

pub(crate) use files::files;
pub(crate) use fixed::fixed_names;
pub(crate) use imports::{Names, Place};
pub(crate) use items::Items;

use std::sync::LazyLock;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::ir::{Deprecated, Field, Operation, Sdk, Type};
use crate::markdown::{escape_hidden, is_hidden, wrap_paragraph};
use crate::settings::Settings;

/// A file of the generated crate. It is emitted when it is rendered, so that files can be emitted in
/// parallel: tokens cannot be sent to another thread.
pub(crate) struct File<'a> {
    pub(crate) path: String,
    emit: Box<dyn Fn() -> Emitted<'a> + Send + Sync + 'a>,
}

impl<'a> File<'a> {
    pub(crate) fn emit(&self) -> Emitted<'a> {
        (self.emit)()
    }
}

/// The contents of a file.
pub(crate) enum Emitted<'a> {
    Rust(TokenStream),
    /// Rust that is emitted item by item.
    Items(Items<'a>),
    Toml(String),
    Markdown(String),
}

impl<'a> Emitted<'a> {
    /// The file with a change of its tokens, if it has any.
    pub(crate) fn changed(self, change: impl Fn(TokenStream) -> TokenStream + 'a) -> Self {
        match self {
            Emitted::Rust(tokens) => Emitted::Rust(change(tokens)),
            Emitted::Items(items) => Emitted::Items(items.changed(change)),
            text @ (Emitted::Toml(_) | Emitted::Markdown(_)) => text,
        }
    }
}

/// A text that is computed when a file needs it, while other files are emitted.
pub(crate) type Lazy<'a> = LazyLock<String, Box<dyn FnOnce() -> String + Send + 'a>>;

/// The inputs that the IR does not have: those of the manifest, the readme and the crate's root.
pub(crate) struct Manifest<'a> {
    pub(crate) model_sha256: Lazy<'a>,
    pub(crate) fingerprint: Lazy<'a>,
    /// Overrides the source of the runtime in the settings.
    pub(crate) project_path: Option<&'a str>,
    pub(crate) model_path: &'a str,
    pub(crate) settings: &'a Settings,
    /// Whether a module is generated, which has no crate attributes.
    pub(crate) is_module: bool,
}

/// An identifier, raw if `name` has the prefix `r#`.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The delimiter and the tokens of a group. Dropping the group here leaves no other owner of the tokens,
/// so that they are iterated without a copy.
pub(crate) fn into_parts(group: Group) -> (Delimiter, TokenStream) {
    (group.delimiter(), group.stream())
}

/// The types of an operation that emitted code names.
struct OperationTypes {
    input: Ident,
    output: Ident,
    error: Ident,
}

fn operation_types(sdk: &Sdk, operation: &Operation) -> OperationTypes {
    OperationTypes {
        input: ident(&sdk.input(operation).ident),
        output: ident(&sdk.output(operation).ident),
        error: ident(&operation.error),
    }
}

/// The variable for a field, which is its name unless that is among `taken`.
fn variable(field: &Field, taken: &[&str]) -> Ident {
    // The entries of a flattened map are read into variables of these names.
    let is_entry = matches!(&field.ty, Type::Map(map) if map.flattened)
        && matches!(field.ident.as_str(), "key" | "value");
    match is_entry || taken.contains(&field.ident.as_str()) {
        true => ident(&field.variable),
        false => ident(&field.ident),
    }
}

/// `name`, or `_name` for an unused parameter.
fn unused_if(unused: bool, name: &str) -> Ident {
    match unused {
        true => ident(&format!("_{name}")),
        false => ident(name),
    }
}

/// The indefinite article for a name.
fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    }
}

/// Documentation of an item, line by line.
fn doc_lines(lines: impl IntoIterator<Item = impl AsRef<str>>) -> TokenStream {
    let lines = lines.into_iter().map(|line| doc_line(line.as_ref()));
    quote! { #(#[doc = #lines])* }
}

/// The literal of a line of documentation.
fn doc_line(line: &str) -> Literal {
    let has_escapes = |byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\');
    match line {
        "" => Literal::string(""),
        // Parsing is faster than searching for what needs an escape character by character.
        line if !line.bytes().any(has_escapes) => {
            let parsed = format!("\" {line}\"").parse();
            parsed.unwrap_or_else(|_| Literal::string(&format!(" {line}")))
        }
        line => Literal::string(&format!(" {}", escape_hidden(line))),
    }
}

/// A paragraph of documentation.
fn doc(paragraph: &str) -> TokenStream {
    doc_lines(wrap_paragraph(paragraph))
}

/// A paragraph of documentation of the enclosing module.
fn inner_doc(paragraph: &str) -> TokenStream {
    let lines = wrap_paragraph(paragraph).into_iter();
    let lines = lines.map(|line| doc_line(&line));
    quote! { #(#![doc = #lines])* }
}

/// Documentation from the model, or `fallback` if the model has none.
fn docs_or(lines: &[String], fallback: &str) -> TokenStream {
    match lines {
        [] => doc(fallback),
        lines => doc_lines(lines),
    }
}

/// A raw string, which keeps line breaks and backslashes unescaped, unless it has to escape others.
fn raw_string(text: &str) -> TokenStream {
    if text.chars().any(|c| c != '\n' && is_hidden(c)) {
        return quote! { #text };
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let raw: Result<TokenStream, _> = format!("r{hashes}\"{text}\"{hashes}").parse();
    raw.unwrap_or_else(|_| quote! { #text })
}

/// The attributes of a test that is expected to fail: the test run fails once it passes.
fn must_fail(reason: Option<&str>) -> TokenStream {
    let Some(reason) = reason else {
        return quote! {};
    };
    let reason = format!("Expected to fail: {reason}.");
    let docs = doc_lines(["", reason.as_str()]);
    quote! { #docs #[should_panic] }
}

fn deprecated_attr(deprecated: Option<&Deprecated>) -> TokenStream {
    let Some(Deprecated { since, note }) = deprecated else {
        return quote! {};
    };
    let since = since.as_ref().map(|since| format!("since {since}"));
    let parts: Vec<&str> = since.iter().chain(note).map(String::as_str).collect();
    match parts.join(": ") {
        note if note.is_empty() => quote! { #[deprecated] },
        note => quote! { #[deprecated(note = #note)] },
    }
}

/// Allows a method to have the name of a method of a standard trait, such as `add`.
fn allow_std_name(is_like_one: bool) -> Option<TokenStream> {
    is_like_one.then(|| quote! { #[allow(clippy::should_implement_trait)] })
}

/// Allows emitted code to use its own deprecated fields.
fn allow_deprecated<'a>(fields: impl IntoIterator<Item = &'a Field>) -> TokenStream {
    match fields.into_iter().any(|field| field.deprecated.is_some()) {
        true => quote! { #[allow(deprecated)] },
        false => quote! {},
    }
}
