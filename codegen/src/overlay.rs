//! Corrections to a model, read from an overlay file: traits added to or removed from shapes and
//! members, each with a reason.

use crate::ast::{Model, Traits};
use crate::diagnostic::{Diagnostics, nearest};
use crate::json::Cursor;

/// Applies the corrections in `root` to `model`.
///
/// An entry that matches nothing or changes nothing is a defect: either the model has been fixed
/// and the entry can be removed, or the entry has a mistake. `"optional": true` marks an entry that
/// only some versions of the model need.
pub(crate) fn apply_overlay<'a>(model: &mut Model<'a>, root: &Cursor<'a>, d: &mut Diagnostics) {
    check_keys(root, &["overlay", "corrections", "skips"], d);
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
        apply_correction(model, &correction, d);
    }
}

fn apply_correction<'a>(model: &mut Model<'a>, correction: &Cursor<'a>, d: &mut Diagnostics) {
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
    let optional = optional.unwrap_or(false);
    let Some(traits) = find_traits(model, id) else {
        if !optional {
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

pub(crate) fn check_keys(at: &Cursor<'_>, known: &[&str], d: &mut Diagnostics) {
    for (key, value) in at.entries(d) {
        if !known.contains(&key) {
            d.push(
                value
                    .diagnostic("unknown key in the overlay")
                    .found(key)
                    .expected(known.join(", ")),
            );
        }
    }
}
