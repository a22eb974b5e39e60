//! Checks of the references between shapes: each target exists and is of the required kind.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostics, nearest};
use crate::json::Cursor;

use super::{Kind, Model, Reference, Shape, Simple, a_kind};

/// The kind of shape that a reference requires.
#[derive(Clone, Copy)]
enum Wanted {
    /// A shape that holds values.
    Data,
    /// A structure or the unit type.
    StructureOrUnit,
    Structure,
    Operation,
    Resource,
    Any,
}

impl Wanted {
    fn fits(self, kind: &Kind<'_>) -> bool {
        match self {
            Wanted::Data => !matches!(
                kind,
                Kind::Operation(_) | Kind::Resource(_) | Kind::Service(_)
            ),
            Wanted::StructureOrUnit => {
                matches!(kind, Kind::Structure(_) | Kind::Simple(Simple::Unit))
            }
            Wanted::Structure => matches!(kind, Kind::Structure(_)),
            Wanted::Operation => matches!(kind, Kind::Operation(_)),
            Wanted::Resource => matches!(kind, Kind::Resource(_)),
            Wanted::Any => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Wanted::Data => "a shape that holds values",
            Wanted::StructureOrUnit | Wanted::Structure => "a structure",
            Wanted::Operation => "an operation",
            Wanted::Resource => "a resource",
            Wanted::Any => "a shape",
        }
    }
}

/// Reports every target that is not a shape of this model or of the prelude, or that is of the
/// wrong kind, whether or not it is used. Shapes in `broken` have been reported already.
pub(super) fn check_targets(model: &Model<'_>, broken: &BTreeSet<&str>, d: &mut Diagnostics) {
    let mut targets = Targets { model, broken, d };
    for shape in model.shapes.values() {
        targets.check_shape(shape);
    }
}

struct Targets<'c, 'm> {
    model: &'c Model<'m>,
    broken: &'c BTreeSet<&'c str>,
    d: &'c mut Diagnostics,
}

impl Targets<'_, '_> {
    fn check_shape(&mut self, shape: &Shape<'_>) {
        for member in shape.members() {
            self.check(member.target, &member.at, "member targets", Wanted::Data);
        }
        match &shape.kind {
            Kind::Operation(operation) => {
                let own = operation.input.iter().chain(&operation.output);
                self.check_all(own, "operation targets", Wanted::StructureOrUnit);
                self.check_all(&operation.errors, "operation targets", Wanted::Structure);
            }
            Kind::Resource(resource) => {
                self.check_all(&resource.operations, "resource targets", Wanted::Operation);
                self.check_all(&resource.resources, "resource targets", Wanted::Resource);
            }
            Kind::Service(service) => {
                self.check_all(&service.operations, "service targets", Wanted::Operation);
                self.check_all(&service.resources, "service targets", Wanted::Resource);
                self.check_all(&service.errors, "service targets", Wanted::Structure);
                for (id, (_, at)) in &service.rename {
                    self.check(id, at, "service renames", Wanted::Any);
                }
            }
            _ => {}
        }
    }

    fn check_all<'r, 'm: 'r>(
        &mut self,
        references: impl IntoIterator<Item = &'r Reference<'m>>,
        what: &str,
        wanted: Wanted,
    ) {
        for reference in references {
            self.check(reference.target, &reference.at, what, wanted);
        }
    }

    fn check(&mut self, target: &str, at: &Cursor<'_>, what: &str, wanted: Wanted) {
        let known = self.model.shapes.get(target);
        if known.is_none() && self.broken.contains(target) {
            return;
        }
        let Some(shape) = known else {
            let diagnostic = at
                .diagnostic(format!("{what} a shape that does not exist"))
                .found(target)
                .expected("the id of a shape in this model or in smithy.api");
            self.d
                .push(match nearest(target, self.model.shapes.keys().copied()) {
                    Some(known) => diagnostic.help(format!("did you mean {known}?")),
                    None => diagnostic,
                });
            return;
        };
        if !wanted.fits(&shape.kind) {
            self.d.push(
                at.diagnostic(format!("{what} a shape of the wrong kind"))
                    .found(format!("{target}, {}", a_kind(&shape.kind)))
                    .expected(format!("the id of {}", wanted.name())),
            );
        }
    }
}
