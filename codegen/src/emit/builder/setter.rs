//! The two setters of a member, in every builder that has it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{allow_std_name, deprecated_attr, doc, doc_lines, ident, ty};
use crate::ir::{Field, MapKey, Sdk, Structure, Type};

/// `name` and `set_name` over `self.name`, an `Option`.
pub(super) fn emit_setter(sdk: &Sdk, field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    emit_setters(sdk, field, &quote! { self.#name })
}

/// The setters of the field at `place`.
fn emit_setters(sdk: &Sdk, field: &Field, place: &TokenStream) -> TokenStream {
    let name = ident(&field.ident);
    let set = ident(&field.setter);
    let owned = ty::owned(sdk, &field.ty);
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    let allow = field
        .deprecated
        .as_ref()
        .map(|_| quote! { #[allow(deprecated)] });
    let allow_name = allow_std_name(field.has_std_setter);
    let (argument, statement, docs) = match &field.ty {
        Type::List(list) => {
            let (argument, value) = entry_argument(sdk, &list.item, list.sparse, "item");
            let statement = quote! { #place.get_or_insert_default().push(#value); };
            let note = "Adds one item to the list.";
            (
                quote! { item: #argument },
                statement,
                noted(&field.summary, note),
            )
        }
        Type::Map(map) => {
            let (key_argument, key) = match map.key {
                MapKey::Text => (quote! { impl Into<String> }, quote! { key.into() }),
                key => (ty::map_key(sdk, key), quote! { key }),
            };
            let (argument, value) = entry_argument(sdk, &map.value, map.sparse, "value");
            let statement = quote! { #place.get_or_insert_default().insert(#key, #value); };
            let note = "Adds one entry to the map.";
            (
                quote! { key: #key_argument, value: #argument },
                statement,
                noted(&field.summary, note),
            )
        }
        ty => {
            let (argument, value) = ty::argument(sdk, ty, &quote! { #name });
            let value = if field.boxed && is_input_place(place) {
                quote! { Box::new(#value) }
            } else {
                value
            };
            (
                quote! { #name: #argument },
                quote! { #place = Some(#value); },
                doc_lines(&field.summary),
            )
        }
    };
    let whole = if field.boxed && is_input_place(place) {
        quote! { #name.map(Box::new) }
    } else {
        quote! { #name }
    };
    let setter = field.bare_ident();
    let set_docs = doc(&format!(
        "Sets [`{setter}`](Self::{setter}), or unsets it with `None`."
    ));
    quote! {
        #docs
        #deprecated
        #allow
        #allow_name
        pub fn #name(mut self, #argument) -> Self {
            #statement
            self
        }

        #set_docs
        #deprecated
        #allow
        pub fn #set(mut self, #name: Option<#owned>) -> Self {
            #place = #whole;
            self
        }
    }
}

/// A summary and a note.
fn noted(summary: &[String], note: &str) -> TokenStream {
    let summary = summary.iter().map(String::as_str);
    doc_lines(summary.chain(["", note]))
}

/// The type that a setter takes for an item or a value of an entry, and the conversion of it.
fn entry_argument(sdk: &Sdk, ty: &Type, sparse: bool, name: &str) -> (TokenStream, TokenStream) {
    let name = ident(name);
    match sparse {
        true => (ty::entry(sdk, ty, true), quote! { #name }),
        false => ty::argument(sdk, ty, &quote! { #name }),
    }
}

/// The setters of a builder that holds an input.
pub(crate) fn emit_input_setters(sdk: &Sdk, input: &Structure) -> TokenStream {
    let setters = input.fields.iter().map(|field| {
        let name = ident(&field.ident);
        emit_setters(sdk, field, &quote! { self.input.#name })
    });
    quote! { #(#setters)* }
}

/// Whether a setter writes into the input itself, where a recursive member is boxed already.
fn is_input_place(place: &TokenStream) -> bool {
    place.to_string().starts_with("self . input")
}
