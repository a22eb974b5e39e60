//! `src/blocking.rs`: the client for code that is not async. Its methods return the builders of the
//! async client, with a blocking core.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::waiter::Waiter;
use crate::ir::{Operation, Sdk};
use crate::naming::bare;

use super::client::builder_uses;
use super::{deprecated_attr, doc, doc_lines, ident};

pub(super) fn emit_client(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" The client of {title} for code that is not async.");
    let methods = sdk.operations.iter().map(emit_method);
    let waiters = sdk.waiters();
    let wait_methods = waiters.iter().map(|(_, waiter)| emit_wait_method(waiter));
    let use_waiters = (!waiters.is_empty()).then(|| quote! { use crate::waiters; });
    let uses = builder_uses(sdk);
    let crate_ident = &sdk.crate_ident;
    let example = doc_lines([
        "```no_run",
        &format!("use {crate_ident}::{{Config, blocking}};"),
        "",
        "let config = Config::builder().region(\"eu-central-1\").build();",
        "let client = blocking::Client::new(&config);",
        "```",
    ]);
    let title_doc = doc(&format!(
        "A client of {title} that blocks until each call completes."
    ));
    let deprecated = deprecated_attr(sdk.service.deprecated.as_ref());
    quote! {
        #![doc = #docs]
        use querysmith_runtime::{AsConfig, Config};
        use querysmith_runtime::codegen_v1::blocking::ClientCore;
        #(#uses)*
        #use_waiters

        #title_doc
        ///
        /// It has the methods of [`crate::Client`], and their builders have the same methods, none
        /// of which is async. Clones share connections, credentials and signing keys: create one
        /// client and clone it.
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

fn emit_method(operation: &Operation) -> TokenStream {
    let method = ident(&operation.method);
    let builder = ident(&operation.fluent_builder);
    let docs = doc(&format!(
        "See [`crate::Client::{}`].",
        bare(&operation.method)
    ));
    let deprecated = deprecated_attr(operation.deprecated.as_ref());
    quote! {
        #docs
        #deprecated
        pub fn #method(&self) -> #builder<ClientCore> {
            #builder::new(self.core.clone())
        }
    }
}

fn emit_wait_method(waiter: &Waiter) -> TokenStream {
    let name = ident(&waiter.method);
    let module = ident(&waiter.module);
    let builder = ident(&waiter.fluent_builder);
    let docs = doc(&format!("See [`crate::Client::{name}`]."));
    let deprecated = deprecated_attr(waiter.deprecated.as_ref());
    quote! {
        #docs
        #deprecated
        pub fn #name(&self) -> waiters::#module::#builder<ClientCore> {
            waiters::#module::#builder::new(self.core.clone())
        }
    }
}
