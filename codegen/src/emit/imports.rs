//! The `use` items of a file, found by what its code names.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::ir::Sdk;

use super::ident;

/// Types of the runtime that values of members are of.
const RUNTIME: [&str; 6] = [
    "DateTime",
    "Redacted",
    "SensitiveBlob",
    "SensitiveString",
    "TimestampFormat",
    "UnknownValue",
];

/// What code needs from elsewhere, as `use` items.
pub(super) struct Imports {
    runtime: Vec<String>,
    types: Vec<String>,
    has_map: bool,
}

impl Imports {
    /// What `code` names of the runtime's types for values, and of the crate's shared types.
    pub(super) fn of(sdk: &Sdk, code: &TokenStream) -> Self {
        let names = names_in(code);
        let known = |name: &&str| names.contains(*name);
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

    /// Something of the runtime's root beside.
    pub(super) fn and(mut self, names: &[&str]) -> Self {
        self.runtime
            .extend(names.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Without the type that the file itself defines.
    pub(super) fn without(mut self, own: &str) -> Self {
        self.types.retain(|name| name != own);
        self
    }

    /// The `use` items; the types' come from `types`, which is a path.
    pub(super) fn emit(mut self, types: TokenStream) -> TokenStream {
        self.runtime.sort_unstable();
        self.runtime.dedup();
        let map = self
            .has_map
            .then(|| quote! { use std::collections::BTreeMap; });
        let runtime = use_items(quote! { querysmith_runtime }, &self.runtime);
        let types = use_items(types, &self.types);
        quote! { #map #runtime #types }
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

/// Whether code names the module `name`, as `name::function`.
pub(super) fn names_module(code: &TokenStream, name: &str) -> bool {
    let mut waiting = vec![code.clone()];
    while let Some(tokens) = waiting.pop() {
        let mut found = 0;
        for token in tokens {
            found = match token {
                TokenTree::Group(group) => {
                    waiting.push(group.stream());
                    0
                }
                TokenTree::Ident(ident) if ident == name => 1,
                TokenTree::Punct(punct) if found > 0 && punct.as_char() == ':' => found + 1,
                _ => 0,
            };
            // The name and both points of `::`.
            if found == 3 {
                return true;
            }
        }
    }
    false
}

/// The identifiers in code that stand for themselves: not those behind a `::` or a `.`, nor what
/// `type` declares, nor the variants of an `enum`.
pub(super) fn names_in(code: &TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut waiting = vec![(code.clone(), false)];
    while let Some((tokens, are_variants)) = waiting.pop() {
        let mut last = [' ', ' '];
        let mut declares = false;
        let mut has_variants = false;
        for token in tokens {
            let [before, directly_before] = last;
            last = [directly_before, ' '];
            let declared = std::mem::replace(&mut declares, false);
            match token {
                TokenTree::Group(group) => {
                    let is_body = group.delimiter() == Delimiter::Brace;
                    let are_variants = is_body && std::mem::take(&mut has_variants);
                    waiting.push((group.stream(), are_variants));
                }
                TokenTree::Punct(punct) => last = [directly_before, punct.as_char()],
                TokenTree::Ident(name) if declared || name == "type" => declares = !declared,
                TokenTree::Ident(name) if name == "enum" => has_variants = true,
                TokenTree::Ident(name) => {
                    let is_path = before == ':' && directly_before == ':';
                    if !are_variants && !is_path && directly_before != '.' {
                        names.insert(name.to_string());
                    }
                }
                TokenTree::Literal(_) => {}
            }
        }
    }
    names
}
