//! The Rust types of values, and how setters take and getters return them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Field, MapKey, Presence, Sdk, TimestampFormat, Type};

/// The type itself: `Vec<Tag>`.
pub(super) fn owned(sdk: &Sdk, ty: &Type) -> TokenStream {
    tokens(&sdk.rust_type(ty))
}

/// The type of the items of a list or a map: an item, or a key with its value.
pub(super) fn item(sdk: &Sdk, ty: &Type) -> TokenStream {
    tokens(&sdk.item_type(ty))
}

/// The type of an item or of the value of an entry.
pub(super) fn entry(sdk: &Sdk, ty: &Type, sparse: bool) -> TokenStream {
    tokens(&sdk.entry_type(ty, sparse))
}

pub(super) fn map_key(sdk: &Sdk, key: MapKey) -> TokenStream {
    tokens(sdk.key_type(key))
}

/// The type of a field without its `Option`: `Box<Tag>` if it is boxed.
pub(super) fn stored(sdk: &Sdk, field: &Field) -> TokenStream {
    tokens(&sdk.stored_type(field))
}

/// The type of a field: `Option<Vec<Tag>>`.
pub(super) fn field(sdk: &Sdk, field: &Field) -> TokenStream {
    tokens(&sdk.field_type(field))
}

/// The tokens of a type; its text is Rust.
fn tokens(ty: &str) -> TokenStream {
    ty.parse().unwrap_or_default()
}

/// The type that a setter takes, and the conversion of its argument `value`.
pub(super) fn argument(sdk: &Sdk, ty: &Type, value: &TokenStream) -> (TokenStream, TokenStream) {
    let owned = owned(sdk, ty);
    match ty {
        Type::Blob | Type::SensitiveBlob | Type::SensitiveString | Type::String => {
            (quote! { impl Into<#owned> }, quote! { #value.into() })
        }
        _ => (owned, value.clone()),
    }
}

/// The type that a getter returns, and the conversion of `value`, the field. Timestamps are returned
/// by reference, like structures, because the AWS SDK for Rust does so.
pub(super) fn getter(sdk: &Sdk, field: &Field, value: &TokenStream) -> (TokenStream, TokenStream) {
    let optional = field.presence == Presence::Optional;
    let (borrowed, deref) = match &field.ty {
        ty if ty.is_copy() && !matches!(ty, Type::Timestamp(_)) => {
            let ty = owned(sdk, ty);
            let ty = if optional {
                quote! { Option<#ty> }
            } else {
                ty
            };
            return (ty, value.clone());
        }
        Type::List(list) => {
            let item = entry(sdk, &list.item, list.sparse);
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

pub(super) fn timestamp_format(format: TimestampFormat) -> TokenStream {
    match format {
        TimestampFormat::DateTime => quote! { TimestampFormat::DateTime },
        TimestampFormat::EpochSeconds => quote! { TimestampFormat::EpochSeconds },
        TimestampFormat::HttpDate => quote! { TimestampFormat::HttpDate },
    }
}
