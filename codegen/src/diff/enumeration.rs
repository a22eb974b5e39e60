//! Enums and unions. Both are open, so a new value or variant breaks nobody's `match`.

use std::fmt::Display;

use crate::ir::{Enum, EnumValues, EnumVariant, Field, Union};

use super::change::{Change, Level, Subject};
use super::field::Holder;
use super::{Comparison, Marks};

impl Comparison<'_> {
    pub(super) fn compare_enum(&mut self, at: &str, old: &Enum, new: &Enum) {
        match (&old.values, &new.values) {
            (EnumValues::Text(old), EnumValues::Text(new)) => self.compare_values(at, old, new),
            (EnumValues::Integer(old), EnumValues::Integer(new)) => {
                self.compare_values(at, old, new);
            }
            _ => {}
        }
        let is_text = matches!(new.values, EnumValues::Text(_));
        let secrecy = match (old.sensitive, new.sensitive) {
            (false, true) => "now sensitive",
            (true, false) => "no longer sensitive",
            _ => return,
        };
        // Only an enum that is not sensitive implements `Display`.
        let change = match is_text && new.sensitive {
            true => {
                let change = Change::broken(Subject::Type, at, secrecy);
                change.because("it no longer has `Display`")
            }
            false => Change::changed(Level::Minor, Subject::Type, at, secrecy),
        };
        self.push(change);
    }

    fn compare_values<T: Display + PartialEq>(
        &mut self,
        at: &str,
        old: &[EnumVariant<T>],
        new: &[EnumVariant<T>],
    ) {
        let place = |variant: &EnumVariant<T>| format!("{at}::{}", variant.ident);
        let named = |ident: &str| new.iter().find(|it| it.ident == ident);
        let is_new = |it: &&EnumVariant<T>| !old.iter().any(|old| old.ident == it.ident);
        let mut renamed = Vec::new();
        for variant in old {
            let by_value = || {
                let mut others = new.iter().filter(is_new);
                others.find(|it| it.value == variant.value)
            };
            let Some(kept) = named(&variant.ident).or_else(by_value) else {
                self.push(Change::removed(Subject::Value, &place(variant)));
                continue;
            };
            let to = place(kept);
            if kept.ident != variant.ident {
                renamed.push(&kept.ident);
                self.push(Change::renamed(Subject::Value, &place(variant), &to));
            }
            if kept.value != variant.value {
                let change = Change::changed(Level::Patch, Subject::Value, &to, "name on the wire");
                self.push(change.between(&variant.value, &kept.value));
            }
            self.compare_marks(
                Subject::Value,
                &to,
                Marks::new(&variant.docs, variant.deprecated.as_ref()),
                Marks::new(&kept.docs, kept.deprecated.as_ref()),
            );
        }
        for variant in new.iter().filter(is_new) {
            if !renamed.contains(&&variant.ident) {
                let change = Change::added(Subject::Value, &place(variant));
                self.push(change.being(&variant.value));
            }
        }
        let both = |these: &[EnumVariant<T>], others: &[EnumVariant<T>]| -> Vec<String> {
            let has = |ident: &str| others.iter().any(|it| it.ident == ident);
            let idents = these.iter().map(|it| it.ident.clone());
            idents.filter(|ident| has(ident)).collect()
        };
        if both(old, new) != both(new, old) {
            let change = Change::changed(Level::Minor, Subject::Type, at, "order of values");
            self.push(change.because("its values compare differently"));
        }
    }

    pub(super) fn compare_union(&mut self, at: &str, old: &Union, new: &Union) {
        let holder = Holder {
            name: at,
            is_checked: old.is_written && new.is_written,
            is_built: false,
        };
        let old_fields: Vec<&Field> = old.variants.iter().map(|it| &it.field).collect();
        let new_fields: Vec<&Field> = new.variants.iter().map(|it| &it.field).collect();
        self.compare_fields(holder, &old_fields, &new_fields);
        self.compare_secrecy(Subject::Type, at, old.sensitive, new.sensitive);
    }
}
