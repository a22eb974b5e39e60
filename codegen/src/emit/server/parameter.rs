//! Expressions that read values from parameters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{ident, ty};
use crate::ir::{List, ListForm, Map, Sdk, Type};

/// Emits expressions that read values.
pub(super) struct Reader<'a> {
    pub(super) sdk: &'a Sdk,
    /// The path prefix of the functions that read shared types: `form::`.
    pub(super) types: TokenStream,
}

impl Reader<'_> {
    /// The `Result` of reading `parameter` with the validator `v`.
    pub(super) fn read(&self, ty: &Type, parameter: &TokenStream, v: &TokenStream) -> TokenStream {
        match ty {
            Type::List(list) => self.read_list(list, parameter, v),
            Type::Map(map) => self.read_map(map, parameter, v),
            Type::Structure(_) | Type::Union(_) => {
                let read = self.function(ty);
                quote! { #read(#parameter, #v) }
            }
            Type::Enum(id) => {
                let name = ident(&self.sdk.enumeration(*id).ident);
                quote! { #parameter.text().map(#name::from) }
            }
            Type::IntEnum(id) => {
                let name = ident(&self.sdk.enumeration(*id).ident);
                quote! { #parameter.integer().map(#name::from) }
            }
            Type::Timestamp(format) => {
                let format = ty::timestamp_format(*format);
                quote! { #parameter.timestamp(#format) }
            }
            simple => {
                let method = method(simple);
                quote! { #parameter.#method() }
            }
        }
    }

    fn read_list(&self, list: &List, parameter: &TokenStream, v: &TokenStream) -> TokenStream {
        let read = self.entry(&list.item, list.sparse);
        match &list.form {
            ListForm::Wrapped(member) => quote! { #parameter.list(#member, #v, #read) },
            ListForm::Flat | ListForm::Ec2 => quote! { #parameter.flat_list(#v, #read) },
        }
    }

    fn read_map(&self, map: &Map, parameter: &TokenStream, v: &TokenStream) -> TokenStream {
        let read = self.entry(&map.value, map.sparse);
        let (key, value) = (&map.key_wire, &map.value_wire);
        match map.flattened {
            true => quote! { #parameter.flat_map([#key, #value], #v, #read) },
            false => quote! { #parameter.map(["entry", #key, #value], #v, #read) },
        }
    }

    /// The function that reads an item or the value of an entry.
    fn entry(&self, ty: &Type, sparse: bool) -> TokenStream {
        let read = self.function(ty);
        match sparse {
            true => quote! { |item, v| item.or_null(v, #read) },
            false => read,
        }
    }

    /// The function that reads a type.
    fn function(&self, ty: &Type) -> TokenStream {
        let reader = match ty {
            Type::Structure(id) => &self.sdk.structure(*id).reader,
            Type::Union(id) => &self.sdk.union(*id).reader,
            ty => {
                let read = self.read(ty, &quote! { item }, &quote! { v });
                return match ty.is_nested() {
                    true => quote! { |item, v| #read },
                    false => quote! { |item, _| #read },
                };
            }
        };
        let (types, read) = (&self.types, ident(reader));
        quote! { #types #read }
    }
}

/// The method for a simple type.
fn method(ty: &Type) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        match ty {
            Type::Blob => "blob",
            Type::Boolean => "boolean",
            Type::Byte => "byte",
            Type::Double => "double",
            Type::Float => "float",
            Type::Integer => "integer",
            Type::Long => "long",
            Type::SensitiveBlob => "sensitive_blob",
            Type::SensitiveString => "sensitive_string",
            Type::Short => "short",
            _ => "string",
        }
    )
}
