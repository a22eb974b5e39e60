//! `src/validation.rs`: a function for the constraints of each shape, and the calls of them.

mod bound;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{
    Check, CheckId, Enum, EnumValues, Field, Map, MapKey, Presence, Rule, Sdk, Structure, Type,
    Union,
};

use super::imports::Imports;
use super::items::Items;
use super::{allow_deprecated, doc_lines, ident, raw_string, ty, unused_if};
use bound::{emit_characters, emit_class, emit_count, emit_double_range, emit_length, emit_range};

pub(super) fn emit_validation(sdk: &Sdk) -> Items<'_> {
    let mut checks: Vec<&Check> = sdk.checks.iter().collect();
    checks.sort_by(|a, b| a.ident.cmp(&b.ident));
    let functions = checks.into_iter().map(|check| emit_check(sdk, check));
    Items::new(functions, |names| {
        let imports = Imports::named(sdk, names).emit(quote! { crate::types });
        quote! {
            #![doc = " The constraints of the model, one function for each constrained shape."]
            use querysmith_runtime::codegen_v1::Validator;
            #imports
        }
    })
}

/// The function of a check, with `self::` if a variable shadows it.
fn callee(check: &Check, variables: &[&str]) -> TokenStream {
    let name = ident(&check.ident);
    match variables.contains(&check.ident.as_str()) {
        true => quote! { self::#name },
        false => quote! { #name },
    }
}

fn emit_check(sdk: &Sdk, check: &Check) -> TokenStream {
    let name = ident(&check.ident);
    let title = format!("`{}`", check.shape);
    let title = match check.bounds() {
        Some(bounds) => format!("{title}. {bounds}"),
        None => format!("{title}."),
    };
    let docs = doc_lines([title.as_str()]);
    let mut function = quote! {};
    let (ty, body, allow) = match &check.rule {
        Rule::Text { length, pattern } => {
            let bounds = *length;
            let length = length.map(emit_characters);
            let is_char = ident(&check.char_test);
            let pattern = pattern.as_ref().map(|pattern| {
                let text = raw_string(&pattern.text);
                function = emit_class(&is_char, pattern);
                let count = emit_count(pattern, bounds);
                quote! {
                    if v.is_strict() {
                        v.pattern(#text, #count value.chars().all(#is_char));
                    }
                }
            });
            (quote! { &str }, quote! { #length #pattern }, quote! {})
        }
        Rule::Blob(length) => (
            quote! { &[u8] },
            emit_length(*length, &quote! { value.len() }),
            quote! {},
        ),
        Rule::Integer(range) => (
            quote! { i64 },
            emit_range(*range, check.sensitive),
            quote! {},
        ),
        Rule::Double(range) => (
            quote! { f64 },
            emit_double_range(*range, check.sensitive),
            quote! {},
        ),
        Rule::Enum(id) => emit_enum(sdk.enumeration(*id)),
        Rule::Union(id) => emit_union(sdk, sdk.union(*id)),
        Rule::Map {
            map,
            length,
            secret_keys,
            key_check,
            value_check,
        } => {
            let length = length.map(|length| emit_length(length, &quote! { value.len() }));
            let entries = emit_entries(sdk, map, *secret_keys, *key_check, *value_check);
            let key = ty::map_key(sdk, map.key);
            let item = ty::entry(sdk, &map.value, map.sparse);
            (
                quote! { &BTreeMap<#key, #item> },
                quote! { #length #entries },
                quote! {},
            )
        }
        Rule::List {
            list,
            length,
            unique,
            item_check,
        } => {
            let length = length.map(|length| emit_length(length, &quote! { value.len() }));
            let unique = unique.then(|| {
                quote! {
                    if v.is_strict() {
                        v.unique_items((1..value.len()).all(|i| !value[..i].contains(&value[i])));
                    }
                }
            });
            let items = item_check.map(|id| {
                let check = callee(sdk.check(id), &["i", "item", "v", "value"]);
                let value = pass(&list.item, &quote! { item }, true);
                let call = present(
                    list.sparse,
                    "item",
                    quote! { #check(#value, &mut v.index(i)); },
                );
                quote! {
                    for (i, item) in value.iter().enumerate() { #call }
                }
            });
            let item = ty::entry(sdk, &list.item, list.sparse);
            (
                quote! { &[#item] },
                quote! { #length #unique #items },
                quote! {},
            )
        }
        Rule::Structure(id) => {
            let structure = sdk.structure(*id);
            let ty = ident(&structure.ident);
            let members = structure
                .fields
                .iter()
                .map(|field| emit_member(sdk, field, &quote! { value }, &quote! {}));
            (
                quote! { &#ty },
                quote! { #(#members)* },
                allow_deprecated(&structure.fields),
            )
        }
    };
    // The service checks constraints without code here.
    let (value, v) = (
        unused_if(body.is_empty(), "value"),
        unused_if(body.is_empty(), "v"),
    );
    quote! {
        #docs
        #allow
        pub(crate) fn #name(#value: #ty, #v: &mut Validator) { #body }
        #function
    }
}

/// The type of a value, the body of its check, and an attribute.
type Function = (TokenStream, TokenStream, TokenStream);

fn emit_enum(enumeration: &Enum) -> Function {
    let name = ident(&enumeration.ident);
    let values = match &enumeration.values {
        EnumValues::Text(_) => quote! { #name::values() },
        EnumValues::Integer(variants) => {
            let values = variants.iter().map(|variant| variant.value.to_string());
            quote! { &[#(#values),*] }
        }
    };
    let body = quote! { v.enum_value(!matches!(value, #name::Unknown(_)), #values); };
    (quote! { &#name }, body, quote! {})
}

fn emit_union(sdk: &Sdk, union: &Union) -> Function {
    let name = ident(&union.ident);
    let arms = union.variants.iter().filter_map(|variant| {
        let field = &variant.field;
        let check = callee(sdk.check(field.check?), &["member", "v", "value"]);
        let (variant_ident, wire) = (ident(&variant.ident), &field.wire);
        let member = match field.boxed {
            true => quote! { member },
            false => pass(&field.ty, &quote! { member }, true),
        };
        Some(quote! { #name::#variant_ident(member) => #check(#member, &mut v.field(#wire)), })
    });
    let arms: Vec<TokenStream> = arms.collect();
    let body = match arms.as_slice() {
        [] => quote! { if value.is_unknown() { v.unknown_member(); } },
        arms if arms.len() == union.variants.len() => quote! {
            match value { #(#arms)* #name::Unknown => v.unknown_member(), }
        },
        arms => quote! {
            match value { #(#arms)* #name::Unknown => v.unknown_member(), _ => {} }
        },
    };
    let allow = allow_deprecated(union.fields());
    (quote! { &#name }, body, allow)
}

/// The checks of a map's entries.
fn emit_entries(
    sdk: &Sdk,
    map: &Map,
    secret_keys: bool,
    key_check: Option<CheckId>,
    value_check: Option<CheckId>,
) -> TokenStream {
    let hidden = ["i", "item", "key", "v", "value"];
    let place = match (secret_keys, map.key) {
        (true, _) => quote! { v.index(i) },
        (false, MapKey::Text) => quote! { v.key(key) },
        (false, MapKey::Enum(_)) => quote! { v.key(key.as_str()) },
    };
    let of_key = key_check.map(|id| {
        let check = callee(sdk.check(id), &hidden);
        quote! { #check(key, &mut #place); }
    });
    let of_value = value_check.map(|id| {
        let check = callee(sdk.check(id), &hidden);
        let value = pass(&map.value, &quote! { item }, true);
        present(map.sparse, "item", quote! { #check(#value, &mut #place); })
    });
    let (key, item) = match (secret_keys, &of_key, &of_value) {
        (_, None, None) => return quote! {},
        (false, Some(_), None) => return quote! { for key in value.keys() { #of_key } },
        (true, None, Some(_)) => (quote! { _ }, quote! { item }),
        (true, Some(_), None) => (quote! { key }, quote! { _ }),
        _ => (quote! { key }, quote! { item }),
    };
    match secret_keys {
        true => quote! {
            for (i, (#key, #item)) in value.iter().enumerate() { #of_key #of_value }
        },
        false => quote! { for (#key, #item) in value { #of_key #of_value } },
    }
}

/// A statement for an item that may be null.
fn present(sparse: bool, item: &str, statement: TokenStream) -> TokenStream {
    let item = ident(item);
    match sparse {
        true => quote! { if let Some(#item) = #item { #statement } },
        false => statement,
    }
}

/// The checks of an input's members: required ones are set, and values satisfy their constraints.
pub(super) fn emit_members(sdk: &Sdk, structure: &Structure, place: &TokenStream) -> TokenStream {
    let members = structure.fields.iter().map(|field| {
        let (wire, name) = (&field.wire, ident(&field.ident));
        let required = (field.required && field.presence == Presence::Optional)
            .then(|| quote! { v.required(#wire, #place.#name.is_some()); });
        let check = emit_member(sdk, field, place, &quote! { validation:: });
        quote! { #required #check }
    });
    quote! { #(#members)* }
}

fn emit_member(sdk: &Sdk, field: &Field, place: &TokenStream, path: &TokenStream) -> TokenStream {
    let Some(id) = field.check else {
        return quote! {};
    };
    let (wire, name) = (&field.wire, ident(&field.ident));
    let variable = super::variable(field, &["v"]);
    let hidden = if field.presence == Presence::Optional {
        variable.to_string()
    } else {
        String::new()
    };
    let check = match path.is_empty() {
        true => callee(sdk.check(id), &[&hidden, "v", "value"]),
        false => callee(sdk.check(id), &[]),
    };
    if field.presence == Presence::Optional {
        let copy = field.ty.is_copy();
        let bound = if copy {
            quote! { #place.#name }
        } else {
            quote! { &#place.#name }
        };
        let value = pass(&field.ty, &quote! { #variable }, false);
        return quote! {
            if let Some(#variable) = #bound {
                #path #check(#value, &mut v.field(#wire));
            }
        };
    }
    let value = match field.ty.is_copy() {
        true => pass(&field.ty, &quote! { #place.#name }, false),
        false => quote! { &#place.#name },
    };
    quote! { #path #check(#value, &mut v.field(#wire)); }
}

/// `value`, converted to the parameter of its check.
fn pass(ty: &Type, value: &TokenStream, borrowed: bool) -> TokenStream {
    let value = if borrowed && ty.is_copy() {
        quote! { *#value }
    } else {
        value.clone()
    };
    match ty {
        Type::Byte | Type::Short | Type::Integer => quote! { i64::from(#value) },
        Type::Float => quote! { f64::from(#value) },
        _ => value,
    }
}
