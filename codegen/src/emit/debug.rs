//! `Debug` of structures and builders that hold secrets of types which would show them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Role, Structure};

use super::{allow_deprecated, ident};

/// `Debug,` for the list of derived traits, where nothing has to be kept out of it.
pub(super) fn derive_debug(structure: &Structure) -> Option<TokenStream> {
    (!is_redacted(structure)).then(|| quote! { Debug, })
}

pub(super) fn is_redacted(structure: &Structure) -> bool {
    structure.sensitive || structure.fields.iter().any(|field| field.redacted)
}

/// What stands in for the derived `Debug` of `name`, the structure itself or its builder.
pub(super) fn emit_debug(structure: &Structure, name: &str) -> Option<TokenStream> {
    if !is_redacted(structure) {
        return None;
    }
    let ident_of = ident(name);
    let fields = structure.fields.iter().map(|field| {
        let text = field.ident.trim_start_matches("r#");
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
        /// Without what is a secret.
        #allow
        impl fmt::Debug for #ident_of {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#name) #(#fields)* #metadata .finish()
            }
        }
    })
}
