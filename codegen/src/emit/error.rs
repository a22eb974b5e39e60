//! The error of an operation: one of its modelled errors, or another.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Role, Sdk, Structure};

use super::{doc, docs_or, ident};

pub(super) fn emit_operation_error(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = ident(&operation.error);
    let errors: Vec<&Structure> = sdk.errors_of(operation).collect();
    let idents: Vec<_> = errors.iter().map(|error| ident(&error.ident)).collect();
    let docs = doc(&format!("The error of a call of `{}`.", operation.wire));
    let variants = errors.iter().map(|error| emit_variant(error));
    let predicates = errors.iter().filter_map(|error| emit_predicate(error));
    let arms = errors.iter().filter_map(|error| {
        let Role::Error(spec) = &error.role else {
            return None;
        };
        let (code, ident) = (&spec.code, ident(&error.ident));
        Some(quote! { Some(#code) => Self::#ident(error.into()), })
    });
    let from = match errors.is_empty() {
        true => quote! { Self::Unhandled(error) },
        false => quote! {
            match error.code() {
                #(#arms)*
                _ => Self::Unhandled(error),
            }
        },
    };
    let from_shapes = idents.iter().map(|ident| {
        quote! {
            impl From<#ident> for #name {
                fn from(error: #ident) -> Self {
                    Self::#ident(error)
                }
            }
        }
    });
    quote! {
        #docs
        ///
        /// It dereferences to the [`Error`] of the call, which has the code, message, status and
        /// request id, and reports whether a retry can help.
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants)*
            /// Any other failure: an unknown code, no response, an invalid input.
            Unhandled(Error),
        }

        impl #name {
            #(#predicates)*

            /// The error of the call, whichever variant this is.
            pub fn meta(&self) -> &Error {
                match self {
                    #(Self::#idents(error) => error.meta(),)*
                    Self::Unhandled(error) => error,
                }
            }
        }

        impl Deref for #name {
            type Target = Error;

            fn deref(&self) -> &Error {
                self.meta()
            }
        }

        impl From<Error> for #name {
            fn from(error: Error) -> Self {
                #from
            }
        }

        #(#from_shapes)*

        impl From<#name> for Error {
            fn from(error: #name) -> Self {
                error.meta().clone()
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.meta().fmt(f)
            }
        }

        impl std::error::Error for #name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.meta().source()
            }
        }
    }
}

fn emit_variant(error: &Structure) -> TokenStream {
    let name = ident(&error.ident);
    let docs = docs_or(
        &error.docs,
        &format!("The shape `{}` of the model.", error.shape),
    );
    quote! { #docs #name(#name), }
}

fn emit_predicate(error: &Structure) -> Option<TokenStream> {
    let Role::Error(spec) = &error.role else {
        return None;
    };
    let (name, variant) = (ident(&spec.predicate), ident(&error.ident));
    let docs = doc(&format!("Whether this is [`Self::{}`].", error.ident));
    Some(quote! {
        #docs
        pub fn #name(&self) -> bool {
            matches!(self, Self::#variant(_))
        }
    })
}
