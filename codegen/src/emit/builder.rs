//! Builders: of structures, and of a call.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Field, MapKey, Operation, Presence, Role, Sdk, Structure, Type};
use crate::naming;

use super::debug::{derive_debug, emit_debug, is_redacted};
use super::imports::{Imports, use_items};
use super::structure::{can_fail, field_summary};
use super::{
    allow_deprecated, allow_std_name, article, deprecated_attr, doc, doc_lines, ident, inner_doc,
    literal, ty,
};

/// The builder of a shared structure or of an output.
pub(super) fn emit_builder(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let name = ident(&structure.ident);
    let builder = ident(&format!("{}Builder", structure.ident));
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
            /// The metadata of the answer: for tests of code that reads it.
            pub fn response_metadata(mut self, response_metadata: ResponseMetadata) -> Self {
                self.response_metadata = response_metadata;
                self
            }
        }
    });
    let derive_debug = derive_debug(structure);
    let debug = emit_debug(structure, &format!("{}Builder", structure.ident));
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
                let default = literal::constant(sdk, &field.ty, default);
                match ty::is_copy(&field.ty) {
                    true => quote! { self.#name.unwrap_or(#default) },
                    false => quote! { self.#name.unwrap_or_else(|| #default) },
                }
            }
            Presence::Required => {
                let setter = field.ident.trim_start_matches("r#");
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
        // `name: self.name` is what a person would write too: nothing to shorten.
        quote! { #name: #value, }
    });
    let metadata = matches!(structure.role, Role::Output)
        .then(|| quote! { response_metadata: self.response_metadata, });
    let allow = allow_deprecated(&structure.fields);
    let literal = quote! { #name { #(#values)* #metadata } };
    let docs = format!("The [`{ident_text}`].");
    if !can_fail(structure) {
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
        "A required member that was not set.",
    ]);
    quote! {
        #docs
        #allow
        pub fn build(self) -> Result<#name, BuildError> {
            Ok(#literal)
        }
    }
}

/// `name` and `set_name` over `self.name`, an `Option`.
fn emit_setter(sdk: &Sdk, field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    emit_setters(sdk, field, &quote! { self.#name })
}

/// The setters of a field that stands at `place`.
fn emit_setters(sdk: &Sdk, field: &Field, place: &TokenStream) -> TokenStream {
    let name = ident(&field.ident);
    let set = format_ident!("set_{}", field.snake);
    let owned = ty::owned(sdk, &field.ty);
    let summary = field_summary(field);
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    let allow = field
        .deprecated
        .as_ref()
        .map(|_| quote! { #[allow(deprecated)] });
    let allow_name = allow_std_name(naming::is_operator(&field.snake));
    let (argument, statement, docs) = match &field.ty {
        Type::List(list) => {
            let (argument, value) = entry_argument(sdk, &list.item, list.sparse, "item");
            let statement = quote! { #place.get_or_insert_default().push(#value); };
            let note = "Adds one item to the list.";
            (quote! { item: #argument }, statement, noted(&summary, note))
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
                noted(&summary, note),
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
                doc_lines(&summary),
            )
        }
    };
    let whole = if field.boxed && is_input_place(place) {
        quote! { #name.map(Box::new) }
    } else {
        quote! { #name }
    };
    let setter = field.ident.trim_start_matches("r#");
    let set_docs = doc(&format!(
        "[`{setter}`](Self::{setter}) as a whole, `None` for none."
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

/// A summary, and what is to be said beside it.
fn noted(summary: &[String], note: &str) -> TokenStream {
    let summary = summary.iter().map(String::as_str);
    doc_lines(summary.chain(["", note]))
}

/// What a setter takes for an item or a value of an entry, and what it makes of it.
fn entry_argument(sdk: &Sdk, ty: &Type, sparse: bool, name: &str) -> (TokenStream, TokenStream) {
    let name = ident(name);
    match sparse {
        true => (ty::entry(&ty::owned(sdk, ty), true), quote! { #name }),
        false => ty::argument(sdk, ty, &quote! { #name }),
    }
}

/// The setters of what holds an input.
pub(super) fn emit_input_setters(sdk: &Sdk, input: &Structure) -> TokenStream {
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

/// `src/operation/<op>/builders.rs`.
pub(super) fn emit_operation_builders(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let (input, output) = (
        sdk.structure(operation.input),
        sdk.structure(operation.output),
    );
    let module_doc = inner_doc(&format!(
        "Builders of `{}`'s input and output, and of the call itself.",
        operation.wire
    ));
    let runtime: &[&str] = match can_fail(output) {
        true => &[
            "BuildError",
            "CustomizableOperation",
            "Handle",
            "PresignedRequest",
            "PresigningConfig",
            "ResponseMetadata",
        ],
        false => &[
            "CustomizableOperation",
            "Handle",
            "PresignedRequest",
            "PresigningConfig",
            "ResponseMetadata",
        ],
    };
    let names =
        ["Error", "Input", "Output"].map(|suffix| format!("{}{suffix}", operation.type_prefix));
    let supers = use_items(quote! { super }, &names);
    let paginator = operation.pagination.as_ref().map(|_| {
        let paginator = format!("{}Paginator", operation.type_prefix);
        use_items(quote! { super::paginator }, &[paginator])
    });
    let input_builder = emit_input_builder(sdk, input);
    let output_builder = emit_builder(sdk, output);
    let fluent = emit_fluent_builder(sdk, operation);
    let code = quote! { #fluent #input_builder #output_builder };
    let imports = Imports::of(sdk, &code)
        .and(runtime)
        .emit(quote! { crate::types });
    let fmt = is_redacted(output).then(|| quote! { use std::fmt; });
    quote! {
        #module_doc
        #fmt
        #[cfg(feature = "blocking")]
        use querysmith_runtime::blocking;
        #imports
        #supers
        #paginator
        #code
    }
}

/// The builder of an input. All of an input may be absent until the call, so it cannot fail.
fn emit_input_builder(sdk: &Sdk, input: &Structure) -> TokenStream {
    let name = ident(&input.ident);
    let builder = ident(&format!("{}Builder", input.ident));
    let article = article(&input.ident);
    let docs = doc(&format!(
        "Builds {article} [`{}`] without a client.",
        input.ident
    ));
    let build_doc = doc(&format!(
        "The [`{}`]. What it lacks is found when it is called.",
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

fn emit_fluent_builder(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let input = sdk.structure(operation.input);
    let prefix = &operation.type_prefix;
    let name = format_ident!("{prefix}FluentBuilder");
    let (input_ident, output, error) = (
        format_ident!("{prefix}Input"),
        format_ident!("{prefix}Output"),
        format_ident!("{prefix}Error"),
    );
    let docs = doc(&format!(
        "A call of `{}` in the making; [`send`](Self::send) makes it.",
        operation.wire
    ));
    let errors = doc(&format!("[`{error}`], whatever it is that fails."));
    let setters = emit_input_setters(sdk, input);
    let paginator = emit_into_paginator(operation);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "a call is made by `send`"]
        pub struct #name<H = Handle> {
            handle: H,
            input: #input_ident,
        }

        impl<H> #name<H> {
            pub(crate) fn new(handle: H) -> Self {
                Self { handle, input: #input_ident::default() }
            }

            #setters

            /// The input as it stands.
            pub fn as_input(&self) -> &#input_ident {
                &self.input
            }
            #paginator
        }

        impl #name {
            /// Makes the call.
            ///
            /// # Errors
            ///
            #errors
            pub async fn send(self) -> Result<#output, #error> {
                self.handle.call(&self.input).await
            }

            /// The call with settings, headers and hooks of its own.
            pub fn customize(self) -> CustomizableOperation<#input_ident> {
                CustomizableOperation::new(self.handle, self.input)
            }

            /// The call as a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #errors
            pub async fn presigned(self, presigning: PresigningConfig) -> Result<PresignedRequest, #error> {
                self.handle.presign(&self.input, presigning).await
            }
        }

        #[cfg(feature = "blocking")]
        impl #name<blocking::Handle> {
            /// Makes the call, and waits for its end.
            ///
            /// # Errors
            ///
            #errors
            pub fn send(self) -> Result<#output, #error> {
                self.handle.call(&self.input)
            }

            /// The call with settings, headers and hooks of its own.
            pub fn customize(self) -> CustomizableOperation<#input_ident, blocking::Handle> {
                CustomizableOperation::new(self.handle, self.input)
            }

            /// The call as a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #errors
            pub fn presigned(self, presigning: PresigningConfig) -> Result<PresignedRequest, #error> {
                self.handle.presign(&self.input, presigning)
            }
        }
    }
}

/// The way from a call to all of its pages.
fn emit_into_paginator(operation: &Operation) -> Option<TokenStream> {
    operation.pagination.as_ref()?;
    let paginator = format_ident!("{}Paginator", operation.type_prefix);
    Some(quote! {
        /// The pages of the answer: a call for each, instead of the one call.
        pub fn into_paginator(self) -> #paginator<H> {
            #paginator::new(self.handle, self.input)
        }
    })
}
