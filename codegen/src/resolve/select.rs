//! Restricts a model to some operations of its service and what they need, and renames shapes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Kind, Model, Reference, a_kind, name_of};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::json::Cursor;
use crate::settings::Settings;

use super::closure::operations_of;

/// Removes the operations that `settings` does not name, and the shapes that only they need.
/// Returns the number of operations of the whole service, or `None` if the settings name none or
/// are not valid.
pub(crate) fn select_operations(
    model: &mut Model<'_>,
    settings: &Settings,
    d: &mut Diagnostics,
) -> Option<usize> {
    if settings.operations.is_empty() {
        return None;
    }
    let service = service_id(model)?;
    let all = operations_of(model, model.shapes.get(service)?);
    let mut selected = BTreeSet::new();
    for (i, pattern) in settings.operations.iter().enumerate() {
        let is_match = |id: &&&str| matches(pattern, name_of(id));
        let mut found = all.iter().filter(is_match).peekable();
        match found.peek() {
            Some(_) => selected.extend(found.copied()),
            None => d.push(unknown_operation(pattern, i, &all, settings)),
        }
    }
    if selected.is_empty() {
        return None;
    }
    let total = all.len();
    keep(model, service, &selected);
    Some(total)
}

fn unknown_operation(
    pattern: &str,
    index: usize,
    all: &BTreeSet<&str>,
    settings: &Settings,
) -> Diagnostic {
    let summary = match pattern.contains('*') {
        true => "a pattern that matches no operation",
        false => "unknown operation",
    };
    let at = format!("operations/{index}");
    let expected = format!(
        "the name of one of the {} operations of the service, or a pattern such as Get*",
        all.len()
    );
    let diagnostic = Diagnostic::new(settings.file(), at, summary)
        .found(pattern)
        .expected(expected);
    let names = all.iter().map(|id| name_of(id));
    match nearest(pattern, names) {
        Some(near) => diagnostic.help(format!("did you mean {near}?")),
        None => diagnostic,
    }
}

/// Whether `pattern` matches all of `text`: `*` matches any characters, or none.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // What follows the last `*`, and the text that it has not consumed yet.
    let mut star = None;
    loop {
        let (mut after, mut rest) = (pattern.clone(), text.clone());
        match (after.next(), rest.next()) {
            (Some('*'), _) => {
                star = Some((after.clone(), text.clone()));
                pattern = after;
            }
            (Some(p), Some(t)) if p == t => (pattern, text) = (after, rest),
            (None, None) => return true,
            _ => {
                let Some((after, rest)) = &mut star else {
                    return false;
                };
                if rest.next().is_none() {
                    return false;
                }
                (pattern, text) = (after.clone(), rest.clone());
            }
        }
    }
}

/// Gives shapes the names of the settings, which are those of their types.
pub(crate) fn rename_shapes<'a>(
    model: &mut Model<'a>,
    settings: &'a Settings,
    d: &mut Diagnostics,
) {
    let Some(service) = service_id(model) else {
        return;
    };
    let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
    for (shape, name) in &settings.renames {
        let is_named = |id: &&str| **id == *shape || name_of(id) == shape;
        let own = || model.shapes.keys().copied().filter(|id| !is_prelude(id));
        let id = own().find(is_named);
        let kind = id.and_then(|id| Some((id, &model.shapes.get(id)?.kind)));
        let at = format!("rename/{shape}");
        match kind {
            Some((id, Kind::Structure(_) | Kind::Union(_) | Kind::Enum(_) | Kind::IntEnum(_))) => {
                if let Some(other) = renamed.insert(id, shape) {
                    d.push(
                        Diagnostic::new(settings.file(), at, "a shape is renamed twice")
                            .found(format!("{id}, as {other} and as {shape}"))
                            .expected("one name for each shape"),
                    );
                    continue;
                }
                if let Some(shape) = model.shapes.get_mut(service) {
                    let at = shape.at.clone();
                    if let Kind::Service(service) = &mut shape.kind {
                        service.rename.insert(id, (name, at));
                    }
                }
            }
            Some((id, kind)) => d.push(
                Diagnostic::new(settings.file(), at, "a renamed shape that has no type")
                    .found(format!("{id}, {}", a_kind(kind)))
                    .expected("a structure, a union or an enum"),
            ),
            None => {
                let diagnostic = Diagnostic::new(settings.file(), at, "unknown shape")
                    .found(shape)
                    .expected("the name of a structure, a union or an enum of the model");
                d.push(match nearest(shape, own().map(name_of)) {
                    Some(near) => diagnostic.help(format!("did you mean {near}?")),
                    None => diagnostic,
                });
            }
        }
    }
}

fn is_prelude(id: &str) -> bool {
    id.starts_with("smithy.api#")
}

/// The id of the model's service. Models without one, or with several, are reported elsewhere.
fn service_id<'a>(model: &Model<'a>) -> Option<&'a str> {
    let is_service = |id: &&&'a str| {
        let shape = model.shapes.get(**id);
        shape.is_some_and(|shape| matches!(shape.kind, Kind::Service(_)))
    };
    let mut services = model.shapes.keys().filter(is_service);
    let service = services.next().copied();
    service.filter(|_| services.next().is_none())
}

/// Removes everything that neither the service itself nor its `selected` operations need.
fn keep<'a>(model: &mut Model<'a>, service: &str, selected: &BTreeSet<&'a str>) {
    let places = places(model);
    let needed = needed(model, service, selected);
    model
        .shapes
        .retain(|id, _| is_prelude(id) || needed.contains(id));
    let kind = model.shapes.get_mut(service).map(|shape| &mut shape.kind);
    if let Some(Kind::Service(service)) = kind {
        let reference = |id: &&'a str| {
            let at = places.get(id)?.clone();
            Some(Reference { target: id, at })
        };
        service.operations = selected.iter().filter_map(reference).collect();
        service.resources.clear();
        service.rename.retain(|id, _| needed.contains(id));
    }
}

/// Where the service or one of its resources refers to an operation.
fn places<'a>(model: &Model<'a>) -> BTreeMap<&'a str, Cursor<'a>> {
    let references = model.shapes.values().flat_map(|shape| match &shape.kind {
        Kind::Service(service) => service.operations.as_slice(),
        Kind::Resource(resource) => resource.operations.as_slice(),
        _ => &[],
    });
    references
        .map(|reference| (reference.target, reference.at.clone()))
        .collect()
}

/// The ids of the service, the operations, and of all shapes that they refer to.
fn needed<'a>(model: &Model<'a>, service: &str, selected: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<&str> = selected.iter().copied().collect();
    if let Some(shape) = model.shapes.get(service) {
        needed.insert(shape.id);
        if let Kind::Service(service) = &shape.kind {
            waiting.extend(service.errors.iter().map(|error| error.target));
        }
    }
    while let Some(id) = waiting.pop() {
        let Some(shape) = model.shapes.get(id).filter(|_| needed.insert(id)) else {
            continue;
        };
        waiting.extend(shape.members().iter().map(|member| member.target));
        if let Kind::Operation(operation) = &shape.kind {
            let ends = operation.input.iter().chain(&operation.output);
            let references = ends.chain(&operation.errors);
            waiting.extend(references.map(|reference| reference.target));
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text) in [
            ("Get*", "GetCallerIdentity"),
            ("*", ""),
            ("*Tags*", "AddTagsToResource"),
            ("A*B*C", "AxBBxC"),
            ("**C", "C"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("Get", "GetX"), ("Get*", "get"), ("*A*B", "BA"), ("", "A")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_the_product_of_the_lengths() {
        let pattern = "*a".repeat(2_000);
        assert!(!matches(&pattern, &"a".repeat(1_999)));
        assert!(matches(&pattern, &"ab".repeat(2_000).replace('b', "a")));
    }
}
