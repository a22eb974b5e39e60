//! Expressions of the endpoint rules as Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::ident;
use crate::ir::endpoint::{Builtin, Expr, Part};
use crate::naming::bare;

/// `expr` unconverted: a `bool`, a text as `&str` or `String`, an `Option` if it may be unset.
pub(super) fn value(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Parameter(builtin) => match field(*builtin) {
            (field, true) => quote!(params.#field.as_deref()),
            (field, false) => quote!(params.#field),
        },
        Expr::Variable { ident: name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        Expr::Field { of, field, .. } => {
            let (of, field) = (value(of), ident(field));
            quote!(#of.#field)
        }
        Expr::Item { of, index } => {
            let of = value(of);
            match index {
                0 => quote!(#of.first().copied()),
                index => quote!(#of.get(#index).copied()),
            }
        }
        Expr::Text(text) => quote!(#text),
        Expr::Boolean(boolean) => quote!(#boolean),
        Expr::Format(parts) => format(parts),
        Expr::Not(inner) => not(inner),
        Expr::Equals(a, b) => binary(a, quote!(==), b),
        Expr::OneOf(text, literals) => {
            let text = value_of_match(text);
            quote!(matches!(#text, #(#literals)|*))
        }
        Expr::IsSome(optional) => is(optional, quote!(is_some)),
        Expr::Coalesce { values, total } => coalesce(values, *total),
        Expr::Ite {
            test,
            then,
            otherwise,
        } => {
            let test = value(test);
            let owned = then.is_owned() || otherwise.is_owned();
            let [then, otherwise] = [then, otherwise].map(|arm| match owned {
                true => owned_text(arm),
                false => value(arm),
            });
            quote!((if #test { #then } else { #otherwise }))
        }
        Expr::Split {
            text,
            delimiter,
            limit,
        } => {
            let text = value(text);
            match limit {
                0 => quote!(#text.split(#delimiter).collect::<Vec<&str>>()),
                limit => quote!(#text.splitn(#limit, #delimiter).collect::<Vec<&str>>()),
            }
        }
        Expr::Partition(_)
        | Expr::ParseUrl(_)
        | Expr::IsValidHostLabel { .. }
        | Expr::Substring { .. }
        | Expr::UriEncode(_) => call(expr),
    }
}

/// `expr` as a value that converts into a `String`.
pub(super) fn as_text(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Variable { owned: true, .. } | Expr::Field { owned: true, .. } => str_ref(expr),
        other => value(other),
    }
}

/// The field of a parameter, and whether it is an optional text.
fn field(builtin: Builtin) -> (TokenStream, bool) {
    match builtin {
        Builtin::Region => (quote!(region), true),
        Builtin::Endpoint => (quote!(endpoint), true),
        Builtin::UseFips => (quote!(use_fips), false),
        Builtin::UseDualStack => (quote!(use_dual_stack), false),
        Builtin::UseGlobalEndpoint => (quote!(use_global_endpoint), false),
    }
}

fn call(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Partition(region) => {
            let region = str_ref(region);
            quote!(endpoint::partition(#region))
        }
        Expr::ParseUrl(url) => {
            let url = str_ref(url);
            quote!(endpoint::parse_url(#url))
        }
        Expr::IsValidHostLabel { text, allow_dots } => {
            let (text, allow_dots) = (str_ref(text), value(allow_dots));
            quote!(endpoint::is_valid_host_label(#text, #allow_dots))
        }
        Expr::Substring {
            text,
            start,
            stop,
            reverse,
        } => {
            let (text, reverse) = (str_ref(text), value(reverse));
            let [start, stop] = [start, stop].map(|n| proc_macro2::Literal::usize_unsuffixed(*n));
            quote!(endpoint::substring(#text, #start, #stop, #reverse))
        }
        Expr::UriEncode(text) => {
            let text = str_ref(text);
            quote!(endpoint::uri_encode(#text))
        }
        other => value(other),
    }
}

/// `expr` as a `&str`.
pub(super) fn str_ref(expr: &Expr) -> TokenStream {
    let text = value(expr);
    match expr.is_owned() {
        true => quote!(&#text),
        false => text,
    }
}

/// `expr` as a `&str` that is compared with literals.
pub(super) fn value_of_match(expr: &Expr) -> TokenStream {
    let text = value(expr);
    match expr.is_owned() {
        true => quote!(#text.as_str()),
        false => text,
    }
}

fn owned_text(expr: &Expr) -> TokenStream {
    let text = value(expr);
    match expr {
        Expr::Format(_) | Expr::UriEncode(_) => text,
        Expr::Variable { owned: true, .. } | Expr::Field { owned: true, .. } => {
            quote!(#text.clone())
        }
        _ => quote!(#text.to_owned()),
    }
}

fn not(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Equals(a, b) => binary(a, quote!(!=), b),
        Expr::IsSome(optional) => is(optional, quote!(is_none)),
        other => {
            let other = value(other);
            quote!(!#other)
        }
    }
}

/// A comparison within a comparison needs parentheses.
fn binary(a: &Expr, operator: TokenStream, b: &Expr) -> TokenStream {
    let [a, b] = [a, b].map(|side| {
        let text = value(side);
        let is_comparison = match side {
            Expr::Not(inner) => matches!(**inner, Expr::Equals(..)),
            side => matches!(side, Expr::Equals(..)),
        };
        if is_comparison { quote!((#text)) } else { text }
    });
    quote!(#a #operator #b)
}

fn is(optional: &Expr, test: TokenStream) -> TokenStream {
    if let Expr::Parameter(builtin) = optional {
        let (field, _) = field(*builtin);
        return quote!(params.#field.#test());
    }
    let optional = value(optional);
    quote!(#optional.#test())
}

fn coalesce(values: &[Expr], total: bool) -> TokenStream {
    let mut out = TokenStream::new();
    for (i, candidate) in values.iter().enumerate() {
        let is_last = i + 1 == values.len();
        let candidate = value(candidate);
        out.extend(match i {
            0 => candidate,
            _ if is_last && total => quote!(.unwrap_or(#candidate)),
            _ => quote!(.or(#candidate)),
        });
    }
    out
}

/// Variables are inlined in the format string, other values are arguments.
fn format(parts: &[Part]) -> TokenStream {
    let mut text = String::new();
    let mut arguments = Vec::new();
    for part in parts {
        match part {
            Part::Text(literal) => {
                text.push_str(&literal.replace('{', "{{").replace('}', "}}"));
            }
            Part::Value(Expr::Variable { ident, .. }) => {
                text.push_str(&format!("{{{}}}", bare(ident)));
            }
            Part::Value(other) => {
                text.push_str("{}");
                arguments.push(value(other));
            }
        }
    }
    quote!(format!(#text #(, #arguments)*))
}
