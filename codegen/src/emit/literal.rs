//! Values from the model as Rust expressions: in tests, in examples of documentation, as defaults.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::ir::{Literal, MapKey, Sdk, StructId, Type, UnionId};

use super::ident;

/// What a setter takes: text as it is, anything else as a value of its own type.
pub(super) fn argument(sdk: &Sdk, ty: &Type, value: &Literal) -> TokenStream {
    match (ty, value) {
        (Type::String | Type::SensitiveString, Literal::Text(text)) => quote! { #text },
        (ty, value) => owned(sdk, ty, value),
    }
}

/// A value of the type itself.
pub(super) fn owned(sdk: &Sdk, ty: &Type, value: &Literal) -> TokenStream {
    match (ty, value) {
        (_, Literal::Boolean(value)) => quote! { #value },
        (ty, Literal::Double(value)) => float(ty, *value),
        (Type::IntEnum(id), Literal::Integer(value)) => {
            let name = ident(&sdk.enumeration(*id).ident);
            let value = Token::i64_unsuffixed(*value);
            quote! { #name::from(#value) }
        }
        (Type::Double | Type::Float, Literal::Integer(value)) => float(ty, *value as f64),
        (_, Literal::Integer(value)) => {
            let value = Token::i64_unsuffixed(*value);
            quote! { #value }
        }
        (Type::Enum(id), Literal::Text(text)) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #name::from(#text) }
        }
        (Type::SensitiveString, Literal::Text(text)) => quote! { SensitiveString::from(#text) },
        (_, Literal::Text(text)) => quote! { #text.to_owned() },
        (Type::SensitiveBlob, Literal::Bytes(bytes)) => {
            let bytes = Token::byte_string(bytes);
            quote! { SensitiveBlob::from(#bytes.to_vec()) }
        }
        (_, Literal::Bytes(bytes)) => {
            let bytes = Token::byte_string(bytes);
            quote! { #bytes.to_vec() }
        }
        (_, Literal::Timestamp(text)) => quote! {
            DateTime::parse(#text, TimestampFormat::DateTime).expect("a valid date")
        },
        (Type::List(list), Literal::List(items)) => {
            let items = items
                .iter()
                .map(|item| entry(sdk, &list.item, list.sparse, item));
            quote! { vec![#(#items),*] }
        }
        (Type::Map(map), Literal::Map(entries)) => {
            let entries = entries.iter().map(|(key, value)| {
                let key = map_key(sdk, map.key, key);
                let value = entry(sdk, &map.value, map.sparse, value);
                quote! { (#key, #value) }
            });
            quote! { BTreeMap::from([#(#entries),*]) }
        }
        (_, Literal::Structure(id, values)) => {
            let chain = builder_chain(sdk, *id, values);
            match sdk.structure(*id).can_fail() {
                true => quote! { #chain.build().expect("every required member is set") },
                false => quote! { #chain.build() },
            }
        }
        (_, Literal::Union(id, index, value)) => union(sdk, *id, *index, value),
        // Nothing else gets here: values have been held against their types.
        (_, Literal::List(_) | Literal::Map(_) | Literal::Null | Literal::Unit) => quote! {},
    }
}

/// [`owned`] in code that must not panic: a default.
pub(super) fn constant(sdk: &Sdk, ty: &Type, value: &Literal) -> TokenStream {
    let Literal::Timestamp(text) = value else {
        return owned(sdk, ty, value);
    };
    // That it is one has been found already.
    let time = OffsetDateTime::parse(text, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let seconds = Token::i64_unsuffixed(time.unix_timestamp());
    let nanoseconds = Token::u32_unsuffixed(time.nanosecond());
    match time.nanosecond() {
        0 => quote! { DateTime::from_secs(#seconds) },
        _ => quote! { DateTime::from_secs_and_nanos(#seconds, #nanoseconds) },
    }
}

/// An item of a list or a value of a map.
pub(super) fn entry(sdk: &Sdk, ty: &Type, sparse: bool, value: &Literal) -> TokenStream {
    match (sparse, value) {
        (true, Literal::Null) => quote! { None },
        (true, value) => {
            let value = owned(sdk, ty, value);
            quote! { Some(#value) }
        }
        (false, value) => owned(sdk, ty, value),
    }
}

pub(super) fn map_key(sdk: &Sdk, key: MapKey, text: &str) -> TokenStream {
    match key {
        MapKey::Text => quote! { #text.to_owned() },
        MapKey::Enum(id) => {
            let name = ident(&sdk.enumeration(id).ident);
            quote! { #name::from(#text) }
        }
    }
}

fn float(ty: &Type, value: f64) -> TokenStream {
    let name = match ty {
        Type::Float => format_ident!("f32"),
        _ => format_ident!("f64"),
    };
    if value.is_nan() {
        quote! { #name::NAN }
    } else if value == f64::INFINITY {
        quote! { #name::INFINITY }
    } else if value == f64::NEG_INFINITY {
        quote! { #name::NEG_INFINITY }
    } else {
        let value = Token::f64_unsuffixed(value);
        quote! { #value }
    }
}

fn union(sdk: &Sdk, id: UnionId, index: usize, value: &Literal) -> TokenStream {
    let union = sdk.union(id);
    let variant = &union.variants[index];
    let (name, variant_ident) = (ident(&union.ident), ident(&variant.ident));
    if variant.field.ty == Type::Unit {
        return quote! { #name::#variant_ident };
    }
    let value = owned(sdk, &variant.field.ty, value);
    match variant.field.boxed {
        true => quote! { #name::#variant_ident(Box::new(#value)) },
        false => quote! { #name::#variant_ident(#value) },
    }
}

/// `Tag::builder().key("a").value("b")`.
pub(super) fn builder_chain(sdk: &Sdk, id: StructId, values: &[(usize, Literal)]) -> TokenStream {
    let structure = sdk.structure(id);
    let name = ident(&structure.ident);
    let mut chain = quote! { #name::builder() };
    for (index, value) in values {
        let field = &structure.fields[*index];
        let setter = ident(&field.ident);
        match (&field.ty, value) {
            (Type::List(_), Literal::List(items)) if items.is_empty() => {
                let setter = ident(&field.setter);
                chain.extend(quote! { .#setter(Some(Vec::new())) });
            }
            (Type::Map(_), Literal::Map(entries)) if entries.is_empty() => {
                let setter = ident(&field.setter);
                chain.extend(quote! { .#setter(Some(BTreeMap::new())) });
            }
            (Type::List(list), Literal::List(items)) => {
                for item in items {
                    let item = match list.sparse {
                        true => entry(sdk, &list.item, true, item),
                        false => argument(sdk, &list.item, item),
                    };
                    chain.extend(quote! { .#setter(#item) });
                }
            }
            (Type::Map(map), Literal::Map(entries)) => {
                for (key, value) in entries {
                    let key = match map.key {
                        MapKey::Text => quote! { #key },
                        key_type => map_key(sdk, key_type, key),
                    };
                    let value = match map.sparse {
                        true => entry(sdk, &map.value, true, value),
                        false => argument(sdk, &map.value, value),
                    };
                    chain.extend(quote! { .#setter(#key, #value) });
                }
            }
            (ty, value) => {
                let value = argument(sdk, ty, value);
                chain.extend(quote! { .#setter(#value) });
            }
        }
    }
    chain
}
