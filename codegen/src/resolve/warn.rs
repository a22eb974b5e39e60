//! Warnings about a model, which do not prevent generating code.

use std::collections::BTreeSet;

use crate::ast::{Kind, Member, Model, Shape, Traits, name_of};
use crate::diagnostic::Diagnostics;

use super::closure::Closure;

/// The number of names in a warning.
const MAX_NAMES: usize = 5;

/// Warns about operations that are not emitted, because the service does not list them.
pub(super) fn warn_of_unlisted(model: &Model<'_>, closure: &Closure<'_>, d: &mut Diagnostics) {
    for shape in model.shapes.values() {
        if matches!(shape.kind, Kind::Operation(_)) && !closure.operations.contains(shape.id) {
            d.warn(
                shape
                    .at
                    .diagnostic("an operation that the service does not list")
                    .found(shape.id)
                    .expected("an operation of the service or of one of its resources"),
            );
        }
    }
}

/// Warns about emitted operations, types and members without documentation. Values of enums are not
/// included: few models document them, because the names suffice.
pub(super) fn warn_of_undocumented(
    model: &Model<'_>,
    service: &Shape<'_>,
    closure: &Closure<'_>,
    d: &mut Diagnostics,
) {
    let types = [
        &closure.operations,
        &closure.errors,
        &closure.read,
        &closure.written,
    ];
    let ids: BTreeSet<&str> = types.into_iter().flatten().copied().collect();
    let shapes = ids.iter().filter_map(|id| model.shapes.get(id));
    let undocumented = shapes.filter(|shape| !shape.traits.has("smithy.api#documentation"));
    let names: Vec<&str> = undocumented.map(|shape| shape.name()).collect();
    // Inputs and outputs belong to their operation, whose documentation describes them.
    let own = closure.operations.iter();
    let own = own.filter_map(|id| match &model.shapes.get(id)?.kind {
        Kind::Operation(operation) => Some([operation.input.as_ref(), operation.output.as_ref()]),
        _ => None,
    });
    let own = own.flatten().flatten().map(|of| of.target);
    let holders: BTreeSet<&str> = ids.iter().copied().chain(own).collect();
    let holders = holders.into_iter().filter_map(|id| model.shapes.get(id));
    let holders = holders.filter(|it| matches!(it.kind, Kind::Structure(_) | Kind::Union(_)));
    let mut members: Vec<&str> = Vec::new();
    for holder in holders {
        let is_error = closure.errors.contains(holder.id);
        for member in holder.members() {
            // The documentation of the message of an error does not come from the model.
            let is_message = is_error && member.name.eq_ignore_ascii_case("message");
            if !(is_message || is_documented(model, member)) {
                members.push(name_of(&member.id));
            }
        }
    }
    for (what, names) in [
        ("operations or types without documentation", names),
        ("members without documentation", members),
    ] {
        if let Some(found) = listed(&names) {
            d.warn(
                service
                    .at
                    .diagnostic(what)
                    .found(found)
                    .expected("smithy.api#documentation on each"),
            );
        }
    }
}

/// Whether a member has documentation, or that of its target.
fn is_documented(model: &Model<'_>, member: &Member<'_>) -> bool {
    let documentation = "smithy.api#documentation";
    let target = model.shapes.get(member.target);
    member.traits.has(documentation) || target.is_some_and(|it| it.traits.has(documentation))
}

/// Warns about documentation that is empty, because it has not been written yet.
pub(super) fn warn_of_empty(model: &Model<'_>, service: &Shape<'_>, d: &mut Diagnostics) {
    let is_empty = |traits: &Traits<'_>| {
        let text = traits.get("smithy.api#documentation");
        let text = text.and_then(|at| at.value().as_str());
        text.is_some_and(|text| text.trim().is_empty())
    };
    let mut names = Vec::new();
    for shape in model.shapes.values() {
        if is_empty(&shape.traits) {
            names.push(shape.name());
        }
        let members = shape.members().into_iter();
        let members = members.filter(|member| is_empty(&member.traits));
        names.extend(members.map(|member| name_of(&member.id)));
    }
    if let Some(found) = listed(&names) {
        d.warn(
            service
                .at
                .diagnostic("empty documentation")
                .found(found)
                .expected("a text in smithy.api#documentation of each"),
        );
    }
}

/// The first names, and the number of the others; `None` if there are none.
fn listed(names: &[&str]) -> Option<String> {
    let shown = names.get(..names.len().min(MAX_NAMES))?;
    let more = match names.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}
