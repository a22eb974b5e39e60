//! `src/testing.rs`: a stub of the service, a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Sdk};

use super::imports::use_items;
use super::{doc, doc_lines, ident};

pub(super) fn emit_testing(sdk: &Sdk) -> TokenStream {
    let title = &sdk.service.title;
    let docs = format!(" For tests of code that calls {title}: a stub that answers in its place.");
    let methods = sdk.operations.iter();
    let methods = methods.map(|operation| emit_method(sdk, operation));
    let uses = sdk.operations.iter().map(|operation| {
        let module = ident(&operation.method);
        use_items(
            quote! { crate::operation::#module },
            &[&sdk.input(operation).ident],
        )
    });
    let xml = sdk.has_response_types().then(|| quote! { mod xml; });
    let example = emit_example(sdk);
    let title_doc = doc(&format!(
        "Answers calls in place of {title}: a function for each operation."
    ));
    quote! {
        #![doc = #docs]
        #![doc = ""]
        #![doc = " Outputs and modelled errors are answers as well, for whole calls over a scripted transport:"]
        #![doc = " `Answer::of(&output)`."]
        mod answers;
        #xml
        use std::ops::Deref;
        use querysmith_runtime::testing::{AnswerCall, Calls, Stubs, config};
        use crate::Client;
        #[cfg(feature = "blocking")]
        use crate::blocking;
        #(#uses)*

        #title_doc
        ///
        /// Nothing is sent, signed or waited for; inputs are checked as ever. A call that no
        /// function answers fails with an error that says which one to add. Clones share it all.
        #example
        #[derive(Clone, Debug, Default)]
        pub struct Stub {
            stubs: Stubs,
        }

        impl Stub {
            /// A stub that answers nothing yet.
            pub fn new() -> Self {
                Self::default()
            }

            /// A client that it answers. One with a config of your own it answers as well, if that
            /// is given the stub: `config.with_stub(&stub)`.
            pub fn client(&self) -> Client {
                Client::new(&config().build().with_stub(&self.stubs))
            }

            /// A client that it answers, for code that is not async.
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
    let docs = doc(&format!("Answers `{}` from now on.", operation.wire));
    let input = ident(&sdk.input(operation).ident);
    quote! {
        #docs
        pub fn #method(&self, answer: impl AnswerCall<#input>) -> Calls<#input> {
            self.stubs.set(answer)
        }
    }
}

fn emit_example(sdk: &Sdk) -> Option<TokenStream> {
    let operation = sdk.simplest_operation()?;
    let (method, crate_ident) = (&operation.method, &sdk.crate_ident);
    let output = &sdk.output(operation).ident;
    Some(doc_lines([
        "",
        "```",
        "use querysmith_runtime::testing::ManualTime;",
        &format!("use {crate_ident}::operation::{method}::{output};"),
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
