//! The files of a module as one item.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Generated, parts};

/// The files of a module as one item, which declares the module.
pub(super) fn one_module(generated: &Generated) -> Result<TokenStream, Diagnostics> {
    let mut files = BTreeMap::new();
    for (path, text) in &generated.files {
        let file = syn::parse_file(text).map_err(|error| not_rust(&error.to_string()))?;
        files.insert(path.clone(), file);
    }
    let root = parts::nest_modules(files);
    let name = Ident::new(&generated.name, Span::call_site());
    Ok(quote! {
        #[allow(dead_code, unreachable_pub, unused_imports)]
        pub mod #name {
            #root
        }
    })
}

pub(super) fn not_rust(error: &str) -> Diagnostics {
    let diagnostic = Diagnostic::new(
        "build.rs",
        "the module",
        "the generator emitted invalid Rust",
    );
    let help = "this is a bug in the generator, not a defect of the model";
    diagnostic
        .found(error)
        .expected("valid Rust")
        .help(help)
        .into()
}
