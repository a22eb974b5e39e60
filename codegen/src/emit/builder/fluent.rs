//! The builder of an operation's input, which also makes the call. A macro of the runtime adds
//! everything except the setters.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{OperationTypes, article, doc, ident, operation_types};
use crate::ir::{Operation, Sdk};

use super::setter::emit_input_setters;

pub(super) fn emit_fluent_builder(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let name = ident(&operation.fluent_builder);
    let alias = ident(&sdk.input(operation).builder);
    let OperationTypes {
        input,
        output,
        error,
    } = operation_types(sdk, operation);
    let docs = doc(&format!(
        "A builder of a call of `{}`; [`send`](Self::send) makes the call.",
        operation.wire
    ));
    let input_name = input.to_string();
    let alias_docs = doc(&format!(
        "Builds {} [`{input_name}`] without a client.",
        article(&input_name)
    ));
    let setters = emit_input_setters(sdk, sdk.input(operation));
    let paginator = emit_into_paginator(operation);
    let has_setters = !sdk.input(operation).fields.is_empty();
    let setters = has_setters.then(|| quote! { impl<C> #name<C> { #setters } });
    quote! {
        fluent_builder! {
            #docs
            pub struct #name;

            type Input = #input;
            type Output = #output;
            type Error = #error;
        }

        #alias_docs
        pub type #alias = #name<()>;

        #setters
        #paginator
    }
}

/// The method that turns a call into a paginator.
fn emit_into_paginator(operation: &Operation) -> Option<TokenStream> {
    let name = ident(&operation.fluent_builder);
    let paginator = ident(&operation.pagination.as_ref()?.paginator);
    Some(quote! {
        impl<C: AsRef<Config>> #name<C> {
            /// The pages of the output, with a call for each, instead of one call.
            pub fn into_paginator(self) -> #paginator<C> {
                #paginator::new(self.core, *self.input)
            }
        }
    })
}
