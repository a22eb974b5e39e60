//! Members of structures and unions out of an answer's XML.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Field, List, Map, MapKey, Presence, Sdk, Structure, Type, Union};

use super::{ident, literal, ty};

/// The function in `protocol` that reads a shared structure or union.
pub(super) fn reader_name(module: &str) -> proc_macro2::Ident {
    format_ident!("read_{}", module.trim_start_matches("r#"))
}

/// The body that reads a structure from `element`; `rest` are further fields of its literal.
pub(super) fn emit_body(sdk: &Sdk, structure: &Structure, rest: TokenStream) -> TokenStream {
    let name = ident(&structure.ident);
    if structure.fields.is_empty() {
        return quote! { Ok(#name { #rest }) };
    }
    let reading = emit_reading(sdk, &structure.fields);
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        match emit_value(sdk, field) {
            Some(value) => quote! { #name: #value },
            None => quote! { #name },
        }
    });
    quote! {
        #reading
        Ok(#name { #(#values,)* #rest })
    }
}

/// The statements that read the members of an error, in a tuple; its fields are all optional.
pub(super) fn emit_error_body(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let reading = emit_reading(sdk, &structure.fields);
    let values = structure.fields.iter().map(|field| {
        let variable = variable(field);
        emit_value(sdk, field).unwrap_or(quote! { #variable })
    });
    quote! {
        #reading
        Ok((#(#values,)*))
    }
}

fn emit_reading(sdk: &Sdk, fields: &[Field]) -> TokenStream {
    let elements: Vec<&Field> = fields.iter().filter(|field| !field.attribute).collect();
    let lets = elements.iter().map(|field| {
        let name = variable(field);
        quote! { let mut #name = None; }
    });
    let attributes = fields.iter().filter(|field| field.attribute).map(|field| {
        let (name, wire, text) = (variable(field), &field.xml, read_attribute(sdk, &field.ty));
        quote! { let #name = element.attribute(#wire).map(|text| #text); }
    });
    let read = emit_read(sdk, &elements);
    quote! {
        #(#attributes)*
        #(#lets)*
        #read
    }
}

/// The variable of a field, which must not hide what the function itself uses.
fn variable(field: &Field) -> proc_macro2::Ident {
    super::variable(field, &["element", "child"])
}

/// The loop that takes in the children that are fields.
fn emit_read(sdk: &Sdk, fields: &[&Field]) -> TokenStream {
    let wires = fields.iter().map(|field| &field.xml);
    let arms = fields.iter().map(|field| {
        let assignment = emit_assignment(sdk, field);
        // A push can be long: as a statement it may have a line of its own.
        match is_flattened(&field.ty) {
            true => quote! { { #assignment; } },
            false => quote! { #assignment, },
        }
    });
    let take = match fields {
        [] => return quote! {},
        [field] => {
            let (wire, assignment) = (&field.xml, emit_assignment(sdk, field));
            quote! { if child.name() == #wire { #assignment; } }
        }
        _ => quote! {
            match child.name() {
                #(#wires => #arms)*
                _ => {}
            }
        },
    };
    quote! {
        for child in element.children() {
            #take
        }
    }
}

fn emit_assignment(sdk: &Sdk, field: &Field) -> TokenStream {
    let name = variable(field);
    let child = quote! { child };
    match &field.ty {
        Type::List(list) if list.item_xml.is_none() => {
            let value = question(read_entry(sdk, &list.item, list.sparse, "child"));
            quote! { #name.get_or_insert_with(Vec::new).push(#value) }
        }
        Type::Map(map) if map.flattened => {
            let (key_wire, value_wire) = (&map.key_wire, &map.value_wire);
            let (rebound, key, value) = read_key_value(sdk, map);
            quote! {
                let (key, value) = child.entry(#key_wire, #value_wire)?;
                #rebound
                #name.get_or_insert_with(BTreeMap::new).insert(#key, #value)
            }
        }
        ty => {
            let value = question(read(sdk, ty, &child));
            quote! { #name = Some(#value) }
        }
    }
}

/// Whether the items of a list or the entries of a map are children of the structure itself.
fn is_flattened(ty: &Type) -> bool {
    match ty {
        Type::List(list) => list.item_xml.is_none(),
        Type::Map(map) => map.flattened,
        _ => false,
    }
}

/// The value of a field, or `None` where it is a variable of the field's own name.
fn emit_value(sdk: &Sdk, field: &Field) -> Option<TokenStream> {
    let (name, variable) = (ident(&field.ident), variable(field));
    let wire = &field.xml;
    let boxed = field.boxed;
    let found = quote! { #variable };
    Some(match &field.presence {
        Presence::Optional if boxed => quote! { #found.map(Box::new) },
        Presence::Optional if name == variable => return None,
        Presence::Optional => found,
        Presence::Defaulted => quote! { #found.unwrap_or_default() },
        Presence::DefaultedTo(default) => {
            let default = literal::constant(sdk, &field.ty, default);
            match ty::is_copy(&field.ty) {
                true => quote! { #found.unwrap_or(#default) },
                false => quote! { #found.unwrap_or_else(|| #default) },
            }
        }
        Presence::Required => {
            let value = quote! { element.required(#wire, #found)? };
            if boxed {
                quote! { Box::new(#value) }
            } else {
                value
            }
        }
    })
}

/// The value of the attribute `text`.
fn read_attribute(sdk: &Sdk, ty: &Type) -> TokenStream {
    match ty {
        Type::Enum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #name::from(&*text) }
        }
        Type::SensitiveString => quote! { SensitiveString::from(text.into_owned()) },
        _ => quote! { text.into_owned() },
    }
}

/// The body that reads a union from `element`: the last of the members that it knows.
pub(super) fn emit_union_body(sdk: &Sdk, union: &Union) -> TokenStream {
    let name = ident(&union.ident);
    let assignments = union.variants.iter().map(|variant| {
        let variant_ident = ident(&variant.ident);
        let field = &variant.field;
        let wire = &field.xml;
        if field.ty == Type::Unit {
            return quote! { value = #name::#variant_ident };
        }
        let read = match &field.ty {
            // Their items are children of the union itself.
            Type::List(list) if list.item_xml.is_none() => {
                read_list(sdk, list, wire, &quote! { element })
            }
            Type::Map(map) if map.flattened => read_map(sdk, map, wire, &quote! { element }),
            ty => read(sdk, ty, &quote! { child }),
        };
        let read = question(read);
        let read = if field.boxed {
            quote! { Box::new(#read) }
        } else {
            read
        };
        quote! { value = #name::#variant_ident(#read) }
    });
    let wires: Vec<&String> = union
        .variants
        .iter()
        .map(|variant| &variant.field.xml)
        .collect();
    let take = match wires.as_slice() {
        [wire] => quote! { if child.name() == #wire { #(#assignments;)* } },
        wires => quote! {
            match child.name() {
                #(#wires => #assignments,)*
                _ => {}
            }
        },
    };
    quote! {
        let mut value = #name::Unknown;
        for child in element.children() { #take }
        Ok(value)
    }
}

/// An expression, and whether it is a `Result`.
type Read = (TokenStream, bool);

fn question((value, fallible): Read) -> TokenStream {
    if fallible {
        quote! { #value? }
    } else {
        value
    }
}

/// The value of `element`.
fn read(sdk: &Sdk, ty: &Type, element: &TokenStream) -> Read {
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

/// The path of the function that reads a structure or union, if the type is one.
fn reader(sdk: &Sdk, ty: &Type) -> Option<TokenStream> {
    let module = match ty {
        Type::Structure(id) => &sdk.structure(*id).module,
        Type::Union(id) => &sdk.union(*id).module,
        _ => return None,
    };
    let read = reader_name(module);
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
fn read_entry(sdk: &Sdk, ty: &Type, is_sparse: bool, name: &str) -> Read {
    let name = ident(name);
    match is_sparse {
        true => sparse(sdk, ty, &name),
        false => read(sdk, ty, &quote! { #name }),
    }
}

fn read_list(sdk: &Sdk, list: &List, wire: &str, element: &TokenStream) -> Read {
    // A list of lists; with a name this long the printer breaks lines where rustfmt does.
    let name = match &list.item {
        Type::List(_) | Type::Map(_) => "items",
        _ => "item",
    };
    let (item, fallible) = read_entry(sdk, &list.item, list.sparse, name);
    let name = ident(name);
    // A function that takes just the element stands for itself.
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

fn read_map(sdk: &Sdk, map: &Map, wire: &str, element: &TokenStream) -> Read {
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

/// The key and the value of an entry whose elements are `key` and `value`, after a statement that
/// keeps them short.
fn read_key_value(sdk: &Sdk, map: &Map) -> (TokenStream, TokenStream, TokenStream) {
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
