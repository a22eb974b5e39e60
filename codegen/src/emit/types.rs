//! The modules of shared types and of error shapes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Sdk;

use super::ident;

/// Modules beside those of shared types, and the module that holds them.
pub(super) const MODULES: [&str; 2] = ["error", "types"];

/// The module that holds those of errors.
pub(super) const ERROR_MODULES: [&str; 1] = ["error"];

/// `src/types.rs`.
pub(super) fn emit_modules(sdk: &Sdk) -> TokenStream {
    let mut types: Vec<(&str, &str, Option<&str>)> = Vec::new();
    for structure in sdk.shared() {
        types.push((
            &structure.ident,
            &structure.module,
            Some(&structure.builder),
        ));
    }
    for union in &sdk.unions {
        types.push((&union.ident, &union.module, None));
    }
    for enumeration in &sdk.enums {
        types.push((&enumeration.ident, &enumeration.module, None));
    }
    types.sort_unstable();
    let modules = types.iter().map(|(_, module, _)| {
        let module = ident(module);
        quote! { mod #module; }
    });
    let uses = types.iter().map(|(name, module, builder)| {
        let (name, module) = (ident(name), ident(module));
        match builder {
            Some(builder) => {
                let builder = ident(builder);
                quote! { pub use #module::{#name, #builder}; }
            }
            None => quote! { pub use #module::#name; },
        }
    });
    let error = (!sdk.errors().is_empty()).then(|| quote! { pub mod error; });
    quote! {
        #![doc = " Types that operations share, and the errors that they return."]
        #error
        #(#modules)*
        #(#uses)*
    }
}

/// `src/types/error.rs`.
pub(super) fn emit_error_modules(sdk: &Sdk) -> TokenStream {
    let errors = sdk.errors();
    let modules = errors.iter().map(|error| {
        let module = ident(&error.module);
        quote! { mod #module; }
    });
    let uses = errors.iter().map(|error| {
        let (module, name) = (ident(&error.module), ident(&error.ident));
        quote! { pub use #module::#name; }
    });
    quote! {
        #![doc = " The errors in the model."]
        #(#modules)*
        #(#uses)*
    }
}
