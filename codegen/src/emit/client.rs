//! `src/client.rs`: the client, a method for each operation.

mod example;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk};

use super::imports::use_items;
use super::{credentials, deprecated_attr, doc, doc_lines, docs_or, ident};
use example::emit_example;

/// Methods of the client besides those of operations and waiters.
pub(super) const METHODS: [&str; 4] = ["clone", "config", "from_conf", "new"];

/// Types in scope with those of the model.
pub(super) const TYPES: [&str; 5] = ["AsConfig", "AsRef", "Client", "ClientCore", "Config"];

pub(super) fn emit_client(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" The client of {title}.");
    let methods = sdk
        .operations
        .iter()
        .map(|operation| emit_method(sdk, operation));
    let wait_methods = sdk
        .waiters()
        .into_iter()
        .map(|(operation, waiter)| super::waiter::emit_method(operation, waiter));
    let waiters = (!sdk.waiters().is_empty()).then(|| quote! { use crate::waiters; });
    let uses = builder_uses(sdk);
    let crate_ident = &sdk.crate_ident;
    let example = doc_lines([
        "```no_run",
        &format!("use {crate_ident}::{{Client, Config}};"),
        "",
        "let config = Config::builder().region(\"eu-central-1\").build();",
        "let client = Client::new(&config);",
        "```",
    ]);
    let title_doc = doc(&format!("A client of {title}."));
    let deprecated = deprecated_attr(sdk.service.deprecated.as_ref());
    quote! {
        #![doc = #docs]
        use querysmith_runtime::{AsConfig, Config};
        use querysmith_runtime::codegen_v1::ClientCore;
        #(#uses)*
        #waiters

        #title_doc
        ///
        /// Clones share connections, credentials and signing keys: create one client and clone it.
        ///
        #example
        #deprecated
        #[derive(Clone, Debug)]
        pub struct Client {
            core: ClientCore,
        }

        impl Client {
            /// Creates a client with the region, credentials, endpoint and limits of `config`: a
            /// [`Config`], or a value that has one.
            pub fn new(config: &impl AsConfig) -> Self {
                Self { core: ClientCore::new(config.as_config()) }
            }

            /// Like [`new`](Self::new), with a config by value, or of a type that converts to one.
            pub fn from_conf(config: impl Into<Config>) -> Self {
                Self { core: ClientCore::new(&config.into()) }
            }

            /// The configuration of the client.
            pub fn config(&self) -> &Config {
                self.core.config()
            }

            #(#methods)*
            #(#wait_methods)*
        }
    }
}

/// The `use` items of the builders that the methods of a client return.
pub(super) fn builder_uses(sdk: &Sdk) -> impl Iterator<Item = TokenStream> {
    sdk.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        let builders = quote! { crate::operation::#module::builders };
        use_items(builders, &[&operation.fluent_builder])
    })
}

fn emit_method(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let method = ident(&operation.method);
    let builder = ident(&operation.fluent_builder);
    let docs = docs_or(&operation.docs, &format!("Calls `{}`.", operation.wire));
    let note = credentials::emit_note(sdk, operation);
    let example = operation.successful_example();
    let example = example.map(|example| emit_example(sdk, operation, example));
    let deprecated = deprecated_attr(operation.deprecated.as_ref());
    quote! {
        #docs
        #note
        #example
        #deprecated
        pub fn #method(&self) -> #builder {
            #builder::new(self.core.clone())
        }
    }
}
