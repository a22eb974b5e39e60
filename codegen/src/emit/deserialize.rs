//! Reads members of structures and unions from the XML of a response.

mod value;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{Field, Presence, Sdk, Structure, Type, Union};

use super::{ident, literal};
use value::{question, read, read_entry, read_key_value, read_list, read_map};

/// The body that reads a structure from `element`; `rest` are further fields of its literal.
pub(super) fn emit_body(sdk: &Sdk, structure: &Structure, rest: TokenStream) -> TokenStream {
    let name = ident(&structure.ident);
    if structure.fields.is_empty() {
        return quote! { Ok(#name { #rest }) };
    }
    let reading = emit_reading(sdk, &structure.fields);
    let values = structure.fields.iter().map(|field| {
        let name = ident(&field.ident);
        match emit_value(sdk, field, &variable(field), &or_empty) {
            Some(value) => quote! { #name: #value },
            None => quote! { #name },
        }
    });
    quote! {
        #reading
        Ok(#name { #(#values,)* #rest })
    }
}

/// The statements that read the members of the variable `error`; its fields are all optional.
pub(super) fn emit_error_body(sdk: &Sdk, structure: &Structure) -> TokenStream {
    let reading = emit_reading(sdk, &structure.fields);
    let values = structure.fields.iter().map(|field| {
        let (name, variable) = (ident(&field.ident), variable(field));
        let value = emit_value(sdk, field, &variable, &or_empty);
        let value = value.unwrap_or(quote! { #variable });
        quote! { error.#name = #value; }
    });
    quote! {
        #reading
        #(#values)*
        Ok(())
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

/// The variable of a field, which must not shadow the function's own.
fn variable(field: &Field) -> Ident {
    super::variable(field, &["element", "child"])
}

/// The loop that reads the children that are fields.
fn emit_read(sdk: &Sdk, fields: &[&Field]) -> TokenStream {
    let wires = fields.iter().map(|field| &field.xml);
    let arms = fields.iter().map(|field| {
        let assignment = emit_assignment(sdk, field);
        // A push can be long: as a statement it may have its own line.
        match field.ty.is_flattened() {
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

/// An expression for the value of a required structure, from the variable with its `Option`.
pub(super) type OrEmpty<'a> = &'a dyn Fn(&Structure, &Ident) -> TokenStream;

fn or_empty(structure: &Structure, found: &Ident) -> TokenStream {
    let read = ident(&structure.reader);
    quote! { Element::or_empty(#found, protocol::#read)? }
}

/// The value of a field whose `Option` is the variable `found`. `None` if that has the field's name
/// and is the value.
pub(super) fn emit_value(
    sdk: &Sdk,
    field: &Field,
    found: &Ident,
    or_empty: OrEmpty<'_>,
) -> Option<TokenStream> {
    let name = ident(&field.ident);
    let boxed = field.boxed;
    Some(match &field.presence {
        Presence::Optional if boxed => quote! { #found.map(Box::new) },
        Presence::Optional if name == *found => return None,
        Presence::Optional => quote! { #found },
        Presence::Defaulted => quote! { #found.unwrap_or_default() },
        Presence::DefaultedTo(default) => {
            let default = literal::default(sdk, &field.ty, default);
            match field.ty.is_copy() {
                true => quote! { #found.unwrap_or(#default) },
                false => quote! { #found.unwrap_or_else(|| #default) },
            }
        }
        Presence::Required => {
            let value = emit_corrected(sdk, &field.ty, found, or_empty);
            if boxed {
                quote! { Box::new(#value) }
            } else {
                value
            }
        }
    })
}

/// The value of a required member, or the default that client error correction has for its type if
/// the response lacks the member: services and other implementations of them omit members that
/// their models require.
fn emit_corrected(sdk: &Sdk, ty: &Type, found: &Ident, or_empty: OrEmpty<'_>) -> TokenStream {
    match ty {
        Type::Enum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #found.unwrap_or_else(|| #name::from("")) }
        }
        Type::IntEnum(id) => {
            let name = ident(&sdk.enumeration(*id).ident);
            quote! { #found.unwrap_or_else(|| #name::from(0)) }
        }
        Type::Union(id) => {
            let name = ident(&sdk.union(*id).ident);
            quote! { #found.unwrap_or(#name::Unknown) }
        }
        Type::Structure(id) => or_empty(sdk.structure(*id), found),
        Type::Timestamp(_) => quote! { #found.unwrap_or(DateTime::from_secs(0)) },
        _ => quote! { #found.unwrap_or_default() },
    }
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

/// The body that reads a union from `element`: the last of its known members.
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
