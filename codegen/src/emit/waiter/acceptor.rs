//! Acceptors: the state of a waiter after an output and after an error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{OperationTypes, ident, operation_types};
use crate::ir::waiter::{AcceptorState, Expected, Matcher, Waiter};
use crate::ir::{Operation, Sdk};

pub(super) fn emit_on_output(
    sdk: &Sdk,
    operation: &Operation,
    waiter: &Waiter,
) -> Option<TokenStream> {
    waiter.on_output.first()?.matcher.as_ref()?;
    let OperationTypes { input, output, .. } = operation_types(sdk, operation);
    let uses_input = waiter
        .queries
        .iter()
        .any(|query| query.expression.uses_input());
    let input_name = if uses_input {
        quote! { input }
    } else {
        quote! { _ }
    };
    let mut otherwise = quote! { None };
    let mut statements = Vec::new();
    for acceptor in &waiter.on_output {
        let state = emit_state(&acceptor.state);
        match &acceptor.matcher {
            None => otherwise = quote! { Some(#state) },
            Some(matcher) => {
                let condition = emit_condition(waiter, matcher);
                statements.push(quote! { if #condition { return Some(#state); } });
            }
        }
    }
    Some(quote! {
        /// The state after an output.
        fn on_output(#input_name: &#input, output: &#output) -> Option<waiter::AcceptorState> {
            #(#statements)*
            #otherwise
        }
    })
}

fn emit_condition(waiter: &Waiter, matcher: &Matcher) -> TokenStream {
    let query = &waiter.queries[matcher.query];
    let name = ident(&query.ident);
    let call = match query.expression.uses_input() {
        true => quote! { #name(input, output) },
        false => quote! { #name(output) },
    };
    match (&matcher.expected, query.expression.nullable) {
        (Expected::Text(text), true) => quote! { #call == Some(#text) },
        (Expected::Text(text), false) => quote! { #call == #text },
        (Expected::Boolean(value), true) => quote! { #call == Some(#value) },
        (Expected::Boolean(true), false) => call,
        (Expected::Boolean(false), false) => quote! { !#call },
        (Expected::AllTexts(text), _) => quote! { waiter::all_equal(#call, #text) },
        (Expected::AnyText(text), _) => quote! { waiter::any_equal(#call, #text) },
    }
}

pub(super) fn emit_on_error(operation: &Operation, waiter: &Waiter) -> Option<TokenStream> {
    waiter.on_error.first()?;
    let error = ident(&operation.error);
    let mut otherwise = quote! { _ => None, };
    let mut arms = Vec::new();
    for acceptor in &waiter.on_error {
        let state = emit_state(&acceptor.state);
        let codes = &acceptor.codes;
        match codes.as_slice() {
            [] => {
                otherwise = quote! {
                    // Without a response, the state of the resource is unknown.
                    _ if error.kind() == querysmith_runtime::ErrorKind::Service => Some(#state),
                    _ => None,
                }
            }
            _ => arms.push(quote! { Some(#(#codes)|*) => Some(#state), }),
        }
    }
    Some(quote! {
        /// The state after an error.
        fn on_error(error: &#error) -> Option<waiter::AcceptorState> {
            match error.code() {
                #(#arms)*
                #otherwise
            }
        }
    })
}

pub(super) fn emit_state(state: &AcceptorState) -> TokenStream {
    match state {
        AcceptorState::Success => quote! { waiter::AcceptorState::Success },
        AcceptorState::Retry => quote! { waiter::AcceptorState::Retry },
        AcceptorState::Failure(reason) => quote! { waiter::AcceptorState::Failure(#reason) },
    }
}
