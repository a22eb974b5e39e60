//! Enums: the names and the values of their variants.

use std::collections::BTreeSet;

use crate::ast::{Kind, Member, Shape};
use crate::diagnostic::Diagnostics;
use crate::ir::{Enum, EnumId, EnumValues, EnumVariant};
use crate::json::Cursor;
use crate::naming;

use super::structure::deprecated;
use super::{Resolver, docs};

const ENUM_VALUE: &str = "smithy.api#enumValue";

impl<'m, 'a> Resolver<'m, 'a> {
    pub(super) fn declare_enum(
        &mut self,
        shape: &'m Shape<'a>,
        ident: String,
        d: &mut Diagnostics,
    ) {
        let values = match &shape.kind {
            Kind::Enum(members) => EnumValues::Text(variants(members, &text_value, d)),
            Kind::IntEnum(members) => EnumValues::Integer(variants(members, &integer_value, d)),
            _ => return,
        };
        self.enum_ids.insert(shape.id, EnumId(self.enums.len()));
        self.enums.push(Enum {
            shape: shape.name().to_owned(),
            module: naming::module(&ident),
            ident,
            docs: docs(&shape.traits, d),
            values,
            deprecated: deprecated(&shape.traits, d),
            sensitive: shape.traits.has("smithy.api#sensitive"),
        });
    }
}

/// The variants, with a number appended to names that are taken.
fn variants<T: Ord + Clone>(
    members: &[Member<'_>],
    value: &dyn Fn(&Member<'_>, &mut Diagnostics) -> Option<T>,
    d: &mut Diagnostics,
) -> Vec<EnumVariant<T>> {
    let mut idents = BTreeSet::new();
    let mut values = BTreeSet::new();
    let mut variants = Vec::new();
    for member in members {
        let Some(value) = value(member, d) else {
            continue;
        };
        if !values.insert(value.clone()) {
            d.push(
                member
                    .at
                    .diagnostic("two members of an enum have the same value")
                    .found(member.name)
                    .expected("values that differ"),
            );
        }
        let name = naming::variant(member.name);
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let ident = names
            .find(|name| !idents.contains(name))
            .unwrap_or_default();
        idents.insert(ident.clone());
        variants.push(EnumVariant {
            ident,
            value,
            docs: docs(&member.traits, d),
            deprecated: deprecated(&member.traits, d),
        });
    }
    variants
}

/// The text of a member: its `enumValue`, or else its name.
fn text_value(member: &Member<'_>, d: &mut Diagnostics) -> Option<String> {
    match member.traits.get(ENUM_VALUE) {
        Some(value) => Some(value.string(d)?.to_owned()),
        None => Some(member.name.to_owned()),
    }
}

fn integer_value(member: &Member<'_>, d: &mut Diagnostics) -> Option<i32> {
    let Some(value) = member.traits.get(ENUM_VALUE) else {
        d.push(
            member
                .at
                .diagnostic("a member of an intEnum has no value")
                .found(format!("no {ENUM_VALUE}"))
                .expected(format!("{ENUM_VALUE} with a whole number")),
        );
        return None;
    };
    small_integer(value, d)
}

fn small_integer(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<i32> {
    let number = at.integer(d)?;
    let small = i32::try_from(number).ok();
    if small.is_none() {
        d.push(
            at.diagnostic("a value of an intEnum is not a 32-bit integer")
                .found(number)
                .expected(format!("{} to {}", i32::MIN, i32::MAX)),
        );
    }
    small
}
