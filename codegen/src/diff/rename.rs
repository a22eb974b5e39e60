//! Detects renamed items.
//!
//! This is a heuristic that does not affect the level: a renaming is as breaking as a removal. A
//! renaming is reported only if there is one candidate on either side.

use std::collections::BTreeMap;

use crate::ir::{EnumValues, Field, Operation, Presence, Role, Sdk, Structure};

use super::data::{self, Item};

/// From the old names to the new ones, of all renamed items.
#[derive(Default)]
pub(super) struct Renames {
    pub(super) types: BTreeMap<String, String>,
    pub(super) errors: BTreeMap<String, String>,
    /// By the names of their methods.
    pub(super) operations: BTreeMap<String, String>,
}

impl Renames {
    pub(super) fn of(old: &Sdk, new: &Sdk) -> Self {
        let mut renames = Self::default();
        let (old_types, new_types) = (data::types(old), data::types(new));
        // A type with a renamed type in it matches only after that renaming is known.
        loop {
            let old_left = old_types.iter().filter(|(name, _)| {
                !new_types.contains_key(*name) && !renames.types.contains_key(**name)
            });
            let new_left = new_types.iter().filter(|(name, _)| {
                !old_types.contains_key(*name) && !renames.types.values().any(|to| to == *name)
            });
            let old_signed = old_left.map(|(name, it)| (*name, renames.item(old, name, *it)));
            let new_signed = new_left.map(|(name, it)| (*name, new_item(new, name, *it)));
            let found = pairs(old_signed.collect(), new_signed.collect());
            if found.is_empty() {
                break;
            }
            renames.types.extend(found);
        }
        let (old_errors, new_errors) = (data::errors(old), data::errors(new));
        let removed = old_errors
            .iter()
            .filter(|it| !new_errors.contains_key(it.0));
        let added = new_errors
            .iter()
            .filter(|it| !old_errors.contains_key(it.0));
        let removed = removed.map(|(name, error)| (*name, renames.error(old, error)));
        let added = added.map(|(name, error)| (*name, Self::default().error(new, error)));
        renames.errors = pairs(removed.collect(), added.collect());
        let methods = |sdk: &Sdk, operation: &Operation| {
            let method = operation.method.as_str();
            !sdk.operations.iter().any(|other| other.method == method)
        };
        let removed = old.operations.iter().filter(|it| methods(new, it));
        let added = new.operations.iter().filter(|it| methods(old, it));
        let removed = removed.map(|it| (it.method.as_str(), renames.operation(old, it)));
        let added = added.map(|it| (it.method.as_str(), Self::default().operation(new, it)));
        renames.operations = pairs(removed.collect(), added.collect());
        renames
    }

    /// A type of the old version, with the names of the new one.
    pub(super) fn apply(&self, text: &str) -> String {
        if self.types.is_empty() {
            return text.to_owned();
        }
        let mut renamed = String::with_capacity(text.len());
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '#';
        for part in text.split_inclusive(|c| !is_name(c)) {
            let word = part.trim_end_matches(|c| !is_name(c));
            let rest = part.strip_prefix(word).unwrap_or_default();
            renamed.push_str(self.types.get(word).map_or(word, String::as_str));
            renamed.push_str(rest);
        }
        renamed
    }

    /// The type of a field, with the names of the new version.
    pub(super) fn field_type(&self, sdk: &Sdk, field: &Field) -> String {
        self.apply(&sdk.field_type(field))
    }

    /// The signature of a type without its name; `None` if it is too short to identify the type.
    fn item(&self, sdk: &Sdk, name: &str, item: Item<'_>) -> Option<String> {
        let parts = match item {
            Item::Structure(structure) => self.fields(sdk, &structure.fields),
            Item::Union(union) => {
                let variants = union.variants.iter();
                let fields = variants.map(|variant| self.field(sdk, &variant.field));
                fields.collect()
            }
            Item::Enum(enumeration) => match &enumeration.values {
                EnumValues::Text(variants) => {
                    let values = variants.iter();
                    values
                        .map(|it| format!("{}={}", it.ident, it.value))
                        .collect()
                }
                EnumValues::Integer(variants) => {
                    let values = variants.iter();
                    values
                        .map(|it| format!("{}={}", it.ident, it.value))
                        .collect()
                }
            },
        };
        // A type may be recursive.
        let own = self.apply(name);
        let mask = |part: String| replace_word(&part, &own, "Self");
        let parts: Vec<String> = parts.into_iter().map(mask).collect();
        let known = parts_or_docs(parts, item.marks().docs)?;
        Some(format!("{}: {known}", item.noun()))
    }

    fn error(&self, sdk: &Sdk, error: &Structure) -> Option<String> {
        let Role::Error(spec) = &error.role else {
            return None;
        };
        let mut parts = self.fields(sdk, &error.fields);
        // The code is usually the name of the shape.
        if spec.code != error.shape {
            parts.push(spec.code.clone());
        }
        parts_or_docs(parts, &error.docs)
    }

    fn operation(&self, sdk: &Sdk, operation: &Operation) -> Option<String> {
        let of = |structure: &Structure| self.fields(sdk, &structure.fields);
        let (input, output) = (of(sdk.input(operation)), of(sdk.output(operation)));
        let mut errors: Vec<&str> = Vec::new();
        for error in sdk.errors_of(operation) {
            let name = self.errors.get(&error.ident).unwrap_or(&error.ident);
            errors.push(name);
        }
        errors.sort_unstable();
        let is_empty = input.is_empty() && output.is_empty();
        let parts = [input.join(", "), output.join(", "), errors.join(", ")];
        let parts = if is_empty { Vec::new() } else { parts.to_vec() };
        parts_or_docs(parts, &operation.docs)
    }

    fn fields(&self, sdk: &Sdk, fields: &[Field]) -> Vec<String> {
        fields.iter().map(|field| self.field(sdk, field)).collect()
    }

    fn field(&self, sdk: &Sdk, field: &Field) -> String {
        let ty = self.field_type(sdk, field);
        let absent = match field.presence {
            Presence::Defaulted | Presence::DefaultedTo(_) => " or its default",
            Presence::Optional | Presence::Required => "",
        };
        format!("{}: {ty}{absent}", field.ident)
    }
}

fn new_item(sdk: &Sdk, name: &str, item: Item<'_>) -> Option<String> {
    Renames::default().item(sdk, name, item)
}

/// The parts of an item, or else its documentation.
fn parts_or_docs(parts: Vec<String>, docs: &[String]) -> Option<String> {
    if !parts.is_empty() {
        return Some(parts.join("; "));
    }
    (!docs.is_empty()).then(|| docs.join("\n"))
}

fn replace_word(text: &str, word: &str, by: &str) -> String {
    let one = [(word.to_owned(), by.to_owned())];
    let renames = Renames {
        types: one.into(),
        ..Renames::default()
    };
    renames.apply(text)
}

/// The names with the same signature, if it is unique on both sides.
pub(super) fn pairs(
    old: Vec<(&str, Option<String>)>,
    new: Vec<(&str, Option<String>)>,
) -> BTreeMap<String, String> {
    let by_signature = |names: Vec<(&str, Option<String>)>| {
        let mut by_signature: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, signature) in names {
            if let Some(signature) = signature {
                by_signature
                    .entry(signature)
                    .or_default()
                    .push(name.to_owned());
            }
        }
        by_signature
    };
    let new = by_signature(new);
    let mut pairs = BTreeMap::new();
    for (signature, from) in by_signature(old) {
        if let ([from], Some([to])) = (from.as_slice(), new.get(&signature).map(Vec::as_slice)) {
            pairs.insert(from.clone(), to.clone());
        }
    }
    pairs
}

/// Whether two members that differ only in their names are likely the same.
pub(super) fn looks_renamed(old: &Field, new: &Field) -> bool {
    let same_docs = !old.docs.is_empty() && old.docs == new.docs;
    let words = |field: &Field| -> Vec<String> {
        let long = |word: &&str| word.len() > 2;
        field
            .snake
            .split('_')
            .filter(long)
            .map(str::to_owned)
            .collect()
    };
    let (old_words, new_words) = (words(old), words(new));
    same_docs || old.wire == new.wire || old_words.iter().any(|word| new_words.contains(word))
}
