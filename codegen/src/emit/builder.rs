//! Builders: of structures, and of a call.

mod fluent;
mod setter;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Presence, Role, Sdk, Structure};

use super::debug::{derive_debug, emit_debug};
use super::imports::{Imports, Names, use_items};
use super::items::Items;
use super::{allow_deprecated, article, doc, doc_lines, ident, inner_doc, literal, ty};
use fluent::emit_fluent_builder;
use setter::{Place, emit_held_setters, emit_setter};

pub(super) use setter::emit_input_setters;

/// Methods of builders besides those of members.
pub(super) const METHODS: [&str; 8] = [
    "as_input",
    "build",
    "customize",
    "into_paginator",
    "new",
    "presigned",
    "response_metadata",
    "send",
];

pub(super) const BUILD_ERROR: &str = "BuildError";

/// Types in scope with those of the model. `C` is the parameter for the client's core.
pub(super) const TYPES: [&str; 4] = [BUILD_ERROR, "C", "Config", RESPONSE_METADATA];

const RESPONSE_METADATA: &str = "ResponseMetadata";

/// The builder of a shared structure or of an output.
pub(super) fn emit_builder(sdk: &Sdk, structure: &Structure) -> TokenStream {
    match structure.can_fail() {
        true => emit_checking_builder(sdk, structure),
        false => emit_holding_builder(sdk, structure),
    }
}

/// The builder of a structure without required members, which holds the structure.
fn emit_holding_builder(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let (name, builder) = (ident(&structure.ident), ident(&structure.builder));
    let docs = builder_docs(structure);
    let held_name = match structure.role {
        Role::Output => "output",
        _ => "shape",
    };
    let held = ident(held_name);
    let setters = emit_held_setters(sdk, structure, held_name);
    let metadata = emit_metadata_setter(structure, &quote! { self.#held.response_metadata });
    let build_docs = doc(&format!("The [`{}`].", structure.ident));
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #builder {
            #held: #name,
        }

        impl #builder {
            #setters
            #metadata

            #build_docs
            pub fn build(self) -> #name {
                self.#held
            }
        }
    }
}

/// The builder of a structure with required members: an `Option` of each member.
fn emit_checking_builder(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let builder = ident(&structure.builder);
    let docs = builder_docs(structure);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let ty = ty::owned(sdk, &field.ty);
        quote! { #name: Option<#ty>, }
    });
    let metadata_field = matches!(structure.role, Role::Output)
        .then(|| quote! { response_metadata: ResponseMetadata, });
    let setters = structure.fields.iter();
    let setters = setters.map(|field| emit_setter(sdk, structure, field, Place::Own));
    let metadata = emit_metadata_setter(structure, &quote! { self.response_metadata });
    let derive_debug = derive_debug(structure);
    let debug = emit_debug(structure, &structure.builder);
    let build = emit_build(sdk, structure);
    quote! {
        #docs
        #[derive(Clone, #derive_debug Default, PartialEq)]
        pub struct #builder {
            #(#fields)*
            #metadata_field
        }

        impl #builder {
            #(#setters)*
            #metadata
            #build
        }

        #debug
    }
}

fn builder_docs(structure: &Structure) -> TokenStream {
    let article = article(&structure.ident);
    doc(&format!("Builds {article} [`{}`].", structure.ident))
}

fn emit_metadata_setter(structure: &Structure, place: &TokenStream) -> Option<TokenStream> {
    matches!(structure.role, Role::Output).then(|| {
        quote! {
            /// The metadata of the response, for tests of code that reads it.
            pub fn response_metadata(mut self, value: ResponseMetadata) -> Self {
                #place = value;
                self
            }
        }
    })
}

fn emit_build(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let (ident_text, name) = (&structure.ident, ident(&structure.ident));
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let value = match &field.presence {
            Presence::Optional if field.boxed => quote! { self.#name.map(Box::new) },
            Presence::Optional => quote! { self.#name },
            Presence::Defaulted => quote! { self.#name.unwrap_or_default() },
            Presence::DefaultedTo(default) => {
                literal::or_default(sdk, &field.ty, default, &quote! { self.#name })
            }
            Presence::Required => {
                let setter = field.bare_ident();
                let value = quote! {
                    BuildError::require(#ident_text, #setter, self.#name)?
                };
                if field.boxed {
                    quote! { Box::new(#value) }
                } else {
                    value
                }
            }
        };
        // `name: self.name` cannot be shortened.
        quote! { #name: #value, }
    });
    let metadata = matches!(structure.role, Role::Output)
        .then(|| quote! { response_metadata: self.response_metadata, });
    let allow = allow_deprecated(&structure.fields);
    let first_line = format!("The [`{ident_text}`].");
    let docs = doc_lines([
        first_line.as_str(),
        "",
        "# Errors",
        "",
        "A required member was not set.",
    ]);
    quote! {
        #docs
        #allow
        pub fn build(self) -> Result<#name, BuildError> {
            Ok(#name { #(#values)* #metadata })
        }
    }
}

/// `src/operation/<op>/builders.rs`.
pub(super) fn emit_operation_builders<'a>(sdk: &'a Sdk, operation: &'a Operation) -> Items<'a> {
    let output = sdk.output(operation);
    let items = [
        emit_fluent_builder(sdk, operation),
        emit_builder(sdk, output),
    ];
    Items::new(items.into_iter(), move |names| {
        let imports = emit_imports(sdk, operation, names);
        let is_redacted = output.can_fail() && output.is_redacted();
        let fmt = is_redacted.then(|| quote! { use std::fmt; });
        let module_doc = inner_doc(&format!(
            "Builders of `{}`'s input and output, and of the call itself.",
            operation.wire
        ));
        quote! {
            #module_doc
            #fmt
            #imports
        }
    })
}

fn emit_imports(sdk: &Sdk, operation: &Operation, names: &Names) -> TokenStream {
    let (input, output) = (sdk.input(operation), sdk.output(operation));
    let fallible = output.can_fail().then_some(BUILD_ERROR);
    let pages = operation.pagination.as_ref().map(|_| "Config");
    let runtime = [RESPONSE_METADATA, "fluent_builder"].into_iter();
    let runtime: Vec<&str> = runtime.chain(fallible).chain(pages).collect();
    let supers = [&operation.error, &input.ident, &output.ident];
    let supers = use_items(quote! { super }, &supers);
    let paginator = operation.pagination.as_ref();
    let paginator = paginator
        .map(|pagination| use_items(quote! { super::paginator }, &[&pagination.paginator]));
    let imports = Imports::named(sdk, names)
        .and(&runtime)
        .emit(quote! { crate::types });
    quote! {
        #imports
        #supers
        #paginator
    }
}
