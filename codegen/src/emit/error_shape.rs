//! `src/types/error/<shape>.rs`: the errors in the model. A macro of the runtime adds what is the same in
//! all of them.

use std::iter;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{ErrorSpec, Retry, Sdk, Structure};

use super::debug::derive_debug;
use super::imports::Imports;
use super::items::Items;
use super::structure::{emit_field, emit_getter, fallback};
use super::{deprecated_attr, docs_or, ident};

/// Fields and methods of error shapes besides those of members.
pub(super) const MEMBERS: [&str; 5] = ["builder", "error", "message", "meta", "new"];

/// The runtime's error, which the crate's root exports, and the types that `builder` and `new` would
/// be constructors of by name.
pub(super) const TYPES: [&str; 3] = ["Builder", "Error", "New"];

/// `src/types/error/<shape>.rs`.
pub(super) fn emit_error<'a>(
    sdk: &'a Sdk,
    structure: &'a Structure,
    error: &ErrorSpec,
) -> Items<'a> {
    let name = ident(&structure.ident);
    let docs = docs_or(&structure.docs, &fallback(structure));
    let deprecated = deprecated_attr(structure.deprecated.as_ref());
    let (code, status) = (&error.code, Literal::u16_unsuffixed(error.status));
    let retry = match error.retry {
        Retry::No => None,
        Retry::Yes => Some(quote! { , retry = Yes }),
        Retry::Throttling => Some(quote! { , retry = Throttling }),
    };
    let has_members = !structure.fields.is_empty();
    let read = ident(&structure.reader);
    let members = has_members.then(|| quote! { , members = protocol::#read });
    let fields = structure.fields.iter().map(|field| emit_field(sdk, field));
    let derive_debug = derive_debug(structure);
    let debug = emit_error_debug(structure);
    let methods = emit_methods(sdk, structure);
    let code = quote! {
        error_shape! {
            #docs
            #deprecated
            #[error(code = #code, status = #status #retry #members)]
            #[derive(Clone, #derive_debug PartialEq)]
            pub struct #name {
                #(#fields)*
            }
        }

        #methods

        #debug
    };
    Items::new(iter::once(code), move |names| {
        let imports = Imports::named(sdk, names)
            .and(&["error_shape"])
            .emit(quote! { crate::types });
        let protocol = has_members.then(|| quote! { use crate::protocol; });
        let fmt = structure.is_redacted().then(|| quote! { use std::fmt; });
        quote! {
            #fmt
            #imports
            #protocol
        }
    })
}

/// The getters of the members besides the message.
fn emit_methods(sdk: &Sdk, structure: &Structure) -> Option<TokenStream> {
    let name = ident(&structure.ident);
    let getters = structure.fields.iter().map(|field| emit_getter(sdk, field));
    (!structure.fields.is_empty()).then(|| {
        quote! {
            impl #name {
                #(#getters)*
            }
        }
    })
}

fn emit_error_debug(structure: &Structure) -> Option<TokenStream> {
    let name = ident(&structure.ident);
    let text = &structure.ident;
    let fields = structure.fields.iter().map(|field| {
        let text = field.bare_ident();
        let place = ident(&field.ident);
        match structure.sensitive || field.redacted {
            true => quote! { .field(#text, &Redacted) },
            false => quote! { .field(#text, &self.#place) },
        }
    });
    structure.is_redacted().then(|| {
        quote! {
            /// Sensitive members are redacted.
            impl fmt::Debug for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_struct(#text)
                        .field("message", &self.message)
                        #(#fields)*
                        .field("error", &self.error)
                        .finish()
                }
            }
        }
    })
}
