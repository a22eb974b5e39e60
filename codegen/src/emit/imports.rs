//! The `use` items of a file, from the names in its code.

use std::collections::BTreeSet;

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
    /// The types for values of the runtime and the shared types of the crate among these names.
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
    /// The last one.
    last: String,
}

impl Names {
    pub(super) fn of(code: TokenStream) -> Self {
        let mut names = Self::default();
        names.add_all(code, Place::default());
        names
    }

    fn add_all(&mut self, code: TokenStream, mut place: Place) {
        let mut code = code.into_iter().peekable();
        while let Some(token) = code.next() {
            match token {
                TokenTree::Group(group) => {
                    if let Some(inside) = self.enter(group.delimiter(), &mut place) {
                        self.add_all(group.stream(), inside);
                    }
                }
                TokenTree::Ident(name) => self.add(&name.to_string(), code.peek(), &mut place),
                TokenTree::Punct(punct) => self.pass(punct.as_char(), &mut place),
                TokenTree::Literal(_) => place.pass_literal(),
            }
        }
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

    /// Adds the identifier at `place`, which is followed by `next`.
    pub(crate) fn add(&mut self, name: &str, next: Option<&TokenTree>, place: &mut Place) {
        place.before = match (name, place.before) {
            (_, Before::Type | Before::Path) => Before::Other,
            ("type", _) => Before::Type,
            ("enum", _) => {
                place.is_enum = true;
                Before::Other
            }
            _ if place.are_variants => Before::Other,
            // `Item = &str` binds an associated type: it is not a name in this file.
            _ if is_binding(next) => Before::Other,
            _ => {
                insert(&mut self.all, name);
                name.clone_into(&mut self.last);
                Before::Name
            }
        };
    }

    /// Passes a punctuation character at `place`.
    pub(crate) fn pass(&mut self, punct: char, place: &mut Place) {
        place.before = match (punct, place.before) {
            (':', Before::Name) => Before::NameAndColon,
            (':', Before::NameAndColon) => {
                insert(&mut self.modules, &self.last);
                Before::Path
            }
            (':', Before::Colon) | ('.', _) => Before::Path,
            (':', _) => Before::Colon,
            ('#', _) | ('!', Before::Hash) => Before::Hash,
            _ => Before::Other,
        };
    }

    /// Passes a group at `place`. Returns the place at its start, or `None` for attributes, which need no
    /// imports.
    pub(crate) fn enter(&self, delimiter: Delimiter, place: &mut Place) -> Option<Place> {
        let is_attribute = place.before == Before::Hash && delimiter == Delimiter::Bracket;
        place.before = Before::Other;
        let are_variants =
            !is_attribute && delimiter == Delimiter::Brace && std::mem::take(&mut place.is_enum);
        (!is_attribute).then(|| Place {
            are_variants,
            ..Place::default()
        })
    }
}

/// A place in code, as far as it matters for names.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place {
    before: Before,
    is_enum: bool,
    are_variants: bool,
}

impl Place {
    /// Passes a literal.
    pub(crate) fn pass_literal(&mut self) {
        self.before = Before::Other;
    }
}

/// Whether `=` follows a type: the name of a generic argument.
fn is_binding(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct))
        if punct.as_char() == '=' && punct.spacing() == proc_macro2::Spacing::Alone)
}

/// The preceding token, as far as it matters for a name.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
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
    #[default]
    Other,
}

fn insert(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
    }
}
