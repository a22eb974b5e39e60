//! Structures and errors.

use crate::ir::{Enum, ErrorSpec, Field, Retry, Role, Structure};

use super::change::{Change, Level, Subject};
use super::data::{self, Item};
use super::field::Holder;
use super::{Comparison, Marks};

impl Comparison<'_> {
    pub(super) fn compare_types(&mut self) {
        let (old, new) = (data::types(self.old), data::types(self.new));
        for (name, item) in &old {
            let renamed = self.renames.types.get(*name).cloned();
            let kept = renamed.as_deref().unwrap_or(name);
            match new.get(kept) {
                None => self.push(Change::removed(Subject::Type, name)),
                Some(to) => {
                    if kept != *name {
                        self.push(Change::renamed(Subject::Type, name, kept));
                    }
                    self.compare_type(kept, *item, *to);
                }
            }
        }
        for (name, item) in &new {
            let is_renamed = self.renames.types.values().any(|to| to == name);
            if !old.contains_key(name) && !is_renamed {
                self.push(Change::added(Subject::Type, name).being(item.noun()));
            }
        }
        self.compare_errors();
    }

    fn compare_type(&mut self, at: &str, old: Item<'_>, new: Item<'_>) {
        self.compare_marks(Subject::Type, at, old.marks(), new.marks());
        match (old, new) {
            (Item::Structure(old), Item::Structure(new)) => self.compare_structure(at, old, new),
            (Item::Union(old), Item::Union(new)) => self.compare_union(at, old, new),
            (Item::Enum(old), Item::Enum(new)) if same_noun(old, new) => {
                self.compare_enum(at, old, new);
            }
            (old, new) => {
                let change = Change::broken(Subject::Type, at, "kind");
                self.push(change.between(old.noun(), new.noun()));
            }
        }
    }

    /// An input, an output or a shared structure.
    pub(super) fn compare_structure(&mut self, at: &str, old: &Structure, new: &Structure) {
        self.compare_members(at, old, new);
        let is_input = matches!(new.role, Role::Input);
        if old.can_fail() != new.can_fail() && !is_input {
            let name = &new.ident;
            let (plain, result) = (name.clone(), format!("Result<{name}, BuildError>"));
            let (from, to) = match new.can_fail() {
                true => (plain, result),
                false => (result, plain),
            };
            let aspect = "result of its builder's `build`";
            let change = Change::broken(Subject::Type, at, aspect);
            self.push(change.between(from, to));
        }
        self.compare_secrecy(Subject::Type, at, old.sensitive, new.sensitive);
    }

    pub(super) fn compare_secrecy(&mut self, subject: Subject, at: &str, old: bool, new: bool) {
        let changed = |aspect| Change::changed(Level::Patch, subject, at, aspect);
        match (old, new) {
            (false, true) => self.push(changed("now redacted in `Debug`")),
            (true, false) => self.push(changed("no longer redacted in `Debug`")),
            _ => {}
        }
    }

    fn compare_members(&mut self, at: &str, old: &Structure, new: &Structure) {
        let (old_fields, new_fields) = (all(old), all(new));
        self.compare_fields(Holder::of(at, old, new), &old_fields, &new_fields);
    }

    fn compare_errors(&mut self) {
        let (old, new) = (data::errors(self.old), data::errors(self.new));
        for (name, error) in &old {
            let renamed = self.renames.errors.get(*name).cloned();
            let kept = renamed.as_deref().unwrap_or(name);
            let Some(to) = new.get(kept) else {
                self.push(Change::removed(Subject::Error, name));
                continue;
            };
            if kept != *name {
                self.push(Change::renamed(Subject::Error, name, kept));
            }
            self.compare_error(kept, error, to);
        }
        for name in new.keys() {
            let is_renamed = self.renames.errors.values().any(|to| to == name);
            if !old.contains_key(name) && !is_renamed {
                self.push(Change::added(Subject::Error, name));
            }
        }
    }

    fn compare_error(&mut self, at: &str, old: &Structure, new: &Structure) {
        self.compare_marks(
            Subject::Error,
            at,
            Marks::new(&old.docs, old.deprecated.as_ref()),
            Marks::new(&new.docs, new.deprecated.as_ref()),
        );
        self.compare_members(at, old, new);
        self.compare_secrecy(Subject::Error, at, old.sensitive, new.sensitive);
        if let (Role::Error(old), Role::Error(new)) = (&old.role, &new.role) {
            self.compare_specs(at, old, new);
        }
    }

    fn compare_specs(&mut self, at: &str, old: &ErrorSpec, new: &ErrorSpec) {
        let changed = |level, aspect| Change::changed(level, Subject::Error, at, aspect);
        if old.code != new.code {
            let change = changed(Level::Patch, "code on the wire");
            self.push(change.between(&old.code, &new.code));
        }
        if old.status != new.status {
            let change = changed(Level::Patch, "HTTP status");
            self.push(change.between(old.status, new.status));
        }
        if old.retry != new.retry {
            let text = |retry| match retry {
                Retry::No => "not",
                Retry::Yes => "as transient",
                Retry::Throttling => "as throttling",
            };
            let change = changed(Level::Minor, "how it is retried");
            self.push(change.between(text(old.retry), text(new.retry)));
        }
    }
}

fn all(structure: &Structure) -> Vec<&Field> {
    structure.fields.iter().collect()
}

fn same_noun(old: &Enum, new: &Enum) -> bool {
    Item::Enum(old).noun() == Item::Enum(new).noun()
}
