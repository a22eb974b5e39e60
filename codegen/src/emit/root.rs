//! `src/lib.rs`: the documentation, modules and constants of the crate.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Sdk;
use crate::settings::OptionalPart;

use super::{Manifest, inner_doc};

/// Types that the root of the crate names.
pub(super) const TYPES: [&str; 4] = ["Client", "Config", "Error", "Service"];

pub(super) fn emit_root(sdk: &Sdk, manifest: &Manifest<'_>) -> TokenStream {
    let service = &sdk.service;
    let title = format!(" An SDK for {}.", service.title);
    let docs = service.docs.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    let blank = (!service.docs.is_empty()).then(|| quote! { #![doc = ""] });
    let protocol = sdk.has_protocol().then(|| quote! { mod protocol; });
    let validation = (!sdk.checks.is_empty()).then(|| quote! { mod validation; });
    let types = sdk.has_types().then(|| quote! { pub mod types; });
    let endpoint = sdk
        .endpoint_rules
        .is_some()
        .then(|| quote! { pub mod endpoint; });
    let (sdk_id, signing_name, api_version) =
        (&service.sdk_id, &service.signing_name, &service.api_version);
    let version_doc = format!(
        " The version of the service's API, which every request contains: `{api_version}`."
    );
    let waiters = (!sdk.waiters().is_empty()).then(|| quote! { pub mod waiters; });
    let sha256 = manifest.model_sha256.as_str();
    let allow = sdk.has_deprecated_items();
    let allow = allow.then(|| quote! { #![allow(deprecated)] });
    let use_line = format!(" use {}::{{Client, Config}};", sdk.crate_ident);
    let result_line = format!(" # Ok::<(), {}::Error>(())", sdk.crate_ident);
    // Labels the items of optional features on docs.rs.
    let doc_cfg = (!manifest.is_module).then(|| quote! { #![cfg_attr(docsrs, feature(doc_cfg))] });
    let allow_names =
        names_placeholders(sdk).then(|| quote! { #![allow(clippy::disallowed_names)] });
    let allow_sizes = sdk.has_large_variants().then(|| {
        quote! {
            #![allow(
                clippy::large_enum_variant,
                clippy::result_large_err,
                reason = "the model determines the size of errors and unions"
            )]
        }
    });
    let allow_complex = sdk
        .has_complex_types()
        .then(|| quote! { #![allow(clippy::type_complexity)] });
    // An attribute of crates: a module is compiled with the limit of the crate around it.
    let limit = sdk.recursion_limit().filter(|_| !manifest.is_module);
    let limit = limit.map(|limit| {
        let limit = limit.to_string();
        quote! { #![recursion_limit = #limit] }
    });
    let selection = emit_selection(sdk);
    let start = match manifest.settings.has(OptionalPart::Blocking) {
        true => inner_doc(
            "Start with a [`Client`], which has a method for each operation. The feature \
             `blocking` adds `blocking::Client`, which has the same methods for code that is not \
             async.",
        ),
        false => inner_doc("Start with a [`Client`], which has a method for each operation."),
    };
    quote! {
        #![doc = #title]
        #blank
        #(#![doc = #docs])*
        #selection
        #![doc = ""]
        #start
        #![doc = ""]
        #![doc = " ```no_run"]
        #![doc = #use_line]
        #![doc = ""]
        #![doc = " let client = Client::new(&Config::from_env()?);"]
        #![doc = #result_line]
        #![doc = " ```"]
        #doc_cfg
        #allow
        #allow_names
        #allow_sizes
        #allow_complex
        #limit

        #[cfg(feature = "blocking")]
        pub mod blocking;
        mod client;
        #protocol
        #validation
        #endpoint
        pub mod operation;
        #[cfg(feature = "server")]
        pub mod server;
        #[cfg(feature = "testing")]
        pub mod testing;
        #types
        #waiters

        pub use client::Client;
        pub use querysmith_runtime::{Config, Error};

        use querysmith_runtime::codegen_v1::Service;

        #[doc = #version_doc]
        pub const API_VERSION: &str = #api_version;

        /// The SHA-256 of the model that this crate was generated from.
        pub const MODEL_SHA256: &str = #sha256;

        /// The service as the runtime sees it.
        static SERVICE: Service =
            Service::with_plain_names(#sdk_id, API_VERSION, #signing_name, endpoint::resolve_endpoint);
    }
}

/// Which operations a crate with some operations of the service has.
fn emit_selection(sdk: &Sdk) -> Option<TokenStream> {
    let all = sdk.selected_of?;
    let names = sdk.operations.iter();
    let names: Vec<String> = names.map(|it| format!("`{}`", it.wire)).collect();
    let text = inner_doc(&format!(
        "This crate has {} of the {all} operations of the service: {}.",
        names.len(),
        names.join(", ")
    ));
    Some(quote! { #![doc = ""] #text })
}

/// Names that Clippy rejects as placeholders. Here they come from the model.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

fn names_placeholders(sdk: &Sdk) -> bool {
    let mut fields = sdk.all_fields();
    fields.any(|field| PLACEHOLDERS.contains(&field.snake.as_str()))
}
