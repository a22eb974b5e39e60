//! The conversion of temporary credentials in a response into those of a client.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk, Structure};

use super::{doc_lines, ident};

/// The conversion, if the structure holds credentials.
pub(super) fn emit_conversion(structure: &Structure) -> Option<TokenStream> {
    let fields = structure.credentials()?;
    let name = ident(&structure.ident);
    let key = ident(&fields.access_key_id.ident);
    let secret = ident(&fields.secret_access_key.ident);
    let token = ident(&fields.session_token.ident);
    let expiration = ident(&fields.expiration.ident);
    Some(quote! {
        /// Converts to credentials for a client. Fails if a value is missing from the response or cannot
        /// be valid.
        impl TryFrom<#name> for querysmith_runtime::Credentials {
            type Error = querysmith_runtime::CredentialsError;

            fn try_from(found: #name) -> Result<Self, Self::Error> {
                Self::new(found.#key, found.#secret)
                    .with_session_token(found.#token)
                    .with_expires_at(found.#expiration)
                    .checked("the response")
            }
        }
    })
}

/// A paragraph about the conversion for the method of a client, if the output holds credentials.
pub(super) fn emit_note(sdk: &Sdk, operation: &Operation) -> Option<TokenStream> {
    let field = sdk.credentials_of(operation)?;
    let name = field.bare_ident();
    let note = format!("To sign requests with `output.{name}`, convert it to");
    let with = "[`querysmith_runtime::Credentials`] with `try_from`.";
    Some(doc_lines(["", &note, with]))
}
