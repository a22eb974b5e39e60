//! `src/types/error/<shape>.rs`: the errors in the model.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Retry, Role, Sdk, Structure};

use super::debug::derive_debug;
use super::imports::Imports;
use super::structure::{emit_field, emit_getter, fallback};
use super::{allow_deprecated, deprecated_attr, doc_lines, docs_or, ident};

/// Fields and methods of error shapes besides those of members.
pub(super) const MEMBERS: [&str; 4] = ["error", "message", "meta", "new"];

/// Types of the runtime in scope with those of the model.
const RUNTIME: [&str; 3] = ["Error", "ErrorSpec", "RetryHint"];

/// Types in scope with those of the model, and the one that `new` would be a constructor of by
/// name.
pub(super) const TYPES: [&str; 4] = ["Error", "ErrorSpec", "New", "RetryHint"];

/// `src/types/error/<shape>.rs`.
pub(super) fn emit_error(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let Role::Error(error) = &structure.role else {
        return quote! {};
    };
    let name = ident(&structure.ident);
    let docs = docs_or(&structure.docs, &fallback(structure));
    let deprecated = deprecated_attr(structure.deprecated.as_ref());
    let (code, status) = (&error.code, Literal::u16_unsuffixed(error.status));
    let retry = match error.retry {
        Retry::No => None,
        Retry::Yes => Some(quote! { .with_retry(RetryHint::Yes) }),
        Retry::Throttling => Some(quote! { .with_retry(RetryHint::Throttling) }),
    };
    let is_used = |name: &&str| *name != "RetryHint" || retry.is_some();
    let runtime: Vec<&str> = RUNTIME.into_iter().filter(is_used).collect();
    let code_doc = format!("Code `{}`, HTTP status {}.", error.code, error.status);
    let code_doc = doc_lines(["", code_doc.as_str()]);
    let new_doc = doc_lines([
        "The error with a message, as the service returns it, for tests of error handling.",
    ]);
    let fields = structure.fields.iter().map(|field| emit_field(sdk, field));
    let getters = structure.fields.iter().map(|field| emit_getter(sdk, field));
    let derive_debug = derive_debug(structure);
    let debug = emit_error_debug(structure);
    let from = emit_from(structure);
    let code = quote! {
        #docs
        #code_doc
        #deprecated
        #[non_exhaustive]
        #[derive(Clone, #derive_debug PartialEq)]
        pub struct #name {
            /// The message of the service.
            pub message: Option<String>,
            #(#fields)*
            error: Error,
        }

        impl #name {
            pub(crate) const SPEC: ErrorSpec = ErrorSpec::new(#code, #status) #retry;

            #new_doc
            pub fn new(message: impl Into<String>) -> Self {
                Error::modeled(&Self::SPEC, message).into()
            }

            /// The message of the service.
            pub fn message(&self) -> Option<&str> {
                self.message.as_deref()
            }

            #(#getters)*

            /// The error of the call: its operation, HTTP status, request id and so on.
            pub fn meta(&self) -> &Error {
                &self.error
            }
        }

        #debug

        #from

        impl From<#name> for Error {
            fn from(error: #name) -> Self {
                error.error
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.error.fmt(f)
            }
        }

        impl std::error::Error for #name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.error.source()
            }
        }
    };
    let imports = Imports::of(sdk, &code)
        .and(&runtime)
        .emit(quote! { crate::types });
    let protocol = (!structure.fields.is_empty()).then(|| quote! { use crate::protocol; });
    quote! {
        use std::fmt;

        #imports
        #protocol

        #code
    }
}

/// The conversion from the error of the call, which holds the members.
fn emit_from(structure: &Structure) -> TokenStream {
    let name = ident(&structure.ident);
    if structure.fields.is_empty() {
        return quote! {
            impl From<Error> for #name {
                fn from(error: Error) -> Self {
                    Self {
                        message: error.message().map(str::to_owned),
                        error,
                    }
                }
            }
        };
    }
    let read = ident(&structure.reader);
    let idents: Vec<_> = structure
        .fields
        .iter()
        .map(|field| ident(&field.ident))
        .collect();
    let allow = allow_deprecated(&structure.fields);
    quote! {
        #allow
        impl From<Error> for #name {
            /// A member that cannot be read is left out; the error itself is kept.
            fn from(error: Error) -> Self {
                let mut shape = Self {
                    message: error.message().map(str::to_owned),
                    #(#idents: None,)*
                    error: error.clone(),
                };
                error.details(|element| protocol::#read(element, &mut shape));
                shape
            }
        }
    }
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
