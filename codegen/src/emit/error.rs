//! The error of an operation: one of its modeled errors, or another.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Role, Sdk, Structure};

use super::{doc, ident};

/// The variant for errors that are not modeled.
pub(super) const UNHANDLED: &str = "Unhandled";

/// Methods of an operation's error besides predicates.
pub(super) const METHODS: [&str; 1] = ["meta"];

/// Methods of the runtime's error, to which an operation's error dereferences: a predicate of the
/// same name would hide them. A test compares them with the runtime's source.
pub(super) const CALL_METHODS: [&str; 15] = [
    "body",
    "code",
    "details",
    "is_credentials_problem",
    "is_expired_credentials",
    "is_retryable",
    "is_throttling",
    "is_timeout",
    "kind",
    "message",
    "metadata",
    "modeled",
    "operation",
    "request_id",
    "status",
];

pub(super) fn emit_operation_error(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = ident(&operation.error);
    let errors: Vec<&Structure> = sdk.errors_of(operation).collect();
    let shapes = errors.iter().filter_map(|error| match &error.role {
        Role::Error(spec) => Some((ident(&error.ident), ident(&spec.variant))),
        _ => None,
    });
    let (types, idents): (Vec<_>, Vec<_>) = shapes.unzip();
    let docs = doc(&format!("The error of a call of `{}`.", operation.wire));
    let variants = errors.iter().filter_map(|error| emit_variant(error));
    let predicates = errors.iter().filter_map(|error| emit_predicate(error));
    let arms = errors.iter().filter_map(|error| {
        let Role::Error(spec) = &error.role else {
            return None;
        };
        let (code, ident) = (&spec.code, ident(&spec.variant));
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
    let from_shapes = types.iter().zip(&idents).map(|(ty, ident)| {
        quote! {
            impl From<#ty> for #name {
                fn from(error: #ty) -> Self {
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

fn emit_variant(error: &Structure) -> Option<TokenStream> {
    let Role::Error(spec) = &error.role else {
        return None;
    };
    let (variant, name) = (ident(&spec.variant), ident(&error.ident));
    // The documentation is on the shape.
    let docs = doc(&format!("The error [`{}`].", error.ident));
    Some(quote! { #docs #variant(#name), })
}

fn emit_predicate(error: &Structure) -> Option<TokenStream> {
    let Role::Error(spec) = &error.role else {
        return None;
    };
    let (name, variant) = (ident(&spec.predicate), ident(&spec.variant));
    let docs = doc(&format!("Whether this is [`Self::{variant}`]."));
    Some(quote! {
        #docs
        pub fn #name(&self) -> bool {
            matches!(self, Self::#variant(_))
        }
    })
}
