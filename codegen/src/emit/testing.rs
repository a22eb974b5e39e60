//! `src/testing.rs`: a stub of the service, a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk};

use super::imports::use_items;
use super::{doc, doc_lines, ident};

/// Methods of the stub besides those of operations, and of what it dereferences to.
pub(super) const METHODS: [&str; 9] = [
    "blocking_client",
    "called",
    "client",
    "clone",
    "configure",
    "default",
    "deref",
    "new",
    "set",
];

/// Types in scope with those of the model.
pub(super) const TYPES: [&str; 6] = ["Calls", "Client", "Deref", "Stub", "StubFunction", "Stubs"];

pub(super) fn emit_testing(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" A stub of {title}, for tests of code that calls it.");
    let methods = sdk.operations.iter();
    let methods = methods.map(|operation| emit_method(sdk, operation));
    let uses = sdk.operations.iter().map(|operation| {
        let module = ident(&operation.module);
        use_items(
            quote! { crate::operation::#module },
            &[&sdk.input(operation).ident],
        )
    });
    let example = emit_example(sdk);
    let title_doc = doc(&format!(
        "A stub of {title}: a function responds to the calls of each operation."
    ));
    quote! {
        #![doc = #docs]
        #![doc = ""]
        #![doc = " Outputs and modeled errors are also responses for whole calls over a scripted transport:"]
        #![doc = " `Response::of(&output)`."]
        use std::ops::Deref;
        use querysmith_testing::{Calls, StubFunction, Stubs, config};
        use crate::Client;
        #[cfg(feature = "blocking")]
        use crate::blocking;
        #(#uses)*

        #title_doc
        ///
        /// Nothing is sent, signed or waited for; inputs are validated as usual. A call without a
        /// function fails with an error that names the missing one. Clones share all state.
        #example
        #[derive(Clone, Debug, Default)]
        pub struct Stub {
            stubs: Stubs,
        }

        impl Stub {
            /// Creates a stub without functions.
            pub fn new() -> Self {
                Self::default()
            }

            /// A client of the stub. To use your own config with the stub, call
            /// `stub.configure(&config)`.
            pub fn client(&self) -> Client {
                Client::new(&self.stubs.configure(&config().build()))
            }

            /// A client of the stub for code that is not async.
            #[cfg(feature = "blocking")]
            pub fn blocking_client(&self) -> blocking::Client {
                blocking::Client::new(self.client().config())
            }

            #(#methods)*
        }

        impl Deref for Stub {
            type Target = Stubs;

            fn deref(&self) -> &Stubs {
                &self.stubs
            }
        }
    }
}

fn emit_method(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let method = ident(&operation.method);
    let docs = doc(&format!(
        "Sets the function that responds to `{}`.",
        operation.wire
    ));
    let input = ident(&sdk.input(operation).ident);
    quote! {
        #docs
        pub fn #method(&self, response: impl StubFunction<#input>) -> Calls<#input> {
            self.stubs.set(response)
        }
    }
}

fn emit_example(sdk: &Sdk) -> Option<TokenStream> {
    let operation = sdk.simplest_operation()?;
    let (method, module) = (&operation.method, &operation.module);
    let crate_ident = &sdk.crate_ident;
    let output = &sdk.output(operation).ident;
    Some(doc_lines([
        "",
        // With its language, so that a module can distinguish it from the end of an example.
        "```rust",
        "use querysmith_testing::ManualTime;",
        &format!("use {crate_ident}::operation::{module}::{output};"),
        &format!("use {crate_ident}::testing::Stub;"),
        "",
        "let stub = Stub::new();",
        &format!("let calls = stub.{method}(|_| Ok({output}::builder().build()));"),
        "let client = stub.client();",
        &format!("let outcome = ManualTime::new().run(client.{method}().send());"),
        "assert!(outcome.is_ok());",
        "assert_eq!(calls.count(), 1);",
        "```",
    ]))
}
