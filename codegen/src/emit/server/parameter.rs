//! Expressions that read values from parameters.

use proc_macro2::{Ident, TokenStream};
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
    /// The `Result` of reading the variable `child` with the validator `v`, and a statement before
    /// it: the reader of items would make the expression too long.
    pub(super) fn read(&self, ty: &Type) -> (Option<TokenStream>, TokenStream) {
        match ty {
            Type::List(list) => {
                let (bound, read) = self.bind(&list.item, list.sparse);
                let value = match &list.form {
                    ListForm::Wrapped(member) => quote! { child.list(#member, v, #read) },
                    ListForm::Flat | ListForm::Ec2 => quote! { child.flat_list(v, #read) },
                };
                (bound, value)
            }
            Type::Map(map) => {
                let read = self.entry(&map.value, map.sparse);
                let (names, method) = (map_names(map), map_method(map));
                let bound = quote! { let read = #read; };
                (Some(bound), quote! { child.#method(#names, v, read) })
            }
            Type::Structure(_) | Type::Union(_) => {
                let read = self.item(ty);
                (None, quote! { #read(child, v) })
            }
            Type::Enum(id) => {
                let name = ident(&self.sdk.enumeration(*id).ident);
                (None, quote! { child.text().map(#name::from) })
            }
            Type::IntEnum(id) => {
                let name = ident(&self.sdk.enumeration(*id).ident);
                (None, quote! { child.integer().map(#name::from) })
            }
            Type::Timestamp(format) => {
                let format = ty::timestamp_format(*format);
                (None, quote! { child.timestamp(#format) })
            }
            simple => {
                let method = method(simple);
                (None, quote! { child.#method() })
            }
        }
    }

    /// The reader of items; a variable unless it is only a path.
    fn bind(&self, ty: &Type, sparse: bool) -> (Option<TokenStream>, TokenStream) {
        let read = self.entry(ty, sparse);
        match sparse || matches!(ty, Type::List(_) | Type::Map(_) | Type::Timestamp(_)) {
            true => (Some(quote! { let read = #read; }), quote! { read }),
            false => (None, read),
        }
    }

    fn entry(&self, ty: &Type, sparse: bool) -> TokenStream {
        let read = self.item(ty);
        match sparse {
            true => quote! { item::or_null(#read) },
            false => read,
        }
    }

    /// The reader of an item.
    fn item(&self, ty: &Type) -> TokenStream {
        let reader = match ty {
            Type::Structure(id) => &self.sdk.structure(*id).reader,
            Type::Union(id) => &self.sdk.union(*id).reader,
            Type::List(list) => return self.list_item(list),
            Type::Map(map) => {
                let read = self.entry(&map.value, map.sparse);
                let (names, method) = (map_names(map), map_method(map));
                return quote! { item::#method(#names, #read) };
            }
            Type::Enum(_) => return quote! { item::enumeration },
            Type::IntEnum(_) => return quote! { item::int_enumeration },
            Type::Timestamp(format) => {
                let format = ty::timestamp_format(*format);
                return quote! { item::timestamp(#format) };
            }
            simple => {
                let method = method(simple);
                return quote! { item::#method };
            }
        };
        let (types, read) = (&self.types, ident(reader));
        quote! { #types #read }
    }

    fn list_item(&self, list: &List) -> TokenStream {
        let read = self.entry(&list.item, list.sparse);
        match &list.form {
            ListForm::Wrapped(member) => quote! { item::list(#member, #read) },
            ListForm::Flat | ListForm::Ec2 => quote! { item::flat_list(#read) },
        }
    }
}

/// The names of an entry, its key and its value.
fn map_names(map: &Map) -> TokenStream {
    let (key, value) = (&map.key_wire, &map.value_wire);
    match map.flattened {
        true => quote! { [#key, #value] },
        false => quote! { ["entry", #key, #value] },
    }
}

fn map_method(map: &Map) -> Ident {
    format_ident!("{}", if map.flattened { "flat_map" } else { "map" })
}

/// The method for a simple type.
fn method(ty: &Type) -> Ident {
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
