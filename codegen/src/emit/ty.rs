//! Rust's types for the IR's, and how values of them are taken in and handed out.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, MapKey, Presence, Sdk, TimestampFormat, Type};

use super::ident;

/// The type itself: `Vec<Tag>`.
pub(crate) fn owned(sdk: &Sdk, ty: &Type) -> TokenStream {
    match ty {
        Type::Blob => quote! { Vec<u8> },
        Type::Boolean => quote! { bool },
        Type::Byte => quote! { i8 },
        Type::Double => quote! { f64 },
        Type::Float => quote! { f32 },
        Type::Integer => quote! { i32 },
        Type::Long => quote! { i64 },
        Type::SensitiveBlob => quote! { SensitiveBlob },
        Type::SensitiveString => quote! { SensitiveString },
        Type::Short => quote! { i16 },
        Type::String => quote! { String },
        Type::Timestamp(_) => quote! { DateTime },
        Type::List(list) => {
            let item = entry(&owned(sdk, &list.item), list.sparse);
            quote! { Vec<#item> }
        }
        Type::Map(map) => {
            let key = map_key(sdk, map.key);
            let value = entry(&owned(sdk, &map.value), map.sparse);
            quote! { BTreeMap<#key, #value> }
        }
        Type::Enum(id) | Type::IntEnum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #name }
        }
        Type::Union(id) => {
            let name = ident(&sdk.union(*id).ident);
            quote! { #name }
        }
        // No value is of this type: it stands for a variant that holds nothing.
        Type::Unit => quote! { () },
        Type::Structure(id) => {
            let name = ident(&sdk.structure(*id).ident);
            quote! { #name }
        }
    }
}

/// What a list or a map is gone through by: an item, or a key with its value.
pub(super) fn item(sdk: &Sdk, ty: &Type) -> TokenStream {
    match ty {
        Type::List(list) => entry(&owned(sdk, &list.item), list.sparse),
        Type::Map(map) => {
            let key = map_key(sdk, map.key);
            let value = entry(&owned(sdk, &map.value), map.sparse);
            quote! { (#key, #value) }
        }
        ty => owned(sdk, ty),
    }
}

/// The type of an item or of the value of an entry.
pub(super) fn entry(ty: &TokenStream, sparse: bool) -> TokenStream {
    match sparse {
        true => quote! { Option<#ty> },
        false => ty.clone(),
    }
}

pub(super) fn map_key(sdk: &Sdk, key: MapKey) -> TokenStream {
    match key {
        MapKey::Text => quote! { String },
        MapKey::Enum(id) => {
            let name = ident(&sdk.enumeration(id).ident);
            quote! { #name }
        }
    }
}

/// The type of a field, without its `Option`: `Box<Tag>` where it has to be boxed.
pub(super) fn stored(sdk: &Sdk, field: &Field) -> TokenStream {
    let ty = owned(sdk, &field.ty);
    if field.boxed {
        quote! { Box<#ty> }
    } else {
        ty
    }
}

/// The type of a field: `Option<Vec<Tag>>`.
pub(crate) fn field(sdk: &Sdk, field: &Field) -> TokenStream {
    let ty = stored(sdk, field);
    match field.presence {
        Presence::Optional => quote! { Option<#ty> },
        Presence::Required | Presence::Defaulted | Presence::DefaultedTo(_) => ty,
    }
}

/// The type that a setter takes, and the value that it makes of its argument `value`.
pub(super) fn argument(sdk: &Sdk, ty: &Type, value: &TokenStream) -> (TokenStream, TokenStream) {
    let owned = owned(sdk, ty);
    match ty {
        Type::Blob | Type::SensitiveBlob | Type::SensitiveString | Type::String => {
            (quote! { impl Into<#owned> }, quote! { #value.into() })
        }
        _ => (owned, value.clone()),
    }
}

/// What a getter answers, and how it gets it from `value`, the field.
pub(super) fn getter(sdk: &Sdk, field: &Field, value: &TokenStream) -> (TokenStream, TokenStream) {
    let optional = field.presence == Presence::Optional;
    let (borrowed, deref) = match &field.ty {
        ty if is_copy(ty) => {
            let ty = owned(sdk, ty);
            let ty = if optional {
                quote! { Option<#ty> }
            } else {
                ty
            };
            return (ty, value.clone());
        }
        Type::List(list) => {
            let item = entry(&owned(sdk, &list.item), list.sparse);
            let slice = if optional {
                quote! { #value.as_deref().unwrap_or_default() }
            } else {
                quote! { &#value }
            };
            return (quote! { &[#item] }, slice);
        }
        Type::String | Type::SensitiveString => (quote! { &str }, true),
        Type::Blob | Type::SensitiveBlob => (quote! { &[u8] }, true),
        ty => {
            let ty = owned(sdk, ty);
            (quote! { &#ty }, field.boxed)
        }
    };
    match (optional, deref) {
        (true, true) => (quote! { Option<#borrowed> }, quote! { #value.as_deref() }),
        (true, false) => (quote! { Option<#borrowed> }, quote! { #value.as_ref() }),
        (false, _) => (borrowed, quote! { &#value }),
    }
}

pub(super) fn is_copy(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Boolean
            | Type::Byte
            | Type::Double
            | Type::Float
            | Type::Integer
            | Type::Long
            | Type::Short
            | Type::Timestamp(_)
    )
}

pub(super) fn timestamp_format(format: TimestampFormat) -> TokenStream {
    match format {
        TimestampFormat::DateTime => quote! { TimestampFormat::DateTime },
        TimestampFormat::EpochSeconds => quote! { TimestampFormat::EpochSeconds },
        TimestampFormat::HttpDate => quote! { TimestampFormat::HttpDate },
    }
}
