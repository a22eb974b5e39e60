//! Writes members of structures and unions to the XML of a response, which `deserialize` reads.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::serialize::{method, numbered, simple_member, some};
use crate::emit::{ident, variable};
use crate::ir::{Field, List, Map, MapKey, Namespace, Presence, Sdk, Structure, Type, Union};

/// Emits statements that write members to `w`.
pub(super) struct Members<'a> {
    pub(super) sdk: &'a Sdk,
    /// The path prefix of the functions that write shared types: `xml::`.
    pub(super) types: TokenStream,
}

/// An element to write: its name, and its value, which is a reference.
#[derive(Clone, Copy)]
struct Element<'a> {
    name: &'a str,
    value: &'a TokenStream,
    /// Whether the items of a flattened list or map are direct children of the parent, because it
    /// is a member.
    flattens: bool,
    depth: usize,
}

impl Members<'_> {
    /// The statements that write every member of the structure at `place`: `self`, `value`.
    pub(super) fn emit_structure(&self, structure: &Structure, place: &TokenStream) -> TokenStream {
        let fields = structure.fields.iter();
        let members = fields.map(|field| self.emit_member(field, place));
        quote! { #(#members)* }
    }

    /// The arms that write the variants of a union.
    pub(super) fn emit_variants(&self, union: &Union) -> TokenStream {
        let name = ident(&union.ident);
        let arms = union.variants.iter().map(|variant| {
            let (variant, field) = (ident(&variant.ident), &variant.field);
            if field.ty == Type::Unit {
                let wire = &field.xml;
                return quote! { #name::#variant => w.string(#wire, Some("")), };
            }
            let value = variable(field, &["w"]);
            let body = self.emit_element(&field.ty, Element::member(field, &quote! { #value }));
            let body = in_namespace(field.namespace.as_ref(), body);
            quote! { #name::#variant(#value) => { #body } }
        });
        quote! { #(#arms)* #name::Unknown => {} }
    }

    fn emit_member(&self, field: &Field, place: &TokenStream) -> TokenStream {
        in_namespace(field.namespace.as_ref(), self.emit_content(field, place))
    }

    fn emit_content(&self, field: &Field, place: &TokenStream) -> TokenStream {
        let (wire, name) = (&field.xml, ident(&field.ident));
        if !field.ty.is_nested() {
            let value = simple_member(self.sdk, field, place);
            if field.attribute {
                return quote! { w.attribute(#wire, #value); };
            }
            let (method, format) = method(&field.ty);
            return quote! { w.#method(#wire, #value #format); };
        }
        if field.presence != Presence::Optional {
            return self.emit_element(&field.ty, Element::member(field, &quote! { &#place.#name }));
        }
        let value = variable(field, &["w"]);
        let body = self.emit_element(&field.ty, Element::member(field, &quote! { #value }));
        quote! { if let Some(#value) = &#place.#name { #body } }
    }

    fn emit_element(&self, ty: &Type, element: Element<'_>) -> TokenStream {
        let Element { name, value, .. } = element;
        match ty {
            Type::List(list) => self.emit_list(list, element),
            Type::Map(map) => self.emit_map(map, element),
            Type::Structure(id) => self.emit_shared(&self.sdk.structure(*id).writer, element),
            Type::Union(id) => self.emit_shared(&self.sdk.union(*id).writer, element),
            simple => {
                let (method, format) = method(simple);
                let value = some(simple, value, true);
                quote! { w.#method(#name, #value #format); }
            }
        }
    }

    fn emit_shared(&self, writer: &str, Element { name, value, .. }: Element<'_>) -> TokenStream {
        let (types, write) = (&self.types, ident(writer));
        quote! {
            w.start(#name);
            #types #write(w, #value);
            w.end();
        }
    }

    fn emit_list(&self, list: &List, element: Element<'_>) -> TokenStream {
        let Element { name, value, .. } = element;
        let is_flat = element.flattens && list.item_xml.is_none();
        let item_name = match is_flat {
            true => name,
            false => list.item_xml.as_deref().unwrap_or("member"),
        };
        let item = numbered("item", element.depth);
        let put = self.emit_entry(&list.item, list.sparse, item_name, &item, element.depth);
        let items = quote! { for #item in #value { #put } };
        let items = in_namespace(list.item_namespace.as_ref(), items);
        match is_flat {
            true => items,
            false => quote! { w.start(#name); #items w.end(); },
        }
    }

    fn emit_map(&self, map: &Map, element: Element<'_>) -> TokenStream {
        let Element { name, value, .. } = element;
        let is_flat = element.flattens && map.flattened;
        let entry_name = if is_flat { name } else { "entry" };
        let (key, item) = (
            numbered("key", element.depth),
            numbered("item", element.depth),
        );
        let (key_wire, value_wire) = (&map.key_wire, &map.value_wire);
        let key_text = match map.key {
            MapKey::Text => quote! { #key },
            MapKey::Enum(_) => quote! { #key.as_str() },
        };
        let put = self.emit_entry(&map.value, map.sparse, value_wire, &item, element.depth);
        let entries = quote! {
            for (#key, #item) in #value {
                w.start(#entry_name);
                w.string(#key_wire, Some(#key_text));
                #put
                w.end();
            }
        };
        match is_flat {
            true => entries,
            false => quote! { w.start(#name); #entries w.end(); },
        }
    }

    /// The element of an item or of the value of an entry, which is the variable `item`.
    fn emit_entry(
        &self,
        ty: &Type,
        sparse: bool,
        name: &str,
        item: &Ident,
        depth: usize,
    ) -> TokenStream {
        let put = self.emit_element(
            ty,
            Element {
                name,
                value: &quote! { #item },
                flattens: false,
                depth: depth + 1,
            },
        );
        match sparse {
            true => quote! {
                match #item {
                    Some(#item) => { #put }
                    None => w.nil(#name),
                }
            },
            false => put,
        }
    }
}

/// The statements `body`, whose elements declare a namespace.
fn in_namespace(namespace: Option<&Namespace>, body: TokenStream) -> TokenStream {
    let Some(Namespace { attribute, uri }) = namespace else {
        return body;
    };
    quote! {
        w.start_namespace(#attribute, #uri);
        #body
        w.end_namespace();
    }
}

impl<'a> Element<'a> {
    fn member(field: &'a Field, value: &'a TokenStream) -> Self {
        Self {
            name: &field.xml,
            value,
            flattens: true,
            depth: 0,
        }
    }
}
