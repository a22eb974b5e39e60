//! The two setters of a member, in every builder that has it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{allow_std_name, deprecated_attr, doc, doc_lines, ident, literal, ty};
use crate::ir::{Field, MapKey, Presence, Sdk, Structure, Type};
use crate::markdown::wrap_words;

/// Where a builder keeps the values of members.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// In a field of its own, an `Option`.
    Own,
    /// In the structure that it holds in the field of this name.
    Held(&'a str),
}

/// `name` and `set_name`.
pub(super) fn emit_setter(
    sdk: &Sdk,
    structure: &Structure,
    field: &Field,
    place: Place<'_>,
) -> TokenStream {
    let (name, set) = (ident(&field.ident), ident(&field.setter));
    let owned = ty::owned(sdk, &field.ty);
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    let allow = field
        .deprecated
        .as_ref()
        .map(|_| quote! { #[allow(deprecated)] });
    let allow_name = allow_std_name(field.has_std_setter);
    let target = match place {
        Place::Own => quote! { self.#name },
        Place::Held(held) => {
            let held = ident(held);
            quote! { self.#held.#name }
        }
    };
    let (argument, statement, note) = match &field.ty {
        Type::List(list) => {
            let (argument, value) = entry_argument(sdk, &list.item, list.sparse, "item");
            (
                quote! { item: #argument },
                push(&target, is_optional(field, place), &value),
                Some("Adds one item to the list."),
            )
        }
        Type::Map(map) => {
            let (key_argument, key) = match map.key {
                MapKey::Text => (quote! { impl Into<String> }, quote! { key.into() }),
                key => (ty::map_key(sdk, key), quote! { key }),
            };
            let (argument, value) = entry_argument(sdk, &map.value, map.sparse, "value");
            let entries = match is_optional(field, place) {
                true => quote! { #target.get_or_insert_default() },
                false => target.clone(),
            };
            (
                quote! { key: #key_argument, value: #argument },
                quote! { #entries.insert(#key, #value); },
                Some("Adds one entry to the map."),
            )
        }
        ty => {
            let (argument, value) = ty::argument(sdk, ty, &quote! { value });
            let value = emit_some(field, place, &value);
            (
                quote! { value: #argument },
                quote! { #target = #value; },
                None,
            )
        }
    };
    let whole = emit_whole(sdk, field, place);
    let docs = setter_docs(sdk, structure, field, note);
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
        pub fn #set(mut self, value: Option<#owned>) -> Self {
            #target = #whole;
            self
        }
    }
}

/// The statement that adds an item to the list in `target`.
fn push(target: &TokenStream, is_optional: bool, item: &TokenStream) -> TokenStream {
    match is_optional {
        true => quote! { querysmith_runtime::codegen_v1::push_item(&mut #target, #item); },
        false => quote! { #target.push(#item); },
    }
}

/// Whether a builder keeps an `Option` of the member.
fn is_optional(field: &Field, place: Place<'_>) -> bool {
    match place {
        Place::Own => true,
        Place::Held(_) => field.presence == Presence::Optional,
    }
}

/// What a builder keeps for a value that is present. Structures have recursive members boxed.
fn emit_some(field: &Field, place: Place<'_>, value: &TokenStream) -> TokenStream {
    match (is_optional(field, place), place, field.boxed) {
        (true, Place::Held(_), true) => quote! { Some(Box::new(#value)) },
        (true, ..) => quote! { Some(#value) },
        (false, _, true) => quote! { Box::new(#value) },
        (false, ..) => value.clone(),
    }
}

/// What a builder keeps for the `Option` of a value.
fn emit_whole(sdk: &Sdk, field: &Field, place: Place<'_>) -> TokenStream {
    match (place, &field.presence) {
        (Place::Held(_), Presence::Optional) if field.boxed => quote! { value.map(Box::new) },
        (Place::Held(_), Presence::Defaulted) => quote! { value.unwrap_or_default() },
        (Place::Held(_), Presence::DefaultedTo(default)) => {
            literal::or_default(sdk, &field.ty, default, &quote! { value })
        }
        _ => quote! { value },
    }
}

/// The first sentence of the field's documentation, and a link to the rest.
fn setter_docs(sdk: &Sdk, structure: &Structure, field: &Field, note: Option<&str>) -> TokenStream {
    let summary = field.summary();
    let has_more = field.docs.len() > summary.len() || sdk.constraint_note(field).is_some();
    let (of, name) = (&structure.ident, field.bare_ident());
    let docs = match has_more {
        true => {
            // The link is one word, so that no line ends in it.
            let text = summary.join(" ");
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            words.push(format!("[Read more](field@{of}::{name})"));
            doc_lines(wrap_words(words))
        }
        false => doc_lines(summary.iter()),
    };
    let note = note.map(|note| doc_lines(["", note]));
    quote! { #docs #note }
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
    emit_held_setters(sdk, input, "input")
}

/// The setters of a builder that holds the structure in the field `held`.
pub(super) fn emit_held_setters(sdk: &Sdk, structure: &Structure, held: &str) -> TokenStream {
    let fields = structure.fields.iter();
    let setters = fields.map(|field| emit_setter(sdk, structure, field, Place::Held(held)));
    quote! { #(#setters)* }
}
