//! What has to be known of an expression before it is emitted.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Sdk;
use crate::ir::waiter::{Expression, Node};

use super::number::has_cast;

/// Which sides of a call an expression looks at.
#[derive(Clone, Copy, Default)]
pub(super) struct Roots {
    pub(super) input: bool,
    pub(super) output: bool,
}

impl Roots {
    pub(super) fn of(expression: &Expression) -> Self {
        let mut roots = Self::default();
        visit(expression, &mut |expression| match expression.node {
            Node::Input => roots.input = true,
            Node::Output => roots.output = true,
            _ => {}
        });
        roots
    }
}

fn visit(expression: &Expression, look: &mut impl FnMut(&Expression)) {
    look(expression);
    match &expression.node {
        Node::Input
        | Node::Output
        | Node::Item
        | Node::Null
        | Node::Boolean(_)
        | Node::Number
        | Node::Text(_) => {}
        Node::Member(a, ..)
        | Node::Index(a, _)
        | Node::Values(a)
        | Node::Compact(a)
        | Node::Length(a)
        | Node::IsEmpty(a)
        | Node::IsNull(a)
        | Node::Truth(a)
        | Node::Not(a) => visit(a, look),
        Node::Each(a, b)
        | Node::FlatEach(a, b)
        | Node::Filter(a, b)
        | Node::Contains(a, b)
        | Node::TextIs(_, a, b)
        | Node::Compare(_, a, b)
        | Node::And(a, b)
        | Node::Or(a, b) => {
            visit(a, look);
            visit(b, look);
        }
        Node::Array(items) => items.iter().for_each(|item| visit(item, look)),
    }
}

/// What has to be allowed for an expression as a model has it.
pub(super) fn allow_lints(sdk: &Sdk, expression: &Expression) -> TokenStream {
    let (mut deprecated, mut joins, mut casts) = (false, false, false);
    visit(expression, &mut |expression| match &expression.node {
        Node::Member(_, id, index) => deprecated |= sdk.field(*id, *index).deprecated.is_some(),
        Node::And(..) | Node::Or(..) => joins = true,
        Node::Compare(_, left, right) => casts |= has_cast(&left.value, &right.value),
        _ => {}
    });
    let deprecated = deprecated.then(|| quote! { #[allow(deprecated)] });
    // The model's condition is kept as it is, however it could be put.
    let joins = joins.then(|| quote! { #[allow(clippy::nonminimal_bool)] });
    // rustfmt gives the parentheses of a cast more lines than the printer does.
    let casts = casts.then(|| quote! { #[rustfmt::skip] });
    quote! { #deprecated #joins #casts }
}
