//! Enums: the names and the values of their variants.

use std::collections::BTreeSet;

use crate::ast::{Kind, Member, Shape};
use crate::diagnostic::Diagnostics;
use crate::ir::{Enum, EnumId, EnumValues, EnumVariant};
use crate::json::Cursor;
use crate::naming;
use crate::scope::Scope;

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
        if shape.members().is_empty() {
            d.push(
                shape
                    .at
                    .diagnostic("an enum without members")
                    .found("no `members`")
                    .expected("at least one member"),
            );
        }
        let scope = &self.names.variants;
        let values = match &shape.kind {
            Kind::Enum(members) => EnumValues::Text(variants(members, scope, &text_value, d)),
            Kind::IntEnum(members) => {
                EnumValues::Integer(variants(members, scope, &integer_value, d))
            }
            _ => return,
        };
        self.enum_ids.insert(shape.id, EnumId(self.enums.len()));
        self.enums.push(Enum {
            shape: shape.name().to_owned(),
            module: self.names.type_module(&ident, false),
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
    scope: &Scope,
    value: &dyn Fn(&Member<'_>, &mut Diagnostics) -> Option<T>,
    d: &mut Diagnostics,
) -> Vec<EnumVariant<T>> {
    let mut idents = scope.clone();
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
        let name = idents.beside_fixed(&naming::variant(member.name), naming::VARIANT_SUFFIX);
        variants.push(EnumVariant {
            ident: idents.take_free(&name, "", member.name),
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
