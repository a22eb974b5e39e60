//! `src/waiters/<waiter>.rs`: the builder of a waiter, and its acceptors.

mod acceptor;
mod code;
mod expression;
mod lints;
mod number;

use std::iter;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::waiter::{Query, Value, Waiter};
use crate::ir::{Operation, Sdk};
use crate::markdown::code_span;

use super::builder::emit_input_setters;
use super::imports::{Imports, use_items};
use super::items::Items;
use super::{OperationTypes, deprecated_attr, doc, docs_or, ident, operation_types};
use acceptor::{emit_on_error, emit_on_output, emit_state};

/// Methods of a waiter's builder besides those of members.
pub(super) const METHODS: [&str; 3] = ["as_input", "new", "wait"];

/// The module that holds those of waiters.
pub(super) const MODULES: [&str; 1] = ["waiters"];

/// Functions of a waiter's module besides its queries, and variables where queries are called.
pub(super) const FUNCTIONS: [&str; 5] = ["error", "input", "on_error", "on_output", "output"];

/// `src/waiters.rs`: the modules.
pub(super) fn emit_modules(sdk: &Sdk) -> TokenStream {
    let docs = format!(" The waiters of {}, one module each.", sdk.service.title);
    let modules = sdk.waiters().into_iter().map(|(_, waiter)| {
        let module = ident(&waiter.module);
        quote! { pub mod #module; }
    });
    quote! {
        #![doc = #docs]
        #(#modules)*
    }
}

/// The client's method.
pub(super) fn emit_method(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let name = ident(&waiter.method);
    let module = ident(&waiter.module);
    let builder = ident(&waiter.fluent_builder);
    let docs = docs_or(
        &waiter.docs,
        &format!(
            "Waits until `{}` by calling `{}`.",
            waiter.name, operation.wire
        ),
    );
    let deprecated = deprecated_attr(waiter.deprecated.as_ref());
    quote! {
        #docs
        #deprecated
        pub fn #name(&self) -> waiters::#module::#builder {
            waiters::#module::#builder::new(self.core.clone())
        }
    }
}

pub(super) fn emit_waiter<'a>(
    sdk: &'a Sdk,
    operation: &'a Operation,
    waiter: &'a Waiter,
) -> Items<'a> {
    let aliases = emit_aliases(sdk, operation, waiter);
    let builder = emit_builder(sdk, operation, waiter);
    let spec = emit_spec(sdk, operation, waiter);
    let on_output = emit_on_output(sdk, operation, waiter);
    let on_error = emit_on_error(operation, waiter);
    let code = quote! {
        #aliases
        #builder
        #spec
        #on_output
        #on_error
    };
    let queries = waiter.queries.iter();
    let queries = queries.map(|query| emit_query(sdk, operation, query));
    Items::new(iter::once(code).chain(queries), move |names| {
        let module_doc = format!(
            " The waiter `{}`, which calls `{}`.",
            waiter.name, operation.wire
        );
        let imports = Imports::named(sdk, names).and(&["waiter", "waiter_builder"]);
        let imports = imports.emit(quote! { crate::types });
        let module = ident(&operation.module);
        let (input, output) = (sdk.input(operation), sdk.output(operation));
        let types = [&operation.error, &input.ident, &output.ident];
        let own = use_items(quote! { crate::operation::#module }, &types);
        quote! {
            #![doc = #module_doc]
            use std::time;
            #imports
            #own
        }
    })
}

fn emit_aliases(sdk: &Sdk, operation: &Operation, waiter: &Waiter) -> TokenStream {
    let OperationTypes { output, error, .. } = operation_types(sdk, operation);
    let poll = ident(&waiter.final_poll);
    let wait_error = ident(&waiter.error);
    quote! {
        /// The result of the last call.
        pub type #poll = waiter::FinalPoll<#output, #error>;

        /// The error of the waiter.
        pub type #wait_error = waiter::WaiterError<#output, #error>;
    }
}

fn emit_builder(sdk: &Sdk, operation: &Operation, waiter: &Waiter) -> TokenStream {
    let name = ident(&waiter.fluent_builder);
    let OperationTypes { input, .. } = operation_types(sdk, operation);
    let poll = ident(&waiter.final_poll);
    let wait_error = ident(&waiter.error);
    let docs = doc(&format!(
        "A builder of the waiter `{}`: the input of `{}`, and [`wait`](Self::wait).",
        waiter.name, operation.wire
    ));
    let setters = emit_input_setters(sdk, sdk.input(operation));
    let has_setters = !sdk.input(operation).fields.is_empty();
    let setters = has_setters.then(|| quote! { impl<C> #name<C> { #setters } });
    quote! {
        waiter_builder! {
            #docs
            pub struct #name;

            type Input = #input;
            type FinalPoll = #poll;
            type Error = #wait_error;
        }

        #setters
    }
}

fn emit_spec(sdk: &Sdk, operation: &Operation, waiter: &Waiter) -> TokenStream {
    let OperationTypes { input, .. } = operation_types(sdk, operation);
    let name = &waiter.name;
    let (min, max) = (
        Literal::u64_unsuffixed(waiter.min_delay),
        Literal::u64_unsuffixed(waiter.max_delay),
    );
    let on_output = match waiter.on_output.as_slice() {
        [] => quote! { |_, _| None },
        [only] if only.matcher.is_none() => {
            let state = emit_state(&only.state);
            quote! { |_, _| Some(#state) }
        }
        _ => quote! { on_output },
    };
    let on_error = match waiter.on_error.as_slice() {
        [] => quote! { |_| None },
        _ => quote! { on_error },
    };
    quote! {
        static WAITER: waiter::Waiter<#input> = waiter::Waiter::new(
            #name,
            time::Duration::from_secs(#min),
            time::Duration::from_secs(#max),
            #on_output,
            #on_error,
        );
    }
}

/// A query as a function.
fn emit_query(sdk: &Sdk, operation: &Operation, query: &Query) -> TokenStream {
    let name = ident(&query.ident);
    let uses_input = query.expression.uses_input();
    let docs = doc(&code_span(&query.text));
    let borrows = query.expression.value != Value::Boolean;
    let (lifetime, generics) = match borrows && uses_input {
        true => (quote! { 'a }, quote! { <'a> }),
        false => (quote! {}, quote! {}),
    };
    let result = match (&query.expression.value, query.expression.nullable) {
        (Value::Boolean, true) => quote! { Option<bool> },
        (Value::Boolean, false) => quote! { bool },
        (Value::List(_), _) => quote! { impl Iterator<Item = &#lifetime str> },
        (_, true) => quote! { Option<&#lifetime str> },
        (_, false) => quote! { &#lifetime str },
    };
    let OperationTypes { input, output, .. } = operation_types(sdk, operation);
    let input = uses_input.then(|| quote! { input: &#lifetime #input, });
    let output_name = if query.expression.uses_output() {
        quote! { output }
    } else {
        quote! { _output }
    };
    let allow = lints::allow_lints(sdk, &query.expression);
    let value = expression::emit_result(sdk, &query.expression);
    quote! {
        #docs
        #allow
        fn #name #generics(#input #output_name: &#lifetime #output) -> #result {
            #value
        }
    }
}
