//! Lists: slices, arrays and iterators.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::ir::waiter::{Expression, Form, ListValue, Node, Value};
use crate::ir::{Sdk, Type};

use super::super::super::unused_if;
use super::super::code::{Code, Level};
use super::super::number::unify;
use super::emit;

pub(super) fn emit_index(sdk: &Sdk, list: &Expression, index: i64) -> TokenStream {
    let code = emit(sdk, list).receiver();
    let number = Literal::u64_unsuffixed(index.unsigned_abs());
    let Some(Form::Slice(ty)) = list_of(list).map(|list| &list.form) else {
        let list = iterator(sdk, list);
        return match index {
            0 => quote! { #list.next() },
            _ => quote! { #list.nth(#number) },
        };
    };
    let item = match index {
        0 => quote! { #code.first() },
        -1 => quote! { #code.last() },
        1.. => quote! { #code.get(#number) },
        _ => {
            let before = Literal::u64_unsuffixed(index.unsigned_abs() - 1);
            quote! { #code.iter().nth_back(#before) }
        }
    };
    let value = value_of_item(ty);
    let or_empty = matches!(ty, Type::List(_)).then(|| quote! { .unwrap_or_default() });
    quote! { #item #value #or_empty }
}

pub(super) fn emit_flat_each(sdk: &Sdk, list: &Expression, body: &Expression) -> TokenStream {
    let outer = iterator(sdk, list);
    let inner = match list_of(body).map(|list| &list.form) {
        Some(Form::Slice(ty)) => value_of_item(ty),
        _ => quote! {},
    };
    if matches!(body.node, Node::Item) {
        return match list_of(list).map(|list| &list.form) {
            Some(Form::Slice(_)) => {
                let list = emit(sdk, list).receiver();
                quote! { #list.iter().flatten() #inner }
            }
            _ => quote! { #outer.flatten() #inner },
        };
    }
    let (item, body) = (item_of(body), emit(sdk, body).alone());
    quote! { #outer.flat_map(|#item| #body) #inner }
}

/// An iterator over the values of a list.
pub(super) fn iterator(sdk: &Sdk, list: &Expression) -> TokenStream {
    let code = emit(sdk, list).receiver();
    match list_of(list).map(|list| &list.form) {
        Some(Form::Slice(ty)) => {
            let value = value_of_item(ty);
            quote! { #code.iter() #value }
        }
        Some(Form::Array) => quote! { #code.into_iter() },
        _ => code,
    }
}

/// An iterator over the values of a map.
pub(super) fn emit_values(sdk: &Sdk, map: &Expression) -> TokenStream {
    let code = emit(sdk, map).receiver();
    let value = match &map.value {
        Value::Map(ty) => value_of_item(ty),
        _ => quote! {},
    };
    match map.nullable {
        true => quote! { #code.into_iter().flat_map(|map| map.values()) #value },
        false => quote! { #code.values() #value },
    }
}

/// Converts references to items, in an iterator or an `Option`, to their values.
pub(super) fn value_of_item(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote! { .map(String::as_str) },
        Type::SensitiveString => quote! { .map(|text| &**text) },
        Type::List(_) => quote! { .map(Vec::as_slice) },
        Type::Enum(_) => quote! { .map(|value| value.as_str()) },
        ty if ty.is_copy() => quote! { .copied() },
        _ => quote! {},
    }
}

/// The closure parameter of a projection with this body.
pub(super) fn item_of(body: &Expression) -> Ident {
    unused_if(!body.uses_item(), "item")
}

/// The closure parameter of a filter, which takes references to values.
pub(super) fn filter_pattern(list: &Expression, condition: &Expression) -> TokenStream {
    if !condition.uses_item() {
        return quote! { _item };
    }
    match list_of(list).map(|list| &list.item) {
        Some(Value::Text | Value::Number(_) | Value::Boolean) => quote! { &item },
        _ => quote! { item },
    }
}

pub(super) fn list_of(expression: &Expression) -> Option<&ListValue> {
    match &expression.value {
        Value::List(list) => Some(list),
        _ => None,
    }
}

pub(super) fn emit_length(sdk: &Sdk, of: &Expression) -> TokenStream {
    let code = emit(sdk, of).receiver();
    match list_of(of).map(|list| &list.form) {
        Some(Form::Iterator) => quote! { #code.count() },
        Some(_) => quote! { #code.len() },
        None if of.nullable => quote! { #code.map(|text| text.chars().count()) },
        None => quote! { #code.chars().count() },
    }
}

/// Whether a list or a text is empty, or is not.
pub(super) fn emit_is_empty(sdk: &Sdk, of: &Expression, empty: bool) -> Code {
    let negated = |tokens: TokenStream, negated: bool| match negated {
        true => Code::new(Level::Unary, quote! { !#tokens }),
        false => Code::atom(tokens),
    };
    if let Node::Filter(list, condition) = &of.node {
        let (list, item) = (iterator(sdk, list), item_of(condition));
        let condition = emit(sdk, condition).alone();
        return negated(quote! { #list.any(|#item| #condition) }, empty);
    }
    let code = emit(sdk, of).receiver();
    match list_of(of).map(|list| &list.form) {
        Some(Form::Iterator) if empty => Code::atom(quote! { #code.next().is_none() }),
        Some(Form::Iterator) => Code::atom(quote! { #code.next().is_some() }),
        _ => negated(quote! { #code.is_empty() }, !empty),
    }
}

pub(super) fn emit_contains(sdk: &Sdk, list: &Expression, item: &Expression) -> TokenStream {
    let form = list_of(list).map(|list| &list.form);
    let (code, found) = (
        emit(sdk, list).receiver(),
        unify(
            (
                list_item(list).as_ref().unwrap_or(item),
                Code::atom(quote! { value }),
            ),
            (item, emit(sdk, item)),
        )
        .1,
    );
    match (form, &item.node) {
        (Some(Form::Slice(ty)), _) if ty.is_copy() => {
            let found = found.alone();
            quote! { #code.contains(&#found) }
        }
        (Some(Form::Array), _) => {
            let found = found.within(Level::Unary);
            quote! { #code.contains(&#found) }
        }
        (Some(Form::Slice(Type::String)), _) => {
            let found = found.within(Level::Unary);
            quote! { #code.iter().any(|value| value == #found) }
        }
        (_, Node::Boolean(true)) => {
            let list = iterator(sdk, list);
            quote! { #list.any(|value| value) }
        }
        (_, Node::Boolean(false)) => {
            let list = iterator(sdk, list);
            quote! { #list.any(|value| !value) }
        }
        _ => {
            let (list, found) = (iterator(sdk, list), found.within(Level::Unary));
            quote! { #list.any(|value| value == #found) }
        }
    }
}

/// An item of a list, for code that depends only on its type.
pub(super) fn list_item(list: &Expression) -> Option<Expression> {
    let value = list_of(list)?.item.clone();
    Some(Expression {
        value,
        nullable: false,
        node: Node::Item,
    })
}
