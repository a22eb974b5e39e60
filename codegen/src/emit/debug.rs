//! `Debug` of structures and builders with sensitive values whose types do not redact them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Role, Structure};

use super::{allow_deprecated, ident};

/// `Debug,` for the list of derived traits, if nothing has to be redacted.
pub(super) fn derive_debug(structure: &Structure) -> Option<TokenStream> {
    (!structure.is_redacted()).then(|| quote! { Debug, })
}

/// The `Debug` of `name`, the structure itself or its builder, if it cannot be derived.
pub(super) fn emit_debug(structure: &Structure, name: &str) -> Option<TokenStream> {
    if !structure.is_redacted() {
        return None;
    }
    let ident_of = ident(name);
    let fields = structure.fields.iter().map(|field| {
        let text = field.bare_ident();
        let place = ident(&field.ident);
        match structure.sensitive || field.redacted {
            true => quote! { .field(#text, &Redacted) },
            false => quote! { .field(#text, &self.#place) },
        }
    });
    let metadata = matches!(structure.role, Role::Output)
        .then(|| quote! { .field("response_metadata", &self.response_metadata) });
    let allow = allow_deprecated(&structure.fields);
    Some(quote! {
        /// Sensitive members are redacted.
        #allow
        impl fmt::Debug for #ident_of {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#name) #(#fields)* #metadata .finish()
            }
        }
    })
}
