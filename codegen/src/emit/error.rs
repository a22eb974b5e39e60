//! The error of an operation: one of its modeled errors, or another. A macro of the runtime adds the
//! rest to its variants.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Role, Sdk, Structure};

use super::{doc, ident};

/// The variant for errors that are not modeled.
pub(super) const UNHANDLED: &str = "Unhandled";

/// Methods of an operation's error besides predicates.
pub(super) const METHODS: [&str; 4] = ["as_service_error", "generic", "into_service_error", "meta"];

/// Methods of the runtime's error, to which an operation's error dereferences: a predicate of the
/// same name would hide them. A test compares them with the runtime's source.
pub(super) const CALL_METHODS: [&str; 17] = [
    "body",
    "builder",
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
    "raw_response",
    "request_id",
    "status",
];

pub(super) fn emit_operation_error(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = ident(&operation.error);
    let docs = doc(&format!("The error of a call of `{}`.", operation.wire));
    let variants = sdk.errors_of(operation).filter_map(emit_variant);
    quote! {
        operation_error! {
            #docs
            pub enum #name {
                #(#variants)*
            }
        }
    }
}

/// The code and the predicate of an error, and its variant.
fn emit_variant(error: &Structure) -> Option<TokenStream> {
    let Role::Error(spec) = &error.role else {
        return None;
    };
    let (code, predicate) = (&spec.code, ident(&spec.predicate));
    let (variant, name) = (ident(&spec.variant), ident(&error.ident));
    Some(quote! {
        #[error(#code, #predicate)]
        #variant(#name),
    })
}
