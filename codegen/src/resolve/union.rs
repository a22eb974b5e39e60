//! Unions: a variant for each member.

use std::collections::{BTreeSet, HashMap};

use crate::ast::{Kind, Shape, UNIT};
use crate::diagnostic::Diagnostics;
use crate::ir::{Field, Presence, Type, Union, UnionId, UnionVariant};
use crate::naming;
use crate::scope::Scope;

use super::structure::{Use, deprecated};
use super::{Resolver, docs};

impl<'m, 'a> Resolver<'m, 'a> {
    pub(super) fn declare_union(
        &mut self,
        shape: &'m Shape<'a>,
        ident: String,
        d: &mut Diagnostics,
    ) {
        let module = self.names.type_module(&ident, false);
        let (writer, reader) = self.names.codec(&ident);
        self.union_ids.insert(shape.id, UnionId(self.unions.len()));
        self.unions.push(Union {
            shape: shape.name().to_owned(),
            writer,
            reader,
            module,
            ident,
            docs: docs(&shape.traits, d),
            variants: Vec::new(),
            deprecated: deprecated(&shape.traits, d),
            sensitive: shape.traits.has("smithy.api#sensitive"),
            is_written: self.closure.written.contains(shape.id),
            is_read: self.closure.read.contains(shape.id),
        });
    }

    /// Fills in the variants of what [`Self::declare_union`] declared.
    pub(super) fn define_unions(&mut self, d: &mut Diagnostics) {
        for (id, UnionId(index)) in self.union_ids.clone() {
            let Some(shape) = self.model.shapes.get(id) else {
                continue;
            };
            let checked = self.closure.written.contains(id);
            let variants = self.union_variants(shape, checked, d);
            if let Some(union) = self.unions.get_mut(index) {
                union.variants = variants;
            }
        }
    }

    fn union_variants(
        &mut self,
        shape: &'m Shape<'a>,
        checked: bool,
        d: &mut Diagnostics,
    ) -> Vec<UnionVariant> {
        let Kind::Union(members) = &shape.kind else {
            return Vec::new();
        };
        if members.is_empty() {
            d.push(
                shape
                    .at
                    .diagnostic("a union without members")
                    .found("no `members`")
                    .expected("at least one member"),
            );
        }
        let usage = Use {
            optional: false,
            checked,
            token: false,
            error: false,
        };
        let fields = self.fields(shape, usage, d);
        let mut methods = Scope::new(&self.names.fixed.union_methods);
        let idents = &self.names.variants;
        let mut method = |prefix: &str, field: &Field| {
            let name =
                methods.beside_fixed(&format!("{prefix}_{}", field.snake), naming::MEMBER_SUFFIX);
            methods.take_free(&name, "_", &field.member)
        };
        let names: BTreeSet<String> = fields
            .iter()
            .map(|field| naming::variant(&field.member))
            .collect();
        let unique_ident = |name: String| {
            let mut ident = idents.beside_fixed(&name, naming::VARIANT_SUFFIX);
            // Another member may have the name with the suffix.
            while ident != name && names.contains(&ident) {
                ident.push_str(naming::VARIANT_SUFFIX);
            }
            ident
        };
        let variant = |field: Field| UnionVariant {
            ident: unique_ident(naming::variant(&field.member)),
            as_method: method("as", &field),
            is_method: method("is", &field),
            field: Field {
                presence: Presence::Required,
                required: false,
                ..field
            },
        };
        let variants: Vec<UnionVariant> = fields.into_iter().map(variant).collect();
        let mut taken: HashMap<&str, &UnionVariant> = HashMap::new();
        for variant in &variants {
            if let Some(other) = taken.insert(&variant.ident, variant) {
                d.push(
                    shape
                        .at
                        .diagnostic("two members of a union get the same name")
                        .found(format!(
                            "{} and {}",
                            other.field.member, variant.field.member
                        ))
                        .expected("names that differ in more than case and underscores"),
                );
            }
        }
        variants
    }

    /// The type of a union member that targets the unit type.
    pub(super) fn unit_type(shape: &Shape<'_>, target: &str) -> Option<Type> {
        (target == UNIT && matches!(shape.kind, Kind::Union(_))).then_some(Type::Unit)
    }
}
