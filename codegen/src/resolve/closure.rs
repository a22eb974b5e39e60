//! The closure of the service: its operations, and the shapes in their requests and responses.
//!
//! Missing shapes and shapes of the wrong kind were reported when the model was read.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Kind, Model, Shape};

#[derive(Default)]
pub(super) struct Closure<'a> {
    /// Sorted by id.
    pub(super) operations: BTreeSet<&'a str>,
    /// Errors that every operation can return.
    pub(super) service_errors: Vec<&'a str>,
    /// From the id of a shape to its new name in the service.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    /// Structures, unions and enums in inputs.
    pub(super) written: BTreeSet<&'a str>,
    /// Structures, unions and enums in outputs and errors.
    pub(super) read: BTreeSet<&'a str>,
    /// Structures that operations return as errors.
    pub(super) errors: BTreeSet<&'a str>,
}

impl<'a> Closure<'a> {
    pub(super) fn of(model: &Model<'a>, service: &Shape<'a>) -> Self {
        let mut closure = Closure {
            operations: operations_of(model, service),
            ..Closure::default()
        };
        if let Kind::Service(service) = &service.kind {
            closure.service_errors = service.errors.iter().map(|error| error.target).collect();
            closure.renamed = service
                .rename
                .iter()
                .map(|(id, (name, _))| (*id, *name))
                .collect();
        }
        closure.add_shapes(model);
        closure
    }

    fn add_shapes(&mut self, model: &Model<'a>) {
        let mut inputs = Vec::new();
        let mut outputs = Vec::new();
        for id in &self.operations {
            let Some(Kind::Operation(operation)) = model.shapes.get(id).map(|shape| &shape.kind)
            else {
                continue;
            };
            inputs.extend(operation.input.as_ref().map(|input| input.target));
            outputs.extend(operation.output.as_ref().map(|output| output.target));
            let errors = operation.errors.iter().map(|error| error.target);
            self.errors
                .extend(errors.chain(self.service_errors.iter().copied()));
        }
        outputs.extend(self.errors.iter().copied());
        let kind = |id: &&str| model.shapes.get(*id).map(|shape| &shape.kind);
        self.errors
            .retain(|id| matches!(kind(id), Some(Kind::Structure(_))));
        self.written = reached_types(model, inputs);
        self.read = reached_types(model, outputs);
    }
}

/// The operations of the service and of its resources.
pub(super) fn operations_of<'a>(model: &Model<'a>, service: &Shape<'a>) -> BTreeSet<&'a str> {
    let mut operations = BTreeSet::new();
    let mut waiting = Vec::new();
    if let Kind::Service(service) = &service.kind {
        operations.extend(service.operations.iter().map(|operation| operation.target));
        waiting.extend(service.resources.iter().map(|resource| resource.target));
    }
    let kind = |id: &&str| model.shapes.get(*id).map(|shape| &shape.kind);
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if let Some(Kind::Resource(resource)) = kind(&id)
            && seen.insert(id)
        {
            operations.extend(resource.operations.iter().map(|operation| operation.target));
            waiting.extend(resource.resources.iter().map(|resource| resource.target));
        }
    }
    operations.retain(|id| matches!(kind(id), Some(Kind::Operation(_))));
    operations
}

/// The named types in members of `roots`; a root itself only if a member targets it.
fn reached_types<'a>(model: &Model<'a>, roots: Vec<&'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut waiting = roots;
    let mut walked = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !walked.insert(id) {
            continue;
        }
        let Some(shape) = model.shapes.get(id) else {
            continue;
        };
        for member in shape.members() {
            seen.insert(member.target);
            waiting.push(member.target);
        }
    }
    let has_name = |id: &&str| {
        let kind = model.shapes.get(*id).map(|shape| &shape.kind);
        matches!(
            kind,
            Some(Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_))
        )
    };
    seen.into_iter().filter(has_name).collect()
}
