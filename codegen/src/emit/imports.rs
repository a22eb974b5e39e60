//! The `use` items of a file, from the names in its code.

use std::collections::BTreeSet;
use std::fmt::Write;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::ir::Sdk;

use super::ident;

/// Types and traits of the standard library that emitted code names without a path.
pub(super) const PRELUDE: [&str; 22] = [
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Send",
    "Some",
    "String",
    "Sync",
    "TryFrom",
    "Vec",
];

/// Types of the runtime for values of members.
pub(super) const RUNTIME: [&str; 6] = [
    "DateTime",
    "Redacted",
    "SensitiveBlob",
    "SensitiveString",
    "TimestampFormat",
    "UnknownValue",
];

/// The names that emitted code imports from the contract with the runtime. All others are public API.
const CONTRACT: [&str; 16] = [
    "AuthScheme",
    "ClientCore",
    "Element",
    "OperationSpec",
    "QueryWriter",
    "Service",
    "Validator",
    "XmlError",
    "endpoint",
    "error_shape",
    "fluent_builder",
    "operation_error",
    "pagination",
    "paginator",
    "waiter",
    "waiter_builder",
];

/// The imports of a file.
pub(super) struct Imports {
    runtime: Vec<String>,
    types: Vec<String>,
    has_map: bool,
}

impl Imports {
    /// The types for values of the runtime and the shared types of the crate that `code` names.
    pub(super) fn of(sdk: &Sdk, code: &TokenStream) -> Self {
        Self::named(sdk, &Names::of(code))
    }

    /// The imports for these names.
    pub(super) fn named(sdk: &Sdk, names: &Names) -> Self {
        let known = |name: &&str| names.contains(name);
        let runtime = RUNTIME.iter().copied().filter(known);
        Self {
            runtime: runtime.map(str::to_owned).collect(),
            types: names
                .iter()
                .filter(|name| sdk.type_names.contains(*name))
                .cloned()
                .collect(),
            has_map: names.contains("BTreeMap"),
        }
    }

    /// Adds names of the runtime's root.
    pub(super) fn and(mut self, names: &[&str]) -> Self {
        self.runtime
            .extend(names.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Removes the type that the file itself defines.
    pub(super) fn without(mut self, own: &str) -> Self {
        self.types.retain(|name| name != own);
        self
    }

    /// The `use` items; shared types are imported from the path `types`.
    pub(super) fn emit(mut self, types: TokenStream) -> TokenStream {
        self.runtime.sort_unstable();
        self.runtime.dedup();
        let map = self
            .has_map
            .then(|| quote! { use std::collections::BTreeMap; });
        let (contract, public): (Vec<_>, Vec<_>) = self
            .runtime
            .into_iter()
            .partition(|name| CONTRACT.contains(&name.as_str()));
        let runtime = use_items(quote! { querysmith_runtime }, &public);
        let contract = use_items(quote! { querysmith_runtime::codegen_v1 }, &contract);
        let types = use_items(types, &self.types);
        quote! { #map #runtime #contract #types }
    }

    /// The same as lines of text, for an example in documentation.
    pub(super) fn lines(self, types: &str) -> Vec<String> {
        let map = self
            .has_map
            .then(|| "use std::collections::BTreeMap;".to_owned());
        let runtime = use_line("querysmith_runtime", &self.runtime);
        let types = use_line(types, &self.types);
        map.into_iter().chain(runtime).chain(types).collect()
    }
}

/// A line of text for [`use_items`].
fn use_line(path: &str, names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("use {path}::{name};")),
        names => Some(format!("use {path}::{{{}}};", names.join(", "))),
    }
}

/// `use path::{A, B};`, or nothing.
pub(super) fn use_items(path: TokenStream, names: &[impl AsRef<str>]) -> TokenStream {
    let idents: Vec<_> = names.iter().map(|name| ident(name.as_ref())).collect();
    match idents.as_slice() {
        [] => quote! {},
        [one] => quote! { use #path::#one; },
        several => quote! { use #path::{#(#several),*}; },
    }
}

/// The unqualified identifiers in code: not those after a `::` or a `.`, nor those that `type`
/// declares, nor the variants of an `enum`.
#[derive(Default)]
pub(crate) struct Names {
    all: BTreeSet<String>,
    /// Those followed by a `::`.
    modules: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(code: &TokenStream) -> Self {
        let mut names = Self::default();
        names.add_all(code);
        names
    }

    /// Adds the names in more code.
    pub(super) fn add_all(&mut self, code: &TokenStream) {
        // Most names occur many times: one buffer saves an allocation for each.
        let mut name = String::new();
        self.add(code.clone(), false, &mut name);
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.all.contains(name)
    }

    /// Whether code names the module `name`, as `name::function`.
    pub(super) fn has_module(&self, name: &str) -> bool {
        self.modules.contains(name)
    }

    /// In alphabetical order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &String> {
        self.all.iter()
    }

    fn add(&mut self, code: TokenStream, are_variants: bool, name: &mut String) {
        let mut before = Before::Other;
        let mut is_enum = false;
        let mut code = code.into_iter().peekable();
        while let Some(token) = code.next() {
            before = match (token, before) {
                // Attributes need no imports, and documentation is a large part of the code.
                (TokenTree::Group(group), Before::Hash)
                    if group.delimiter() == Delimiter::Bracket =>
                {
                    Before::Other
                }
                (TokenTree::Group(group), _) => {
                    let is_body = group.delimiter() == Delimiter::Brace;
                    let holds_variants = is_body && std::mem::take(&mut is_enum);
                    self.add(group.stream(), holds_variants, name);
                    Before::Other
                }
                (TokenTree::Ident(_), Before::Type | Before::Path) => Before::Other,
                (TokenTree::Ident(ident), _) => {
                    name.clear();
                    // Writing to memory does not fail.
                    let _ = write!(name, "{ident}");
                    match name.as_str() {
                        "type" => Before::Type,
                        "enum" => {
                            is_enum = true;
                            Before::Other
                        }
                        _ if are_variants => Before::Other,
                        // `Item = &str` binds an associated type: it is not a name in this file.
                        _ if is_binding(&mut code) => Before::Other,
                        own => {
                            insert(&mut self.all, own);
                            Before::Name
                        }
                    }
                }
                (TokenTree::Punct(punct), before) => match (punct.as_char(), before) {
                    (':', Before::Name) => Before::NameAndColon,
                    (':', Before::NameAndColon) => {
                        insert(&mut self.modules, name);
                        Before::Path
                    }
                    (':', Before::Colon) | ('.', _) => Before::Path,
                    (':', _) => Before::Colon,
                    ('#', _) | ('!', Before::Hash) => Before::Hash,
                    _ => Before::Other,
                },
                (TokenTree::Literal(_), _) => Before::Other,
            };
        }
    }
}

/// Whether `=` follows a type: the name of a generic argument.
fn is_binding(code: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>) -> bool {
    matches!(code.peek(), Some(TokenTree::Punct(punct))
        if punct.as_char() == '=' && punct.spacing() == proc_macro2::Spacing::Alone)
}

/// The preceding token, as far as it matters for a name.
#[derive(Clone, Copy)]
enum Before {
    Type,
    /// An unqualified name.
    Name,
    NameAndColon,
    Colon,
    /// `::` or `.`, after which a name is qualified.
    Path,
    /// The start of an attribute.
    Hash,
    Other,
}

fn insert(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
    }
}
