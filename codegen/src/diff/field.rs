//! Members of structures and unions.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::ir::{Field, Literal, Presence, Role, Sdk, Structure, Timestamp};

use super::change::{Change, Level, Subject};
use super::data::wire_form;
use super::rename::{Renames, looks_renamed, pairs};
use super::{Comparison, DOCUMENTATION, Marks, constraint};

/// The item that has the fields, as far as it matters for them.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    /// Its name for users.
    pub(super) name: &'a str,
    /// Whether its constraints are checked in both versions.
    pub(super) is_checked: bool,
    /// Whether users build it, and `build` fails without its required members. Those of an input
    /// are checked when the call is made.
    pub(super) is_built: bool,
}

impl<'a> Holder<'a> {
    pub(super) fn of(name: &'a str, old: &Structure, new: &Structure) -> Self {
        Self {
            name,
            is_checked: old.is_written && new.is_written,
            is_built: matches!(new.role, Role::Output | Role::Shared),
        }
    }

    pub(super) fn place(self, field: &Field) -> String {
        format!("{}.{}", self.name, field.bare_ident())
    }
}

const ALWAYS_THERE: &str = "it is always present, and nothing can be built without it";
const MAY_BE_ABSENT: &str = "it may be absent";
const CANNOT_BUILD: &str = "what was built without it can no longer be built";
const REFUSED: &str = "a call without it fails validation";

impl Comparison<'_> {
    pub(super) fn compare_fields(&mut self, holder: Holder<'_>, old: &[&Field], new: &[&Field]) {
        let (in_old, in_new) = (by_ident(old), by_ident(new));
        let (removed, added) = (only_in(old, &in_new), only_in(new, &in_old));
        let renamed = self.renamed_fields(&removed, &added);
        for field in old {
            let name = renamed.get(&field.ident).unwrap_or(&field.ident);
            let Some(kept) = in_new.get(name.as_str()) else {
                self.push(Change::removed(Subject::Member, &holder.place(field)));
                continue;
            };
            if kept.ident != field.ident {
                let (from, to) = (holder.place(field), holder.place(kept));
                self.push(Change::renamed(Subject::Member, &from, &to));
            }
            self.compare_field(holder, field, kept);
        }
        let renamed: HashSet<&String> = renamed.values().collect();
        for field in added {
            if !renamed.contains(&field.ident) {
                self.add_field(holder, field);
            }
        }
        if kept(old, &in_new) != kept(new, &in_old) {
            let (level, subject) = (Level::Patch, Subject::Type);
            let change = Change::changed(level, subject, holder.name, "order of members");
            self.push(change);
        }
    }

    fn renamed_fields(&self, removed: &[&Field], added: &[&Field]) -> BTreeMap<String, String> {
        let signature = |renames: &Renames, sdk: &Sdk, field: &Field| {
            let ty = renames.field_type(sdk, field);
            let constraints = constraint::signature(sdk, field.check);
            format!("{ty} {} {constraints}", field.required)
        };
        let none = Renames::default();
        let removed_signed = removed.iter().map(|field| {
            let signature = signature(&self.renames, self.old, field);
            (field.ident.as_str(), Some(signature))
        });
        let added_signed = added.iter().map(|field| {
            let signature = signature(&none, self.new, field);
            (field.ident.as_str(), Some(signature))
        });
        let mut renamed = pairs(removed_signed.collect(), added_signed.collect());
        let (removed, added) = (by_ident(removed), by_ident(added));
        renamed.retain(|from, to| {
            let from = removed.get(from.as_str());
            let to = added.get(to.as_str());
            from.zip(to)
                .is_some_and(|(from, to)| looks_renamed(from, to))
        });
        renamed
    }

    fn add_field(&mut self, holder: Holder<'_>, field: &Field) {
        let ty = self.new.field_type(field);
        let change = Change::added(Subject::Member, &holder.place(field)).being(ty);
        let change = match field.presence {
            Presence::Required if holder.is_built => change.refusing(CANNOT_BUILD),
            Presence::Optional if holder.is_checked && field.required => change.refusing(REFUSED),
            _ => change,
        };
        self.push(change);
    }

    fn compare_field(&mut self, holder: Holder<'_>, old: &Field, new: &Field) {
        let at = holder.place(new);
        let changed = |level, aspect| Change::changed(level, Subject::Member, &at, aspect);
        let before = self.changes.len();
        let from = self.renames.field_type(self.old, old);
        let to = self.new.field_type(new);
        if from == to {
            self.compare_presence(&at, old, new);
            if wire_form(&old.ty) != wire_form(&new.ty) || old.attribute != new.attribute {
                self.push(changed(Level::Patch, "form on the wire"));
            }
            if holder.is_checked {
                self.compare_required(&at, old, new);
                self.compare_constraints(&at, old.check, new.check);
            }
        } else {
            let change = Change::broken(Subject::Member, &at, "type").between(&from, &to);
            self.push(if from == format!("Option<{to}>") {
                change.because(ALWAYS_THERE)
            } else if format!("Option<{from}>") == to {
                change.because(MAY_BE_ABSENT)
            } else {
                change
            });
        }
        for (from, to) in [(&old.wire, &new.wire), (&old.xml, &new.xml)] {
            if from != to {
                self.push(changed(Level::Patch, "name on the wire").between(from, to));
            }
        }
        match (old.idempotency_token, new.idempotency_token) {
            (false, true) => self.push(changed(Level::Minor, "now generated if absent")),
            (true, false) => self.push(changed(Level::Minor, "no longer generated")),
            _ => {}
        }
        match (old.redacted, new.redacted) {
            (false, true) => self.push(changed(Level::Patch, "now redacted in `Debug`")),
            (true, false) => self.push(changed(Level::Patch, "no longer redacted in `Debug`")),
            _ => {}
        }
        self.compare_marks(
            Subject::Member,
            &at,
            Marks::new(&old.docs, old.deprecated.as_ref()),
            Marks::new(&new.docs, new.deprecated.as_ref()),
        );
        let same_note = self.old.constraint_note(old) == self.new.constraint_note(new);
        if !same_note && self.changes.len() == before {
            self.push(Change::of_documentation(
                Subject::Member,
                &at,
                DOCUMENTATION,
            ));
        }
    }

    /// Compares the value of an absent member, if the types are the same.
    fn compare_presence(&mut self, at: &str, old: &Field, new: &Field) {
        if old.presence == new.presence {
            return;
        }
        let level = match new.presence {
            Presence::Required => Level::Major,
            _ => Level::Minor,
        };
        let change = Change::changed(level, Subject::Member, at, "default");
        let change = change.between(default_text(&old.presence), default_text(&new.presence));
        self.push(match new.presence {
            Presence::Required => change.because(CANNOT_BUILD),
            _ => change,
        });
    }

    fn compare_required(&mut self, at: &str, old: &Field, new: &Field) {
        // A field that is not an `Option` is always present.
        let asked = |field: &Field| field.required && field.presence == Presence::Optional;
        let changed = |level, aspect| Change::changed(level, Subject::Member, at, aspect);
        match (asked(old), asked(new)) {
            (false, true) => self.push(changed(Level::Major, "now required").because(REFUSED)),
            (true, false) => self.push(changed(Level::Minor, "no longer required")),
            _ => {}
        }
    }
}

type ByIdent<'a> = HashMap<&'a str, &'a Field>;

fn by_ident<'a>(fields: &[&'a Field]) -> ByIdent<'a> {
    let fields = fields.iter();
    fields.map(|field| (field.ident.as_str(), *field)).collect()
}

fn only_in<'a>(fields: &[&'a Field], others: &ByIdent<'_>) -> Vec<&'a Field> {
    let fields = fields.iter().copied();
    fields
        .filter(|field| !others.contains_key(field.ident.as_str()))
        .collect()
}

/// The names of the fields that `others` have too, in order.
fn kept<'a>(fields: &[&'a Field], others: &ByIdent<'_>) -> Vec<&'a str> {
    let idents = fields.iter().map(|field| field.ident.as_str());
    idents.filter(|ident| others.contains_key(ident)).collect()
}

fn default_text(presence: &Presence) -> String {
    let literal = match presence {
        Presence::Optional | Presence::Required => return "none".to_owned(),
        Presence::Defaulted => return "the default of its type".to_owned(),
        Presence::DefaultedTo(literal) => literal,
    };
    match literal {
        Literal::Boolean(value) => value.to_string(),
        Literal::Double(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Text(text) | Literal::Timestamp(Timestamp { text, .. }) => format!("\"{text}\""),
        Literal::Bytes(bytes) => format!("{} bytes", bytes.len()),
        // Smithy allows only empty defaults of lists and maps.
        _ => "empty".to_owned(),
    }
}
