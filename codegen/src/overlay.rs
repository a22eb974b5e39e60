//! Corrections to a model, read from an overlay file: traits added to or removed from shapes and
//! members, each with a reason.

use serde_json::Value;

use crate::ast::{Kind, Model, Traits};
use crate::diagnostic::{Diagnostics, nearest};
use crate::json::{Cursor, parse_json};

/// The origin of an overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An overlay that was given for the model. Every entry must have an effect.
    Given,
    /// The known overlay of the service. Not every version of the model needs every entry.
    Known,
}

/// The corrections of models that AWS publishes. They apply to a service, whatever file its model
/// is read from.
const KNOWN: [(&str, &str); 1] = [(
    "model/sts.overlay.json",
    include_str!("../overlays/sts.overlay.json"),
)];

/// The path and the text of the known overlay of the model's service.
pub(crate) fn known_overlay(model: &Value) -> Option<(&'static str, &'static str)> {
    let shapes = model.get("shapes")?.as_object()?;
    KNOWN.into_iter().find(|(path, text)| {
        let overlay = parse_json(path, text, &mut Diagnostics::default());
        let service = overlay.as_ref().and_then(|overlay| overlay.get("service"));
        let service = service.and_then(Value::as_str);
        let is_service =
            |shape: &Value| shape.get("type").and_then(Value::as_str) == Some("service");
        let mut services = shapes.iter().filter(|(_, shape)| is_service(shape));
        service.is_some_and(|service| services.any(|(id, _)| is_of(service, id)))
    })
}

/// Whether an overlay of the service `of` applies to the service `id`. Models in botocore's format
/// have no ids, but the namespaces of AWS, which they share with Smithy models, have one service each.
fn is_of(of: &str, id: &str) -> bool {
    of == id || aws_namespace(of).is_some_and(|of| aws_namespace(id) == Some(of))
}

fn aws_namespace(id: &str) -> Option<&str> {
    let (namespace, _) = id.split_once('#')?;
    namespace.starts_with("com.amazonaws.").then_some(namespace)
}

/// Applies the corrections in `root` to `model`.
///
/// An entry that matches nothing or changes nothing is a defect: either the model has been fixed
/// and the entry can be removed, or the entry has a mistake. `"optional": true` marks an entry that
/// only some versions of the model need.
pub(crate) fn apply_overlay<'a>(
    model: &mut Model<'a>,
    root: &Cursor<'a>,
    origin: Origin,
    d: &mut Diagnostics,
) {
    check_keys(root, &["overlay", "service", "corrections", "skips"], d);
    check_service(model, root, d);
    if let Some(version) = root.required("overlay", d)
        && let Some(text) = version.string(d)
        && text != "1.0"
    {
        d.push(
            version
                .diagnostic("unsupported overlay version")
                .found(text)
                .expected("1.0"),
        );
    }
    // An overlay may consist of skipped tests only.
    let corrections = match root.get("skips") {
        Some(_) => root.get("corrections"),
        None => root.required("corrections", d),
    };
    for correction in corrections.map(|list| list.items(d)).unwrap_or_default() {
        apply_correction(model, &correction, origin, d);
    }
}

/// Refuses an overlay of another service.
fn check_service(model: &Model<'_>, root: &Cursor<'_>, d: &mut Diagnostics) {
    if let Some(service) = root.get("service")
        && let Some(id) = service.string(d)
    {
        let services = model.shapes.values();
        let services = services.filter(|shape| matches!(shape.kind, Kind::Service(_)));
        let found: Vec<&str> = services.map(|shape| shape.id).collect();
        if found.iter().any(|found| is_of(id, found)) {
            return;
        }
        d.push(
            service
                .diagnostic("an overlay of another service")
                .found(format!("{id}, for a model of {}", found.join(", ")))
                .expected("the id of the model's service"),
        );
    }
}

fn apply_correction<'a>(
    model: &mut Model<'a>,
    correction: &Cursor<'a>,
    origin: Origin,
    d: &mut Diagnostics,
) {
    let defects = d.len();
    check_keys(
        correction,
        &["shape", "reason", "optional", "add", "remove"],
        d,
    );
    let shape = correction
        .required("shape", d)
        .and_then(|shape| shape.string(d));
    let reason = correction
        .required("reason", d)
        .and_then(|reason| reason.string(d));
    if reason.is_some_and(|reason| reason.trim().is_empty()) {
        d.push(
            correction
                .diagnostic("a correction without a reason")
                .found("an empty `reason`")
                .expected("a sentence that explains why the model needs this"),
        );
    }
    let Some(id) = shape else { return };
    let optional = correction
        .get("optional")
        .and_then(|optional| optional.boolean(d));
    let optional = optional.unwrap_or(false) || origin == Origin::Known;
    let owner = id.split('$').next().unwrap_or(id);
    let Some(traits) = find_traits(model, id) else {
        // A shape or member with a misspelled key may only seem to be missing.
        if !optional && !d.is_misspelled(owner) && !d.is_misspelled(id) {
            report_no_match(model, correction, id, d);
        }
        return;
    };
    let removed = remove_traits(traits, correction, d);
    let added = add_traits(traits, id, correction, d);
    if !removed && !added && !optional && d.len() == defects {
        d.push(
            correction
                .diagnostic("a correction that changes nothing")
                .found(format!("{id} already has this form"))
                .expected("a trait to add or to remove")
                .help("remove this entry, or mark it \"optional\": true if older models need it"),
        );
    }
}

fn remove_traits<'a>(traits: &mut Traits<'a>, at: &Cursor<'a>, d: &mut Diagnostics) -> bool {
    let mut changed = false;
    let remove = at.get("remove").map(|list| list.items(d));
    for item in remove.unwrap_or_default() {
        if let Some(id) = item.string(d) {
            changed |= traits.remove(id);
        }
    }
    changed
}

fn add_traits<'a>(
    traits: &mut Traits<'a>,
    shape: &str,
    at: &Cursor<'a>,
    d: &mut Diagnostics,
) -> bool {
    let mut changed = false;
    let add = at.get("add").map(|add| add.entries(d));
    for (id, value) in add.unwrap_or_default() {
        let same = traits
            .get(id)
            .is_some_and(|old| old.value() == value.value());
        if !same {
            traits.set(id, value.moved_to(&format!("{shape}/{id}")));
            changed = true;
        }
    }
    changed
}

fn find_traits<'m, 'a>(model: &'m mut Model<'a>, id: &str) -> Option<&'m mut Traits<'a>> {
    let (shape_id, member) = match id.split_once('$') {
        Some((shape, member)) => (shape, Some(member)),
        None => (id, None),
    };
    let shape = model.shapes.get_mut(shape_id)?;
    match member {
        None => Some(&mut shape.traits),
        Some(name) => {
            let mut members = shape.members_mut().into_iter();
            members
                .find(|member| member.name == name)
                .map(|member| &mut member.traits)
        }
    }
}

fn report_no_match(model: &Model<'_>, correction: &Cursor<'_>, id: &str, d: &mut Diagnostics) {
    let members = model.shapes.values().flat_map(|shape| shape.members());
    let members: Vec<&str> = members.map(|member| member.id.as_str()).collect();
    let known = model.shapes.keys().copied().chain(members);
    let diagnostic = correction
        .diagnostic("a correction that matches nothing")
        .found(id)
        .expected("the id of a shape or member of the model");
    d.push(match nearest(id, known) {
        Some(known) => diagnostic.help(format!("did you mean {known}?")),
        None => diagnostic.help(
            "remove this entry, or mark it \"optional\": true if only some versions of the model have it",
        ),
    });
}

/// Refuses keys that overlays do not have.
pub(crate) fn check_keys(at: &Cursor<'_>, known: &[&'static str], d: &mut Diagnostics) {
    for (key, value) in at.entries(d) {
        if !known.contains(&key) {
            let diagnostic = value.diagnostic("unknown key in the overlay").found(key);
            let diagnostic = diagnostic.expected(known.join(", "));
            match nearest(key, known.iter().copied()) {
                Some(near) => {
                    d.push_misspelled(at.at(), diagnostic.help(format!("did you mean {near}?")))
                }
                None => d.push(diagnostic),
            }
        }
    }
}
