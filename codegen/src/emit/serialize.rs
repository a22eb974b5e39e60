//! Writes members of structures and unions to a Query form.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{
    Field, List, ListForm, Map, MapKey, Operation, Presence, Sdk, Structure, Type, Union,
};

use super::{ident, ty};

/// Variables of the emitted functions, which a field's must not shadow.
const TAKEN: [&str; 3] = ["list", "map", "w"];

/// The statements that write every member of the structure at `place` (`self`, `value`) to `w`.
pub(super) fn emit_members(sdk: &Sdk, structure: &Structure, place: &TokenStream) -> TokenStream {
    let members = structure
        .fields
        .iter()
        .map(|field| emit_member(sdk, field, place));
    quote! { #(#members)* }
}

/// The statements for the traits that concern the whole request.
pub(super) fn emit_request_traits(sdk: &Sdk, operation: &Operation) -> TokenStream {
    let request = &operation.request;
    let input = sdk.structure(operation.input);
    let labels = request.host_labels.iter().map(|index| {
        let field = &input.fields[*index];
        let (member, name) = (&field.member, ident(&field.ident));
        quote! { (#member, self.#name.as_deref().unwrap_or_default()) }
    });
    let host_prefix = request
        .host_prefix
        .as_ref()
        .map(|prefix| quote! { w.host_prefix(#prefix, &[#(#labels),*]); });
    let gzip = request.gzip.then(|| quote! { w.gzip(); });
    let content_md5 = request.content_md5.then(|| quote! { w.content_md5(); });
    quote! { #host_prefix #gzip #content_md5 }
}

fn emit_member(sdk: &Sdk, field: &Field, place: &TokenStream) -> TokenStream {
    let wire = &field.wire;
    let name = ident(&field.ident);
    let optional = field.presence == Presence::Optional;
    if field.ty.is_nested() {
        let variable = super::variable(field, &TAKEN);
        if optional {
            let body = emit_nested(
                sdk,
                &field.ty,
                wire,
                &quote! { w },
                &quote! { #variable },
                0,
            );
            return quote! { if let Some(#variable) = &#place.#name { #body } };
        }
        let body = emit_nested(
            sdk,
            &field.ty,
            wire,
            &quote! { w },
            &quote! { &#place.#name },
            0,
        );
        return match field.ty {
            // The writers of lists and maps end with their block.
            Type::List(_) | Type::Map(_) => quote! { { #body } },
            _ => body,
        };
    }
    let (method, format) = method(&field.ty);
    let method = match field.idempotency_token {
        true => format_ident!("idempotency_token"),
        false => method,
    };
    let value = simple_member(sdk, field, place);
    quote! { w.#method(#wire, #value #format); }
}

/// The `Option` of a simple member of `place`, as the writer takes it.
pub(super) fn simple_member(sdk: &Sdk, field: &Field, place: &TokenStream) -> TokenStream {
    let name = ident(&field.ident);
    let value = quote! { #place.#name };
    match (&field.presence, &field.ty) {
        (Presence::Optional, Type::Enum(id)) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #value.as_ref().map(#name::as_str) }
        }
        (Presence::Optional, Type::IntEnum(id)) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #value.as_ref().map(#name::as_i32) }
        }
        (Presence::Optional, Type::Timestamp(_)) => quote! { #value.as_ref() },
        (Presence::Optional, ty) if ty.is_copy() => value,
        (Presence::Optional, _) => quote! { #value.as_deref() },
        (_, ty) => some(ty, &value, false),
    }
}

/// `Some` of a simple value, as the writer takes it.
pub(super) fn some(ty: &Type, value: &TokenStream, borrowed: bool) -> TokenStream {
    match ty {
        Type::Enum(_) => quote! { Some(#value.as_str()) },
        Type::IntEnum(_) => quote! { Some(#value.as_i32()) },
        ty if ty.is_copy() && !matches!(ty, Type::Timestamp(_)) => match borrowed {
            true => quote! { Some(*#value) },
            false => quote! { Some(#value) },
        },
        _ if borrowed => quote! { Some(#value) },
        _ => quote! { Some(&#value) },
    }
}

/// The arms that write the variants of a union.
pub(super) fn emit_variants(sdk: &Sdk, union: &Union) -> TokenStream {
    let name = ident(&union.ident);
    let arms = union.variants.iter().map(|variant| {
        let variant_ident = ident(&variant.ident);
        let field = &variant.field;
        let wire = &field.wire;
        if field.ty == Type::Unit {
            return quote! { #name::#variant_ident => w.string(#wire, Some("")), };
        }
        let value = super::variable(field, &TAKEN);
        let body = if field.ty.is_nested() {
            emit_nested(sdk, &field.ty, wire, &quote! { w }, &quote! { #value }, 0)
        } else {
            let (method, format) = method(&field.ty);
            let value = some(&field.ty, &quote! { #value }, true);
            quote! { w.#method(#wire, #value #format); }
        };
        quote! { #name::#variant_ident(#value) => { #body } }
    });
    quote! { #(#arms)* #name::Unknown => {} }
}

/// The statements that write `value`, a reference, below `target` as `wire`; without a name, at the
/// current position of the writer.
fn emit_nested(
    sdk: &Sdk,
    ty: &Type,
    wire: &str,
    target: &TokenStream,
    value: &TokenStream,
    depth: usize,
) -> TokenStream {
    match ty {
        Type::List(list) => emit_list(sdk, list, wire, target, value, depth),
        Type::Map(map) => emit_map(sdk, map, wire, target, value, depth),
        Type::Structure(id) => {
            let write = ident(&sdk.structure(*id).writer);
            quote! { protocol::#write(&mut #target.structure(#wire), #value); }
        }
        Type::Union(id) => {
            let write = ident(&sdk.union(*id).writer);
            quote! { protocol::#write(&mut #target.structure(#wire), #value); }
        }
        _ => quote! {},
    }
}

fn emit_list(
    sdk: &Sdk,
    list: &List,
    wire: &str,
    target: &TokenStream,
    value: &TokenStream,
    depth: usize,
) -> TokenStream {
    let (writer, item) = (numbered("list", depth), numbered("item", depth));
    let open = match &list.form {
        ListForm::Wrapped(member) => quote! { #target.list(#wire, #member) },
        ListForm::Flat => quote! { #target.flat_list(#wire) },
        ListForm::Ec2 => quote! { #target.ec2_list(#wire) },
    };
    let put = emit_entry(
        sdk,
        &list.item,
        list.sparse,
        &quote! { #writer.item() },
        &item,
        depth,
    );
    quote! {
        let mut #writer = #open;
        for #item in #value { #put }
    }
}

fn emit_map(
    sdk: &Sdk,
    map: &Map,
    wire: &str,
    target: &TokenStream,
    value: &TokenStream,
    depth: usize,
) -> TokenStream {
    let writer = numbered("map", depth);
    let (key, item) = (numbered("key", depth), numbered("value", depth));
    let (key_wire, value_wire) = (&map.key_wire, &map.value_wire);
    let open = match map.flattened {
        true => quote! { #target.flat_map(#wire, #key_wire, #value_wire) },
        false => quote! { #target.map(#wire, "entry", #key_wire, #value_wire) },
    };
    let key_text = match map.key {
        MapKey::Text => quote! { #key },
        MapKey::Enum(_) => quote! { #key.as_str() },
    };
    let entry = quote! { #writer.entry(#key_text) };
    let put = emit_entry(sdk, &map.value, map.sparse, &entry, &item, depth);
    quote! {
        let mut #writer = #open;
        for (#key, #item) in #value { #put }
    }
}

/// The statement that writes an item or the value of an entry to `target`.
fn emit_entry(
    sdk: &Sdk,
    ty: &Type,
    sparse: bool,
    target: &TokenStream,
    item: &proc_macro2::Ident,
    depth: usize,
) -> TokenStream {
    let put = match ty {
        Type::Structure(id) => {
            let write = ident(&sdk.structure(*id).writer);
            quote! { protocol::#write(#target, #item); }
        }
        Type::Union(id) => {
            let write = ident(&sdk.union(*id).writer);
            quote! { protocol::#write(#target, #item); }
        }
        Type::List(_) | Type::Map(_) => {
            emit_nested(sdk, ty, "", target, &quote! { #item }, depth + 1)
        }
        simple => {
            let (method, format) = method(simple);
            let put = format_ident!("put_{method}");
            let value = match simple {
                Type::Enum(_) => quote! { #item.as_str() },
                Type::IntEnum(_) => quote! { #item.as_i32() },
                ty if ty.is_copy() && !matches!(ty, Type::Timestamp(_)) => quote! { *#item },
                _ => quote! { #item },
            };
            quote! { #target.#put(#value #format); }
        }
    };
    match sparse {
        true => quote! {
            match #item {
                Some(#item) => { #put }
                None => #target.put_null(),
            }
        },
        false => put,
    }
}

/// A variable with a different name at each depth.
pub(super) fn numbered(name: &str, depth: usize) -> proc_macro2::Ident {
    match depth {
        0 => format_ident!("{name}"),
        depth => format_ident!("{name}{depth}"),
    }
}

/// The method of the writer for a simple type, and a further argument where it takes one.
pub(super) fn method(ty: &Type) -> (proc_macro2::Ident, TokenStream) {
    let name = match ty {
        Type::Blob | Type::SensitiveBlob => "blob",
        Type::Boolean => "boolean",
        Type::Byte => "byte",
        Type::Double => "double",
        Type::Float => "float",
        Type::Integer | Type::IntEnum(_) => "integer",
        Type::Long => "long",
        Type::Short => "short",
        Type::Timestamp(format) => {
            let format = ty::timestamp_format(*format);
            return (format_ident!("timestamp"), quote! { , #format });
        }
        _ => "string",
    };
    (format_ident!("{name}"), quote! {})
}
