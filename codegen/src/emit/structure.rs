//! Structures and their getters: shared ones, inputs and outputs.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, Presence, Role, Sdk, Structure};

use super::builder::{BUILD_ERROR, emit_builder};
use super::credentials::emit_conversion;
use super::debug::{derive_debug, emit_debug};
use super::imports::Imports;
use super::items::Items;
use super::{
    allow_deprecated, allow_std_name, deprecated_attr, doc, doc_lines, docs_or, ident, literal, ty,
};

/// Methods of structures besides getters.
pub(super) const METHODS: [&str; 3] = ["builder", "clone", "default"];

/// `src/types/<shape>.rs`.
pub(super) fn emit_shared<'a>(sdk: &'a Sdk, structure: &'a Structure) -> Items<'a> {
    let runtime: &[&str] = match structure.can_fail() {
        true => &[BUILD_ERROR],
        false => &[],
    };
    let items = [
        emit_structure(sdk, structure, quote! {}),
        emit_conversion(structure).unwrap_or_default(),
        emit_builder(sdk, structure),
    ];
    Items::new(items.into_iter(), move |names| {
        let imports = Imports::named(sdk, names)
            .and(runtime)
            .without(&structure.ident)
            .emit(quote! { super });
        let fmt = structure.is_redacted().then(|| quote! { use std::fmt; });
        quote! { #fmt #imports }
    })
}

/// The structure with its getters; `rest` are further items of its `impl`.
pub(super) fn emit_structure(sdk: &Sdk, structure: &Structure, rest: TokenStream) -> TokenStream {
    let name = ident(&structure.ident);
    let builder = ident(&structure.builder);
    let docs = docs_or(&structure.docs, &fallback(structure));
    let deprecated = deprecated_attr(structure.deprecated.as_ref());
    let is_plain = |field: &Field| !matches!(field.presence, Presence::DefaultedTo(_));
    let derives_default = !structure.can_fail() && structure.fields.iter().all(is_plain);
    let derive_default = derives_default.then(|| quote! { Default, });
    let default = (!structure.can_fail() && !derives_default).then(|| emit_default(sdk, structure));
    let (derive_debug, debug) = (
        derive_debug(structure),
        emit_debug(structure, &structure.ident),
    );
    let fields = structure.fields.iter().map(|field| emit_field(sdk, field));
    let getters = structure.fields.iter().map(|field| emit_getter(sdk, field));
    let metadata = matches!(structure.role, Role::Output)
        .then(|| quote! { pub(crate) response_metadata: ResponseMetadata, });
    let builder_doc = doc(&format!("A builder of [`{}`].", structure.ident));
    quote! {
        #docs
        #deprecated
        #[non_exhaustive]
        #[derive(Clone, #derive_debug #derive_default PartialEq)]
        pub struct #name {
            #(#fields)*
            #metadata
        }

        impl #name {
            #builder_doc
            pub fn builder() -> #builder {
                #builder::default()
            }
            #(#getters)*
            #rest
        }

        #debug
        #default
    }
}

/// The `Default` of a structure whose defaults are not those of Rust.
fn emit_default(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let name = ident(&structure.ident);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let value = match &field.presence {
            Presence::DefaultedTo(default) => literal::default(sdk, &field.ty, default),
            Presence::Optional => quote! { None },
            Presence::Required | Presence::Defaulted => quote! { Default::default() },
        };
        quote! { #name: #value, }
    });
    let metadata = matches!(structure.role, Role::Output)
        .then(|| quote! { response_metadata: ResponseMetadata::default(), });
    let allow = allow_deprecated(&structure.fields);
    quote! {
        /// The defaults of the model.
        #allow
        impl Default for #name {
            fn default() -> Self {
                Self { #(#fields)* #metadata }
            }
        }
    }
}

pub(super) fn fallback(structure: &Structure) -> String {
    match structure.role {
        Role::Input => "The input of the operation.".to_owned(),
        Role::Output => "The output of the operation.".to_owned(),
        Role::Shared | Role::Error(_) => format!("The shape `{}` of the model.", structure.shape),
    }
}

pub(super) fn emit_field(sdk: &Sdk, field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    let ty = ty::field(sdk, field);
    let docs = docs_or(&field.docs, &format!("The member `{}`.", field.member));
    let note = sdk
        .constraint_note(field)
        .map(|note| doc_lines(["", note.as_str()]));
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    quote! {
        #docs
        #note
        #deprecated
        pub #name: #ty,
    }
}

pub(super) fn emit_getter(sdk: &Sdk, field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    let (ty, value) = ty::getter(sdk, field, &quote! { self.#name });
    // The documentation is on the field.
    let snake = field.bare_ident();
    let docs = doc(&format!("The field [`{snake}`](field@Self::{snake})."));
    let deprecated = deprecated_attr(field.deprecated.as_ref());
    let allow = field
        .deprecated
        .as_ref()
        .map(|_| quote! { #[allow(deprecated)] });
    let allow_name = allow_std_name(field.has_std_getter);
    // A member `IsEmpty` is no method that belongs to it.
    let allow_len = (snake == "len").then(|| quote! { #[allow(clippy::len_without_is_empty)] });
    quote! {
        #docs
        #deprecated
        #allow
        #allow_name
        #allow_len
        pub fn #name(&self) -> #ty {
            #value
        }
    }
}
