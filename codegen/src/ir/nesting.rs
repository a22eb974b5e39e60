//! How deeply types nest, which the compiler and Clippy have limits for.

use std::collections::BTreeSet;

use super::types::Type;
use super::{Field, Sdk, StructId, UnionId};

/// The depth up to which the compiler's own limit suffices, with a margin.
const MAX_DEPTH: usize = 16;

/// The compiler's own limit of recursion.
const RECURSION_LIMIT: usize = 128;

/// The steps for each level, to prove that a type is `Send`: those of an `Option`, of a `BTreeMap` or
/// a `Box`, and of the fields.
const STEPS_PER_LEVEL: usize = 12;

/// The complexity of a type from which Clippy may warn about it. Its limit is 250, which counts a
/// reference or an `Option` around the type too.
const MAX_COMPLEXITY: usize = 200;

impl Sdk {
    /// The limit of recursion that the crate needs to be compiled; `None` if that of the compiler
    /// suffices.
    pub(crate) fn recursion_limit(&self) -> Option<usize> {
        let depth = self.depth();
        (depth > MAX_DEPTH).then(|| RECURSION_LIMIT + depth * STEPS_PER_LEVEL)
    }

    /// The maximum number of structures and unions that contain each other, in the order in which
    /// the compiler visits them. It visits each one once, so that cycles are no special case.
    fn depth(&self) -> usize {
        let mut seen = BTreeSet::new();
        let mut deepest = 0;
        let structures = (0..self.structures.len()).map(|index| Node::Structure(StructId(index)));
        let unions = (0..self.unions.len()).map(|index| Node::Union(UnionId(index)));
        // Inputs and outputs contain all others, and are the last structures.
        for root in unions.chain(structures).rev() {
            if !seen.insert(root) {
                continue;
            }
            let mut path = vec![self.nodes_of(root).into_iter()];
            while let Some(waiting) = path.last_mut() {
                match waiting.next() {
                    Some(node) if seen.insert(node) => path.push(self.nodes_of(node).into_iter()),
                    Some(_) => {}
                    None => drop(path.pop()),
                }
                deepest = deepest.max(path.len());
            }
        }
        deepest
    }

    /// The structures and unions in the fields of another.
    fn nodes_of(&self, node: Node) -> Vec<Node> {
        match node {
            Node::Structure(id) => nodes(self.structure(id).fields.iter()),
            Node::Union(id) => nodes(self.union(id).fields()),
        }
    }

    /// Whether lists and maps nest so deeply that Clippy may warn about the type of a field.
    pub(crate) fn has_complex_types(&self) -> bool {
        let mut fields = self.all_fields();
        fields.any(|field| 10 + complexity(&field.ty, 2) > MAX_COMPLEXITY)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Structure(StructId),
    Union(UnionId),
}

fn nodes<'a>(fields: impl Iterator<Item = &'a Field>) -> Vec<Node> {
    fields.filter_map(|field| node(&field.ty)).collect()
}

/// The structure or union in a type, also as the item of a list or the value of a map.
fn node(ty: &Type) -> Option<Node> {
    match ty {
        Type::Structure(id) => Some(Node::Structure(*id)),
        Type::Union(id) => Some(Node::Union(*id)),
        Type::List(list) => node(&list.item),
        Type::Map(map) => node(&map.value),
        _ => None,
    }
}

/// As Clippy counts: ten for each name in the type, times the number of types around it.
fn complexity(ty: &Type, nesting: usize) -> usize {
    // The items of a sparse list are optional.
    let inner = |ty: &Type, sparse: bool| match sparse {
        true => 10 * (nesting + 1) + complexity(ty, nesting + 2),
        false => complexity(ty, nesting + 1),
    };
    let inner = match ty {
        Type::List(list) => inner(&list.item, list.sparse),
        Type::Map(map) => 10 * (nesting + 1) + inner(&map.value, map.sparse),
        _ => 0,
    };
    10 * nesting + inner
}
