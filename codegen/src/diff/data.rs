//! Items that are looked up in both versions.

use std::collections::BTreeMap;

use crate::ir::{Deprecated, Enum, EnumValues, Role, Sdk, Structure, Type, Union};

use super::Marks;

/// A type that operations share.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    Structure(&'a Structure),
    Union(&'a Union),
    Enum(&'a Enum),
}

impl<'a> Item<'a> {
    pub(super) fn marks(self) -> Marks<'a> {
        let (docs, deprecated): (&[String], &Option<Deprecated>) = match self {
            Item::Structure(structure) => (&structure.docs, &structure.deprecated),
            Item::Union(union) => (&union.docs, &union.deprecated),
            Item::Enum(enumeration) => (&enumeration.docs, &enumeration.deprecated),
        };
        Marks::new(docs, deprecated.as_ref())
    }

    pub(super) fn noun(self) -> &'static str {
        match self {
            Item::Structure(_) => "structure",
            Item::Union(_) => "union",
            Item::Enum(enumeration) => match enumeration.values {
                EnumValues::Text(_) => "string enum",
                EnumValues::Integer(_) => "integer enum",
            },
        }
    }
}

/// The shared types by name.
pub(super) fn types(sdk: &Sdk) -> BTreeMap<&str, Item<'_>> {
    let shared = |structure: &&Structure| matches!(structure.role, Role::Shared);
    let structures = sdk.structures.iter().filter(shared);
    let structures = structures.map(|it| (it.ident.as_str(), Item::Structure(it)));
    let unions = sdk.unions.iter();
    let unions = unions.map(|it| (it.ident.as_str(), Item::Union(it)));
    let enums = sdk.enums.iter();
    let enums = enums.map(|it| (it.ident.as_str(), Item::Enum(it)));
    structures.chain(unions).chain(enums).collect()
}

/// The error shapes by name.
pub(super) fn errors(sdk: &Sdk) -> BTreeMap<&str, &Structure> {
    let is_error = |structure: &&Structure| matches!(structure.role, Role::Error(_));
    let errors = sdk.structures.iter().filter(is_error);
    errors.map(|error| (error.ident.as_str(), error)).collect()
}

/// The part of a type's form on the wire that its Rust type does not determine.
pub(super) fn wire_form(ty: &Type) -> String {
    match ty {
        Type::Timestamp(format) => format!("{format:?}"),
        Type::List(list) => {
            let item = wire_form(&list.item);
            format!("{:?} {:?} of {item}", list.form, list.item_xml)
        }
        Type::Map(map) => {
            let form = if map.flattened { "flat" } else { "entries" };
            let value = wire_form(&map.value);
            format!("{form} {} {} of {value}", map.key_wire, map.value_wire)
        }
        _ => String::new(),
    }
}
