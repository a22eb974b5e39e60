//! Attributes that emitted expressions need to pass the lints.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Sdk;
use crate::ir::waiter::{Expression, Node};

use super::number::has_cast;

/// The attributes of a function that consists of `expression`.
pub(super) fn allow_lints(sdk: &Sdk, expression: &Expression) -> TokenStream {
    let is_deprecated = |it: &Expression| match it.node {
        Node::Member(_, id, index) => sdk.field(id, index).deprecated.is_some(),
        _ => false,
    };
    let is_join = |it: &Expression| matches!(it.node, Node::And(..) | Node::Or(..));
    let is_cast = |it: &Expression| match &it.node {
        Node::Compare(_, left, right) => has_cast(&left.value, &right.value),
        _ => false,
    };
    let deprecated = expression.any(&is_deprecated);
    let deprecated = deprecated.then(|| quote! { #[allow(deprecated)] });
    // The condition of the model is not simplified.
    let joins = expression
        .any(&is_join)
        .then(|| quote! { #[allow(clippy::nonminimal_bool)] });
    // rustfmt breaks the parentheses of a cast differently from the printer.
    let casts = expression
        .any(&is_cast)
        .then(|| quote! { #[rustfmt::skip] });
    quote! { #deprecated #joins #casts }
}
