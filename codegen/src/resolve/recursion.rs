//! Recursive shapes: which members need a box, and which shapes can never be built.
//!
//! Both are questions about cycles of a graph of shapes. The strongly connected components of the
//! graph settle both in time linear in the size of the model.

use std::collections::HashMap;

use crate::ast::{Kind, Member, Model, Shape};
use crate::diagnostic::Diagnostics;

use super::Resolver;

/// The cycles of members of structures and unions without a list or a map.
pub(super) struct Recursion<'a> {
    /// Of all these members.
    plain: Components<'a>,
    /// Of the required members of structures.
    required: Components<'a>,
}

impl<'a> Recursion<'a> {
    pub(super) fn of(model: &Model<'a>) -> Self {
        Self {
            plain: Components::of(model, |shape| plain_members(shape).collect()),
            required: Components::of(model, |shape| required_members(shape).collect()),
        }
    }

    /// Whether the target of a member of the shape `of` contains a value of that shape.
    pub(super) fn leads_back(&self, member: &Member<'_>, of: &str) -> bool {
        self.plain.contains(of, member.target)
    }
}

impl<'a> Resolver<'_, 'a> {
    /// Refuses a structure that requires, at any depth, a value of its own type.
    pub(super) fn refuse_endless(&self, shape: &Shape<'a>, d: &mut Diagnostics) {
        for member in required_members(shape) {
            if self.recursion.required.contains(shape.id, member.target) {
                let target = member.target;
                d.push(
                    member
                        .at
                        .diagnostic("a structure that requires a value of its own type")
                        .found(format!("a required member that leads back to {target}"))
                        .expected("an optional member, a list or a map on the way"),
                );
            }
        }
    }
}

fn plain_members<'s, 'a>(shape: &'s Shape<'a>) -> impl Iterator<Item = &'s Member<'a>> {
    let members = match &shape.kind {
        Kind::Structure(members) | Kind::Union(members) => members.as_slice(),
        _ => &[],
    };
    members.iter()
}

fn required_members<'s, 'a>(shape: &'s Shape<'a>) -> impl Iterator<Item = &'s Member<'a>> {
    let members = match &shape.kind {
        Kind::Structure(members) => members.as_slice(),
        _ => &[],
    };
    let members = members.iter();
    members.filter(|member| member.traits.has("smithy.api#required"))
}

/// The number of the strongly connected component of each shape.
struct Components<'a>(HashMap<&'a str, usize>);

impl<'a> Components<'a> {
    /// Tarjan's algorithm, without recursion: a chain of shapes may be long.
    fn of(model: &Model<'a>, members: for<'s> fn(&'s Shape<'a>) -> Vec<&'s Member<'a>>) -> Self {
        let mut search = Search::default();
        for shape in model.shapes.values() {
            if search.found.contains_key(shape.id) {
                continue;
            }
            search.enter(shape.id);
            let mut path = vec![(shape.id, members(shape).into_iter())];
            while let Some((id, waiting)) = path.last_mut() {
                let id = *id;
                match waiting.next().map(|member| member.target) {
                    Some(target) if search.found.contains_key(target) => {
                        search.reach_entered(id, target);
                    }
                    Some(target) => {
                        if let Some(shape) = model.shapes.get(target) {
                            search.enter(shape.id);
                            path.push((shape.id, members(shape).into_iter()));
                        }
                    }
                    None => {
                        path.pop();
                        search.leave(id, path.last().map(|(parent, _)| *parent));
                    }
                }
            }
        }
        let found = search.found.into_iter();
        Self(found.map(|(id, found)| (id, found.lowest)).collect())
    }

    /// Whether `target`, to which a member of the shape `of` leads, leads back to that shape.
    fn contains(&self, of: &str, target: &str) -> bool {
        match (self.0.get(of), self.0.get(target)) {
            (Some(of), Some(target)) => of == target,
            _ => false,
        }
    }
}

/// The state of the search for components.
#[derive(Default)]
struct Search<'a> {
    found: HashMap<&'a str, Found>,
    /// The shapes whose component is not complete.
    open: Vec<&'a str>,
}

struct Found {
    /// The position in the order in which shapes were found.
    index: usize,
    /// The least index that the shape is known to lead back to. In the end, the number of the
    /// component.
    lowest: usize,
    is_open: bool,
}

impl<'a> Search<'a> {
    fn enter(&mut self, id: &'a str) {
        let index = self.found.len();
        let found = Found {
            index,
            lowest: index,
            is_open: true,
        };
        self.found.insert(id, found);
        self.open.push(id);
    }

    /// Notes that `id` leads to `target`, which was found before.
    fn reach_entered(&mut self, id: &str, target: &str) {
        let Some(target) = self.found.get(target).filter(|target| target.is_open) else {
            return;
        };
        let index = target.index;
        self.lower(id, index);
    }

    /// Notes that all that `id` leads to was found. `parent` leads to `id`.
    fn leave(&mut self, id: &str, parent: Option<&str>) {
        let Some(&Found { index, lowest, .. }) = self.found.get(id) else {
            return;
        };
        if let Some(parent) = parent {
            self.lower(parent, lowest);
        }
        if index == lowest {
            // It leads back to no shape before it, so the component is complete.
            while let Some(last) = self.open.pop() {
                if let Some(found) = self.found.get_mut(last) {
                    found.is_open = false;
                    found.lowest = index;
                }
                if last == id {
                    break;
                }
            }
        }
    }

    fn lower(&mut self, id: &str, to: usize) {
        if let Some(found) = self.found.get_mut(id) {
            found.lowest = found.lowest.min(to);
        }
    }
}

#[cfg(test)]
mod tests;
