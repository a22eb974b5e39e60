//! Expressions that read values of members from their elements.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{ident, ty};
use crate::ir::{List, Map, MapKey, Sdk, Type};

/// An expression, and whether it is a `Result`.
pub(super) type Read = (TokenStream, bool);

pub(super) fn question((value, fallible): Read) -> TokenStream {
    if fallible {
        quote! { #value? }
    } else {
        value
    }
}

/// The value of `element`.
pub(super) fn read(sdk: &Sdk, ty: &Type, element: &TokenStream) -> Read {
    let method = match ty {
        Type::String => return (quote! { #element.string() }, false),
        Type::SensitiveString => return (quote! { #element.sensitive_string() }, false),
        Type::Timestamp(format) => {
            let format = ty::timestamp_format(*format);
            return (quote! { #element.timestamp(#format) }, true);
        }
        Type::Enum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            return (quote! { #name::from(&*#element.text()) }, false);
        }
        Type::IntEnum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            return (quote! { #element.integer().map(#name::from) }, true);
        }
        Type::Structure(_) | Type::Union(_) => {
            let read = reader(sdk, ty);
            return (quote! { #read(#element) }, true);
        }
        Type::List(list) => {
            let name = list.item_xml.as_deref().unwrap_or("member");
            return read_list(sdk, list, name, element);
        }
        Type::Map(map) => return read_map(sdk, map, "entry", element),
        Type::Unit => return (quote! {}, false),
        Type::Blob => "blob",
        Type::SensitiveBlob => "sensitive_blob",
        Type::Boolean => "boolean",
        Type::Byte => "byte",
        Type::Double => "double",
        Type::Float => "float",
        Type::Integer => "integer",
        Type::Long => "long",
        Type::Short => "short",
    };
    let method = format_ident!("{method}");
    (quote! { #element.#method() }, true)
}

/// The path of the function that reads the type, if it is a structure or a union.
fn reader(sdk: &Sdk, ty: &Type) -> Option<TokenStream> {
    let reader = match ty {
        Type::Structure(id) => &sdk.structure(*id).reader,
        Type::Union(id) => &sdk.union(*id).reader,
        _ => return None,
    };
    let read = ident(reader);
    Some(quote! { protocol::#read })
}

/// A value of a sparse list or map, whose element is the variable `name`.
fn sparse(sdk: &Sdk, ty: &Type, name: &proc_macro2::Ident) -> Read {
    let (value, fallible) = read(sdk, ty, &quote! { #name });
    let function = reader(sdk, ty).unwrap_or(quote! { |#name| #value });
    let value = quote! { #name.not_nil().map(#function) };
    match fallible {
        true => (quote! { #value.transpose() }, true),
        false => (value, false),
    }
}

/// An item or a value of an entry, whose element is the variable `name`.
pub(super) fn read_entry(sdk: &Sdk, ty: &Type, is_sparse: bool, name: &str) -> Read {
    let name = ident(name);
    match is_sparse {
        true => sparse(sdk, ty, &name),
        false => read(sdk, ty, &quote! { #name }),
    }
}

pub(super) fn read_list(sdk: &Sdk, list: &List, wire: &str, element: &TokenStream) -> Read {
    // A list of lists; with this name the printer breaks lines where rustfmt does.
    let name = match &list.item {
        Type::List(_) | Type::Map(_) => "items",
        _ => "item",
    };
    let (item, fallible) = read_entry(sdk, &list.item, list.sparse, name);
    let name = ident(name);
    // A function that takes only the element needs no closure.
    let function = match reader(sdk, &list.item).filter(|_| !list.sparse) {
        Some(reader) => reader,
        None => quote! { |#name| #item },
    };
    let items = quote! { #element.children_named(#wire).map(#function) };
    if fallible {
        (quote! { #items.collect::<Result<_, _>>() }, true)
    } else {
        (quote! { #items.collect() }, false)
    }
}

pub(super) fn read_map(sdk: &Sdk, map: &Map, wire: &str, element: &TokenStream) -> Read {
    let (key_wire, value_wire) = (&map.key_wire, &map.value_wire);
    let (rebound, key, value) = read_key_value(sdk, map);
    let entries = quote! {
        #element.entries(#wire, #key_wire, #value_wire).map(|entry| {
            let (key, value) = entry?;
            #rebound
            Ok((#key, #value))
        })
    };
    (quote! { #entries.collect::<Result<_, XmlError>>() }, true)
}

/// A statement that shortens the expressions, and the key and value of an entry whose elements are
/// `key` and `value`.
pub(super) fn read_key_value(sdk: &Sdk, map: &Map) -> (TokenStream, TokenStream, TokenStream) {
    let key = read_key(sdk, map);
    let value = question(read_entry(sdk, &map.value, map.sparse, "value"));
    match map.sparse {
        true => (quote! { let value = #value; }, key, quote! { value }),
        false => (quote! {}, key, value),
    }
}

/// The key of an entry whose element is `key`.
fn read_key(sdk: &Sdk, map: &Map) -> TokenStream {
    match map.key {
        MapKey::Text => quote! { key.string() },
        MapKey::Enum(id) => {
            let name = ident(&sdk.enumeration(id).ident);
            quote! { #name::from(&*key.text()) }
        }
    }
}
