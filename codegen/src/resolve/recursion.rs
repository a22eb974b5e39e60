//! Recursive shapes: which members need a box, and which shapes can never be built.

use std::collections::BTreeSet;

use crate::ast::{Kind, Member, Shape};
use crate::diagnostic::Diagnostics;

use super::Resolver;

impl<'m, 'a> Resolver<'m, 'a> {
    /// Whether members of structures and unions lead from `from` to `to` without a list or a map.
    pub(super) fn leads_back(&self, from: &'a str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(id) = waiting.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) {
                waiting.extend(self.plain_members(id).map(|member| member.target));
            }
        }
        false
    }

    /// Refuses a structure that requires, at any depth, a value of its own type.
    pub(super) fn refuse_endless(&self, shape: &Shape<'a>, d: &mut Diagnostics) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![shape.id];
        while let Some(id) = waiting.pop() {
            let members = match self.model.shapes.get(id).map(|shape| &shape.kind) {
                Some(Kind::Structure(members)) => members.as_slice(),
                _ => &[],
            };
            let members = members.iter();
            for member in members.filter(|member| member.traits.has("smithy.api#required")) {
                if member.target == shape.id {
                    d.push(
                        member
                            .at
                            .diagnostic("a structure that requires a value of its own type")
                            .found(format!("a required member that leads back to {}", shape.id))
                            .expected("an optional member, a list or a map on the way"),
                    );
                } else if seen.insert(member.target) {
                    waiting.push(member.target);
                }
            }
        }
    }

    fn plain_members(&self, id: &str) -> impl Iterator<Item = &'m Member<'a>> {
        let members = match self.model.shapes.get(id).map(|shape| &shape.kind) {
            Some(Kind::Structure(members) | Kind::Union(members)) => members.as_slice(),
            _ => &[],
        };
        members.iter()
    }
}
