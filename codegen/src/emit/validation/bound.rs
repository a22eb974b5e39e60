//! The checks of single values: lengths, ranges and patterns.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::ident;
use crate::ir::{Length, Pattern, Range};

pub(super) fn emit_characters(length: Length) -> TokenStream {
    let min = Literal::u64_unsuffixed(length.min);
    let max = optional(length.max.map(Literal::u64_unsuffixed));
    quote! { v.characters(value, #min, #max); }
}

pub(super) fn emit_length(length: Length, found: &TokenStream) -> TokenStream {
    let min = Literal::u64_unsuffixed(length.min);
    let max = optional(length.max.map(Literal::u64_unsuffixed));
    quote! { v.length(#found, #min, #max); }
}

pub(super) fn emit_range(range: Range, secret: bool) -> TokenStream {
    let method = ident(if secret { "secret_range" } else { "range" });
    let bound =
        |bound: Option<f64>| optional(bound.map(|bound| Literal::i64_unsuffixed(bound as i64)));
    let (min, max) = (bound(range.min), bound(range.max));
    quote! { v.#method(value, #min, #max); }
}

pub(super) fn emit_double_range(range: Range, secret: bool) -> TokenStream {
    let method = ident(if secret {
        "secret_range_double"
    } else {
        "range_double"
    });
    let bound = |bound: Option<f64>| optional(bound.map(Literal::f64_unsuffixed));
    let (min, max) = (bound(range.min), bound(range.max));
    quote! { v.#method(value, #min, #max); }
}

fn optional(literal: Option<Literal>) -> TokenStream {
    match literal {
        Some(literal) => quote! { Some(#literal) },
        None => quote! { None },
    }
}

/// The check of a pattern's quantifier, unless the length constraint implies it.
pub(super) fn emit_count(pattern: &Pattern, length: Option<Length>) -> TokenStream {
    let is_least = |min: usize| length.is_some_and(|length| length.min >= min as u64);
    let is_most = |max: usize| {
        length
            .and_then(|length| length.max)
            .is_some_and(|most| most <= max as u64)
    };
    let min = Some(pattern.class.min()).filter(|min| *min > 0 && !is_least(*min));
    let max = pattern.class.max().filter(|max| !is_most(*max));
    let [least, most] = [min, max].map(|bound| bound.map(Literal::usize_unsuffixed));
    match (least, most) {
        (None, None) => quote! {},
        (Some(_), None) if min == Some(1) => quote! { !value.is_empty() && },
        (Some(least), None) => quote! { value.chars().count() >= #least && },
        (None, Some(most)) => quote! { value.chars().count() <= #most && },
        (Some(least), Some(most)) => {
            quote! { (#least..=#most).contains(&value.chars().count()) && }
        }
    }
}

/// The function that tests whether a character is in the class of a pattern.
pub(super) fn emit_class(name: &proc_macro2::Ident, pattern: &Pattern) -> TokenStream {
    let class = &pattern.class;
    quote! {
        fn #name(c: char) -> bool { #class }
    }
}
