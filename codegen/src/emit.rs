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

pub(crate) use items::Items;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Deprecated, Field, Operation, Role, Sdk, Type};
use crate::markdown::wrap_paragraph;
use crate::naming::bare;
use crate::scope::Fixed;
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

/// The inputs that the IR does not have: those of the manifest, the readme and the crate's root.
pub(crate) struct Manifest<'a> {
    pub(crate) model_sha256: &'a str,
    pub(crate) fingerprint: &'a str,
    /// Overrides the source of the runtime in the settings.
    pub(crate) project_path: Option<&'a str>,
    pub(crate) model_path: &'a str,
    pub(crate) settings: &'a Settings,
    /// Whether a module is generated, which has no crate attributes.
    pub(crate) is_module: bool,
}

/// The names that emitted code uses for every model. Each emitter declares its own.
pub(crate) fn fixed_names() -> Fixed {
    Fixed {
        types: [
            &imports::PRELUDE[..],
            &imports::RUNTIME,
            &builder::TYPES,
            &client::TYPES,
            &enumeration::TYPES,
            &error_shape::TYPES,
            &examples::TYPES,
            &operation::TYPES,
            &root::TYPES,
            &server::TYPES,
            &testing::TYPES,
        ]
        .concat(),
        members: [
            &structure::METHODS[..],
            &operation::METHODS,
            &builder::METHODS,
            &waiter::METHODS,
        ]
        .concat(),
        error_members: error_shape::MEMBERS.to_vec(),
        variants: vec![enumeration::UNKNOWN],
        union_methods: union::METHODS.to_vec(),
        error_variants: vec![error::UNHANDLED],
        error_methods: [&error::METHODS[..], &error::CALL_METHODS].concat(),
        client_methods: [&client::METHODS[..], &testing::METHODS, &STD_METHODS].concat(),
        operation_modules: operation::MODULES.to_vec(),
        type_modules: types::MODULES.to_vec(),
        error_modules: types::ERROR_MODULES.to_vec(),
        waiter_modules: waiter::MODULES.to_vec(),
        waiter_functions: waiter::FUNCTIONS.to_vec(),
        example_functions: examples::FUNCTIONS.to_vec(),
        protocol_test_functions: protocol_tests::FUNCTIONS.to_vec(),
    }
}

/// Methods of traits of the standard library: a client's method with such a name would be mistaken
/// for that of the trait, by readers or by the compiler.
const STD_METHODS: [&str; 32] = [
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_iter",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
    "try_into",
];

/// Every file with its path.
pub(crate) fn files<'a>(sdk: &'a Sdk, manifest: &'a Manifest<'a>) -> Vec<File<'a>> {
    let mut files = vec![
        toml("Cargo.toml", move || {
            manifest::emit_cargo_toml(sdk, manifest)
        }),
        markdown("README.md", move || manifest::emit_readme(sdk, manifest)),
        toml("rustfmt.toml", manifest::emit_rustfmt_toml),
        rust("src/lib.rs", move || root::emit_root(sdk, manifest)),
        rust("src/client.rs", move || client::emit_client(sdk)),
        rust("src/blocking.rs", move || blocking::emit_client(sdk)),
        rust("src/operation.rs", move || operation::emit_modules(sdk)),
        rust("src/testing.rs", move || testing::emit_testing(sdk)),
        rust("src/server.rs", move || server::emit_server(sdk)),
        items("src/server/requests.rs", move || server::emit_requests(sdk)),
        items("src/server/responses.rs", move || {
            server::emit_responses(sdk)
        }),
    ];
    if sdk.has_request_types() {
        files.push(items("src/server/form.rs", move || {
            server::emit_request_types(sdk)
        }));
    }
    if sdk.has_response_types() {
        files.push(items("src/server/xml.rs", move || {
            server::emit_response_types(sdk)
        }));
    }
    if !sdk.waiters().is_empty() {
        files.push(rust("src/waiters.rs", move || waiter::emit_modules(sdk)));
    }
    if sdk.has_types() {
        files.push(rust("src/types.rs", move || types::emit_modules(sdk)));
    }
    if sdk.has_examples() {
        files.push(rust("tests/examples.rs", move || examples::emit_tests(sdk)));
    }
    for operation in &sdk.operations {
        let path = format!("src/operation/{}", bare(&operation.module));
        files.push(rust(&format!("{path}.rs"), move || {
            operation::emit_operation(sdk, operation)
        }));
        files.push(rust(&format!("{path}/builders.rs"), move || {
            builder::emit_operation_builders(sdk, operation)
        }));
        if let Some(pagination) = &operation.pagination {
            files.push(rust(&format!("{path}/paginator.rs"), move || {
                paginator::emit_paginator(sdk, operation, pagination)
            }));
        }
        for waiter in &operation.waiters {
            let module = bare(&waiter.module);
            files.push(rust(&format!("src/waiters/{module}.rs"), move || {
                waiter::emit_waiter(sdk, operation, waiter)
            }));
        }
    }
    for structure in &sdk.structures {
        let module = bare(&structure.module);
        match structure.role {
            Role::Shared => {
                files.push(rust(&format!("src/types/{module}.rs"), move || {
                    structure::emit_shared(sdk, structure)
                }));
            }
            Role::Error(_) => {
                files.push(rust(&format!("src/types/error/{module}.rs"), move || {
                    error_shape::emit_error(sdk, structure)
                }));
            }
            Role::Input | Role::Output => {}
        }
    }
    for union in &sdk.unions {
        let module = bare(&union.module);
        files.push(rust(&format!("src/types/{module}.rs"), move || {
            union::emit_union(sdk, union)
        }));
    }
    for enumeration in &sdk.enums {
        let module = bare(&enumeration.module);
        files.push(rust(&format!("src/types/{module}.rs"), move || {
            enumeration::emit_enum(enumeration)
        }));
    }
    if !sdk.errors().is_empty() {
        files.push(rust("src/types/error.rs", move || {
            types::emit_error_modules(sdk)
        }));
    }
    if sdk.has_protocol() {
        files.push(items("src/protocol.rs", move || {
            protocol::emit_protocol(sdk)
        }));
    }
    if !sdk.checks.is_empty() {
        files.push(items("src/validation.rs", move || {
            validation::emit_validation(sdk)
        }));
    }
    if let Some(rules) = &sdk.endpoint_rules {
        files.push(rust("src/endpoint.rs", move || {
            endpoint::emit_endpoint(rules)
        }));
    }
    if !sdk.endpoint_tests.is_empty() {
        files.push(rust("tests/endpoint_tests.rs", move || {
            endpoint::emit_endpoint_tests(&sdk.endpoint_tests, &sdk.crate_ident)
        }));
    }
    if !sdk.protocol_tests.is_empty() {
        files.push(rust("tests/protocol_tests.rs", move || {
            protocol_tests::emit_tests(sdk)
        }));
    }
    if sdk.protocol_tests.iter().any(server::is_server_test) {
        files.push(rust("tests/server_tests.rs", move || {
            server::emit_server_tests(sdk)
        }));
    }
    files
}

fn rust<'a>(path: &str, emit: impl Fn() -> TokenStream + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Rust(emit()))
}

fn items<'a>(path: &str, emit: impl Fn() -> Items<'a> + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Items(emit()))
}

fn toml<'a>(path: &str, emit: impl Fn() -> String + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Toml(emit()))
}

fn markdown<'a>(path: &str, emit: impl Fn() -> String + Send + Sync + 'a) -> File<'a> {
    file(path, move || Emitted::Markdown(emit()))
}

fn file<'a>(path: &str, emit: impl Fn() -> Emitted<'a> + Send + Sync + 'a) -> File<'a> {
    File {
        path: path.to_owned(),
        emit: Box::new(emit),
    }
}

/// An identifier, raw if `name` has the prefix `r#`.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
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
    let lines = lines.into_iter().map(|line| match line.as_ref() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote! { #(#[doc = #lines])* }
}

/// A paragraph of documentation.
fn doc(paragraph: &str) -> TokenStream {
    doc_lines(wrap_paragraph(paragraph))
}

/// A paragraph of documentation of the enclosing module.
fn inner_doc(paragraph: &str) -> TokenStream {
    let lines = wrap_paragraph(paragraph).into_iter();
    let lines = lines.map(|line| format!(" {line}"));
    quote! { #(#![doc = #lines])* }
}

/// Documentation from the model, or `fallback` if the model has none.
fn docs_or(lines: &[String], fallback: &str) -> TokenStream {
    match lines {
        [] => doc(fallback),
        lines => doc_lines(lines),
    }
}

/// A raw string, which keeps line breaks and backslashes unescaped.
fn raw_string(text: &str) -> TokenStream {
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
