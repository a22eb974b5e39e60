//! `src/endpoint.rs` and `tests/endpoint_tests.rs`.

mod cases;
mod condition;
mod expression;
mod outcome;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ident;
use crate::ir::endpoint::{Block, EndpointRules, Expr, Statement};

pub(crate) use cases::emit_endpoint_tests;
use expression::value;

/// The maximum width of a line. A longer value is bound to a name, for readers and for the printer.
const LINE: usize = 89;

/// The endpoint rules as a function.
pub(crate) fn emit_endpoint(rules: &EndpointRules) -> TokenStream {
    let module = rules.body.any(&Expr::is_call).then(|| quote!(self,));
    let params = match rules.body.any(&|expr| matches!(expr, Expr::Parameter(_))) {
        true => quote!(params),
        false => quote!(_params),
    };
    let body = function_body(&rules.body);
    quote! {
        //! The endpoint rules of the service.

        use querysmith_runtime::codegen_v1::endpoint::{#module Endpoint, EndpointError, EndpointParams};

        /// The endpoint for `params`, with the signing scope if the rules set it.
        ///
        /// # Errors
        ///
        /// The service has no endpoint for `params`; the message is that of its rules.
        pub fn resolve_endpoint(#params: &EndpointParams) -> Result<Endpoint, EndpointError> {
            #body
        }
    }
}

/// The statements of `block`, the last of which is the function's value.
fn function_body(block: &Block) -> TokenStream {
    match block.0.split_last() {
        Some((Statement::Return(outcome), before)) => {
            let before = before.iter().map(|before| statement(before, 1));
            let (names, result) = outcome::result(outcome, 1);
            quote!(#(#before)* #names #result)
        }
        _ => statements(block, 1),
    }
}

/// The statements of `block`, `depth` levels in.
fn statements(block: &Block, depth: usize) -> TokenStream {
    block
        .0
        .iter()
        .map(|inner| statement(inner, depth))
        .collect()
}

fn statement(whole: &Statement, depth: usize) -> TokenStream {
    match whole {
        Statement::If { conditions, block } => {
            let (lists, conditions) = condition::conditions(conditions, whole, depth);
            let block = statements(block, depth + 1);
            quote!(#lists if #conditions { #block })
        }
        Statement::Let {
            ident: name,
            value: bound,
        } => {
            let (name, bound) = (ident(name), value(bound));
            quote!(let #name = #bound;)
        }
        Statement::Require {
            ident: name,
            value: bound,
            error,
        } => {
            let (name, bound) = (ident(name), value(bound));
            quote! {
                let Some(#name) = #bound else {
                    let message = #error;
                    return Err(EndpointError::new(message));
                };
            }
        }
        Statement::Return(outcome) => {
            let (names, result) = outcome::result(outcome, depth);
            quote!(#names return #result;)
        }
    }
}

/// Whether a text of `length` characters fits on a line, `depth` levels in.
fn fits(length: usize, depth: usize) -> bool {
    length + 4 * depth <= LINE
}

/// `name`, with a number if `statement` has a variable of that name.
fn free_name(name: &str, statement: &Statement) -> Ident {
    let mut free = name.to_owned();
    let mut number = 2;
    while statement.any(&|expr| matches!(expr, Expr::Variable { ident, .. } if *ident == free)) {
        free = format!("{name}_{number}");
        number += 1;
    }
    ident(&free)
}

#[cfg(test)]
mod tests;
