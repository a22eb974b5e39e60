//! The fluent builder, which also makes the call.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{OperationTypes, doc, ident, operation_types};
use crate::ir::{Operation, Sdk};

use super::setter::emit_input_setters;

pub(super) fn emit_fluent_builder(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = ident(&operation.fluent_builder);
    let OperationTypes {
        input,
        output,
        error,
    } = operation_types(sdk, operation);
    let docs = doc(&format!(
        "A builder of a call of `{}`; [`send`](Self::send) makes the call.",
        operation.wire
    ));
    let errors = doc(&format!("[`{error}`], whatever the cause."));
    let setters = emit_input_setters(sdk, sdk.input(operation));
    let paginator = emit_into_paginator(operation);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "a call is made by `send`"]
        pub struct #name<C = ClientCore> {
            core: C,
            input: #input,
        }

        impl<C> #name<C> {
            pub(crate) fn new(core: C) -> Self {
                Self { core, input: #input::default() }
            }

            #setters

            /// The input so far.
            pub fn as_input(&self) -> &#input {
                &self.input
            }
            #paginator
        }

        impl #name {
            /// Makes the call.
            ///
            /// # Errors
            ///
            #errors
            pub async fn send(self) -> Result<#output, #error> {
                self.core.call(&self.input).await
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(self) -> CustomizableOperation<#input> {
                CustomizableOperation::new(self.core, self.input)
            }

            /// Presigns the call: a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #errors
            pub async fn presigned(self, presigning: PresigningConfig) -> Result<PresignedRequest, #error> {
                self.core.presign(&self.input, presigning).await
            }
        }

        #[cfg(feature = "blocking")]
        impl #name<blocking::ClientCore> {
            /// Makes the call and blocks until it ends.
            ///
            /// # Errors
            ///
            #errors
            pub fn send(self) -> Result<#output, #error> {
                self.core.call(&self.input)
            }

            /// Customizes the settings, headers and hooks of the call.
            pub fn customize(self) -> CustomizableOperation<#input, blocking::ClientCore> {
                CustomizableOperation::new(self.core, self.input)
            }

            /// Presigns the call: a URL that others can send. Nothing is sent now.
            ///
            /// # Errors
            ///
            #errors
            pub fn presigned(self, presigning: PresigningConfig) -> Result<PresignedRequest, #error> {
                self.core.presign(&self.input, presigning)
            }
        }
    }
}

/// The method that turns a call into a paginator.
fn emit_into_paginator(operation: &Operation) -> Option<TokenStream> {
    let paginator = ident(&operation.pagination.as_ref()?.paginator);
    Some(quote! {
        /// The pages of the output, with a call for each, instead of one call.
        pub fn into_paginator(self) -> #paginator<C> {
            #paginator::new(self.core, self.input)
        }
    })
}
