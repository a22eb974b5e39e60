//! JMESPath expressions as Rust over the getters.

mod condition;
mod list;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::waiter::{Expression, Node, TextTest, Value};
use crate::ir::{Field, Presence, Sdk, Type};

use super::super::ident;
use super::code::{Code, Level};
use condition::{emit_compare, emit_not, emit_truth, join, some};
use list::{
    emit_contains, emit_flat_each, emit_index, emit_is_empty, emit_length, emit_values,
    filter_pattern, item_of, iterator, list_of,
};

/// The value of a whole expression; a list as an iterator.
pub(super) fn emit_result(sdk: &Sdk, expression: &Expression) -> TokenStream {
    match expression.value {
        Value::List(_) => iterator(sdk, expression),
        _ => emit(sdk, expression).alone(),
    }
}

pub(super) fn emit(sdk: &Sdk, expression: &Expression) -> Code {
    let nested = |expression: &Expression| emit(sdk, expression);
    match &expression.node {
        Node::Input => Code::atom(quote! { input }),
        Node::Output => Code::atom(quote! { output }),
        Node::Item => Code::atom(quote! { item }),
        Node::Null => Code::atom(quote! { None }),
        Node::Boolean(value) => Code::atom(quote! { #value }),
        // Its text depends on the other side of the comparison.
        Node::Number => Code::atom(quote! { 0 }),
        Node::Text(text) => Code::atom(quote! { #text }),
        Node::Member(of, id, index) => Code::atom(emit_member(sdk, of, sdk.field(*id, *index))),
        Node::Index(list, index) => Code::atom(emit_index(sdk, list, *index)),
        Node::Values(map) => Code::atom(emit_values(sdk, map)),
        Node::Each(list, body) => {
            let (list, item) = (iterator(sdk, list), item_of(body));
            let code = nested(body).alone();
            Code::atom(match body.nullable {
                true => quote! { #list.filter_map(|#item| #code) },
                false => quote! { #list.map(|#item| #code) },
            })
        }
        Node::FlatEach(list, body) => Code::atom(emit_flat_each(sdk, list, body)),
        Node::Filter(list, condition) => {
            let (list, pattern) = (iterator(sdk, list), filter_pattern(list, condition));
            let condition = nested(condition).alone();
            Code::atom(quote! { #list.filter(|#pattern| #condition) })
        }
        Node::Compact(list) => {
            let list = iterator(sdk, list);
            Code::atom(quote! { #list.flatten() })
        }
        Node::Array(items) => {
            let has_null = list_of(expression).is_some_and(|list| list.nullable);
            let items = items.iter().map(|item| match has_null && !item.nullable {
                true => some(nested(item)),
                false => nested(item).alone(),
            });
            Code::atom(quote! { [#(#items),*] })
        }
        Node::Length(of) => Code::atom(emit_length(sdk, of)),
        Node::IsEmpty(of) => emit_is_empty(sdk, of, true),
        Node::Contains(list, item) => Code::atom(emit_contains(sdk, list, item)),
        Node::TextIs(test, text, part) => {
            let method = match test {
                TextTest::Contains => quote! { contains },
                TextTest::StartsWith => quote! { starts_with },
                TextTest::EndsWith => quote! { ends_with },
            };
            join(sdk, text, part, |text, part| {
                let (text, part) = (text.receiver(), part.alone());
                Code::atom(quote! { #text.#method(#part) })
            })
        }
        Node::Compare(comparator, left, right) => emit_compare(sdk, *comparator, left, right),
        Node::IsNull(of) => {
            let of = nested(of).receiver();
            Code::atom(quote! { #of.is_none() })
        }
        Node::Truth(of) => emit_truth(sdk, of, true),
        Node::OrEmpty(of) => {
            let of = nested(of).receiver();
            Code::atom(quote! { #of.unwrap_or_default() })
        }
        Node::Not(of) => emit_not(sdk, of),
        Node::And(left, right) => {
            let (left, right) = (
                nested(left).within(Level::And),
                nested(right).within(Level::And),
            );
            Code::new(Level::And, quote! { #left && #right })
        }
        Node::Or(left, right) => {
            let (left, right) = (
                nested(left).within(Level::Or),
                nested(right).within(Level::Or),
            );
            Code::new(Level::Or, quote! { #left || #right })
        }
    }
}

fn emit_member(sdk: &Sdk, of: &Expression, field: &Field) -> TokenStream {
    let getter = ident(&field.ident);
    let code = emit(sdk, of).receiver();
    // An enum is compared by its text.
    let text = matches!(field.ty, Type::Enum(_)).then(|| match field.presence {
        Presence::Optional => quote! { .map(|value| value.as_str()) },
        _ => quote! { .as_str() },
    });
    if !of.nullable {
        return quote! { #code.#getter() #text };
    }
    let name = match &of.node {
        Node::Member(_, id, index) => ident(&sdk.field(*id, *index).ident),
        _ => ident("value"),
    };
    match (&field.ty, &field.presence) {
        (Type::List(_), _) => quote! { #code.map(|#name| #name.#getter()).unwrap_or_default() },
        (_, Presence::Optional) => quote! { #code.and_then(|#name| #name.#getter()) #text },
        _ => quote! { #code.map(|#name| #name.#getter() #text) },
    }
}
