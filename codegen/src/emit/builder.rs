//! Builders: of structures, and of a call.

mod fluent;
mod setter;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Presence, Role, Sdk, Structure};

use super::debug::{derive_debug, emit_debug};
use super::imports::{Imports, use_items};
use super::{allow_deprecated, article, doc, doc_lines, ident, inner_doc, literal, ty};
use fluent::emit_fluent_builder;
use setter::emit_setter;

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

/// Types of the runtime in the builders of a call.
const CALL_TYPES: [&str; 5] = [
    "ClientCore",
    "CustomizableOperation",
    "PresignedRequest",
    "PresigningConfig",
    "ResponseMetadata",
];

/// Types in scope with those of the model. `C` is the parameter for the client's core.
pub(super) const TYPES: [&str; 7] = [
    BUILD_ERROR,
    "C",
    "ClientCore",
    "CustomizableOperation",
    "PresignedRequest",
    "PresigningConfig",
    "ResponseMetadata",
];

/// The builder of a shared structure or of an output.
pub(super) fn emit_builder(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let name = ident(&structure.ident);
    let builder = ident(&structure.builder);
    let article = article(&structure.ident);
    let docs = doc(&format!("Builds {article} [`{}`].", structure.ident));
    let is_output = matches!(structure.role, Role::Output);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let ty = ty::owned(sdk, &field.ty);
        quote! { #name: Option<#ty>, }
    });
    let metadata_field = is_output.then(|| quote! { response_metadata: ResponseMetadata, });
    let setters = structure.fields.iter().map(|field| emit_setter(sdk, field));
    let metadata_setter = is_output.then(|| {
        quote! {
            /// The metadata of the response, for tests of code that reads it.
            pub fn response_metadata(mut self, response_metadata: ResponseMetadata) -> Self {
                self.response_metadata = response_metadata;
                self
            }
        }
    });
    let derive_debug = derive_debug(structure);
    let debug = emit_debug(structure, &structure.builder);
    let build = emit_build(sdk, structure, &name);
    quote! {
        #docs
        #[derive(Clone, #derive_debug Default, PartialEq)]
        pub struct #builder {
            #(#fields)*
            #metadata_field
        }

        impl #builder {
            #(#setters)*
            #metadata_setter
            #build
        }

        #debug
    }
}

fn emit_build(sdk: &Sdk, structure: &Structure, name: &proc_macro2::Ident) -> TokenStream {
    let ident_text = &structure.ident;
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let value = match &field.presence {
            Presence::Optional if field.boxed => quote! { self.#name.map(Box::new) },
            Presence::Optional => quote! { self.#name },
            Presence::Defaulted => quote! { self.#name.unwrap_or_default() },
            Presence::DefaultedTo(default) => {
                let default = literal::default(sdk, &field.ty, default);
                match field.ty.is_copy() {
                    true => quote! { self.#name.unwrap_or(#default) },
                    false => quote! { self.#name.unwrap_or_else(|| #default) },
                }
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
    let literal = quote! { #name { #(#values)* #metadata } };
    let docs = format!("The [`{ident_text}`].");
    if !structure.can_fail() {
        let docs = doc(&docs);
        return quote! {
            #docs
            #allow
            pub fn build(self) -> #name {
                #literal
            }
        };
    }
    let docs = doc_lines([
        docs.as_str(),
        "",
        "# Errors",
        "",
        "A required member was not set.",
    ]);
    quote! {
        #docs
        #allow
        pub fn build(self) -> Result<#name, BuildError> {
            Ok(#literal)
        }
    }
}

/// `src/operation/<op>/builders.rs`.
pub(super) fn emit_operation_builders(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let (input, output) = (sdk.input(operation), sdk.output(operation));
    let module_doc = inner_doc(&format!(
        "Builders of `{}`'s input and output, and of the call itself.",
        operation.wire
    ));
    let fallible = output.can_fail().then_some(BUILD_ERROR);
    let runtime: Vec<&str> = CALL_TYPES.into_iter().chain(fallible).collect();
    let names = [&operation.error, &input.ident, &output.ident];
    let supers = use_items(quote! { super }, &names);
    let paginator = operation.pagination.as_ref();
    let paginator = paginator
        .map(|pagination| use_items(quote! { super::paginator }, &[&pagination.paginator]));
    let input_builder = emit_input_builder(sdk, input);
    let output_builder = emit_builder(sdk, output);
    let fluent = emit_fluent_builder(sdk, operation);
    let code = quote! { #fluent #input_builder #output_builder };
    let imports = Imports::of(sdk, &code)
        .and(&runtime)
        .emit(quote! { crate::types });
    let fmt = output.is_redacted().then(|| quote! { use std::fmt; });
    quote! {
        #module_doc
        #fmt
        #[cfg(feature = "blocking")]
        use querysmith_runtime::codegen_v1::blocking;
        #imports
        #supers
        #paginator
        #code
    }
}

/// The builder of an input. Its members are checked when the call is made, so `build` cannot fail.
fn emit_input_builder(sdk: &Sdk, input: &Structure) -> TokenStream {
    let name = ident(&input.ident);
    let builder = ident(&input.builder);
    let article = article(&input.ident);
    let docs = doc(&format!(
        "Builds {article} [`{}`] without a client.",
        input.ident
    ));
    let build_doc = doc(&format!(
        "The [`{}`]. Its members are checked when the call is made.",
        input.ident
    ));
    let setters = emit_input_setters(sdk, input);
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #builder {
            input: #name,
        }

        impl #builder {
            #setters

            #build_doc
            pub fn build(self) -> #name {
                self.input
            }
        }
    }
}
