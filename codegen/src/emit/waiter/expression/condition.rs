//! Comparisons and truth values, including null.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Sdk;
use crate::ir::waiter::{Expression, Node, Value};
use crate::jmespath::Comparator;

use super::super::code::{Code, Level};
use super::super::number::unify;
use super::emit;
use super::list::emit_is_empty;

pub(super) fn emit_compare(
    sdk: &Sdk,
    comparator: Comparator,
    left: &Expression,
    right: &Expression,
) -> Code {
    let sign = match comparator {
        Comparator::Equal => quote! { == },
        Comparator::NotEqual => quote! { != },
        Comparator::Less => quote! { < },
        Comparator::LessOrEqual => quote! { <= },
        Comparator::Greater => quote! { > },
        Comparator::GreaterOrEqual => quote! { >= },
    };
    let binary = |left: Code, right: Code| {
        // A cast before `<` would be read as the beginning of generics.
        let (left, right) = (left.within(Level::Unary), right.within(Level::Unary));
        Code::new(Level::Comparison, quote! { #left #sign #right })
    };
    let (a, b) = unify((left, emit(sdk, left)), (right, emit(sdk, right)));
    if matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        return match (left.nullable, right.nullable) {
            (true, false) => binary(a, Code::atom(some(b))),
            (false, true) => binary(Code::atom(some(a)), b),
            _ => binary(a, b),
        };
    }
    joined(left, right, a, b, binary)
}

/// Combines both sides with `make`; `Some` of the result if a side is nullable.
pub(super) fn join(
    sdk: &Sdk,
    left: &Expression,
    right: &Expression,
    make: impl FnOnce(Code, Code) -> Code,
) -> Code {
    joined(left, right, emit(sdk, left), emit(sdk, right), make)
}

pub(super) fn joined(
    left: &Expression,
    right: &Expression,
    a: Code,
    b: Code,
    make: impl FnOnce(Code, Code) -> Code,
) -> Code {
    let (one, other) = (quote! { left }, quote! { right });
    match (left.nullable, right.nullable) {
        (false, false) => make(a, b),
        (true, false) => {
            let (option, made) = (a.receiver(), make(Code::atom(one.clone()), b).alone());
            Code::atom(quote! { #option.map(|#one| #made) })
        }
        (false, true) => {
            let (option, made) = (b.receiver(), make(a, Code::atom(other.clone())).alone());
            Code::atom(quote! { #option.map(|#other| #made) })
        }
        (true, true) => {
            let (a, b) = (a.receiver(), b.alone());
            let made = make(Code::atom(one.clone()), Code::atom(other.clone())).alone();
            Code::atom(quote! { #a.zip(#b).map(|(#one, #other)| #made) })
        }
    }
}

pub(super) fn some(code: Code) -> TokenStream {
    let code = code.alone();
    quote! { Some(#code) }
}

/// Whether a nullable value is true, or is not.
pub(super) fn emit_truth(sdk: &Sdk, of: &Expression, truth: bool) -> Code {
    let code = emit(sdk, of);
    match (&of.value, truth) {
        (Value::Boolean, _) => {
            let code = code.within(Level::Unary);
            let sign = if truth {
                quote! { == }
            } else {
                quote! { != }
            };
            Code::new(Level::Comparison, quote! { #code #sign Some(true) })
        }
        (Value::Text, true) => {
            let code = code.receiver();
            Code::atom(quote! { #code.is_some_and(|text| !text.is_empty()) })
        }
        (Value::Text, false) => {
            let code = code.receiver();
            Code::atom(quote! { #code.is_none_or(|text| text.is_empty()) })
        }
        (_, true) => {
            let code = code.receiver();
            Code::atom(quote! { #code.is_some() })
        }
        (_, false) => {
            let code = code.receiver();
            Code::atom(quote! { #code.is_none() })
        }
    }
}

pub(super) fn emit_not(sdk: &Sdk, of: &Expression) -> Code {
    match &of.node {
        Node::IsEmpty(inner) => emit_is_empty(sdk, inner, false),
        Node::Truth(inner) => emit_truth(sdk, inner, false),
        Node::IsNull(inner) => {
            let inner = emit(sdk, inner).receiver();
            Code::atom(quote! { #inner.is_some() })
        }
        Node::Compare(comparator, left, right) => {
            emit_compare(sdk, opposite(*comparator), left, right)
        }
        _ => {
            let of = emit(sdk, of).within(Level::Unary);
            Code::new(Level::Unary, quote! { !#of })
        }
    }
}

pub(super) fn opposite(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Equal => Comparator::NotEqual,
        Comparator::NotEqual => Comparator::Equal,
        Comparator::Less => Comparator::GreaterOrEqual,
        Comparator::GreaterOrEqual => Comparator::Less,
        Comparator::Greater => Comparator::LessOrEqual,
        Comparator::LessOrEqual => Comparator::Greater,
    }
}
