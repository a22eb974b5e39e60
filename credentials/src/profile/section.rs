//! A section of the shared files, with the file and line of each key.

use std::fmt;

use super::error::ProfileError;
use super::place::Place;
use querysmith_runtime::provider_v1::Table;
use querysmith_runtime::sensitive::SensitiveString;

/// A profile. It has the same form as other sections.
pub type Profile = Section;

/// A profile, an `sso-session` or a `services` section, merged from both files.
///
/// Values may be secret: `Debug` shows the keys only, and values are wiped from memory.
#[derive(Clone)]
pub struct Section {
    pub(super) name: String,
    /// The place of its first header.
    pub(super) place: Place,
    /// By lowercase key.
    pub(super) properties: Table<Property>,
    /// The first of its lines that does not follow the grammar. If there is one, the section is not
    /// used.
    pub(super) defect: Option<ProfileError>,
}

/// The value of a key.
#[derive(Clone)]
pub(super) struct Property {
    pub(super) value: SensitiveString,
    /// By lowercase key.
    pub(super) nested: Table<Nested>,
    /// The line has more text than the value: a comment.
    pub(super) is_cut: bool,
    pub(super) place: Place,
}

#[derive(Clone)]
pub(super) struct Nested {
    pub(super) value: SensitiveString,
    pub(super) place: Place,
}

impl Section {
    /// The name, without the keyword for the kind of section.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line of the section's header; the first one if there are several.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The value of `key`, which must be lowercase. The value may be empty. Each continuation line
    /// is trimmed and appended after a `\n`.
    pub fn get(&self, key: &str) -> Option<&str> {
        Some(&self.properties.get(key)?.value)
    }

    /// The value of `nested` in the block below `key`. Both must be lowercase.
    pub fn get_nested(&self, key: &str, nested: &str) -> Option<&str> {
        Some(&self.properties.get(key)?.nested.get(nested)?.value)
    }

    /// The keys, sorted and in lowercase.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.properties.names()
    }

    /// The keys in the block below `key`, sorted and in lowercase.
    pub fn nested_keys(&self, key: &str) -> impl Iterator<Item = &str> {
        let nested = self.properties.get(key).map(|property| &property.nested);
        nested.into_iter().flat_map(Table::names)
    }

    /// The line of `key`.
    pub fn place_of(&self, key: &str) -> Option<&Place> {
        Some(&self.properties.get(key)?.place)
    }

    /// The section, if all of its lines follow the grammar.
    pub(super) fn checked(&self) -> Result<&Self, ProfileError> {
        match &self.defect {
            Some(defect) => Err(defect.clone()),
            None => Ok(self),
        }
    }

    /// Whether the line of `key` has a comment after the value.
    pub(super) fn is_cut(&self, key: &str) -> bool {
        let property = self.properties.get(key);
        property.is_some_and(|property| property.is_cut)
    }

    /// The value of `key`, if it is not blank. A blank value is treated as unset, as in the
    /// environment.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.trim().is_empty())
    }

    /// The line of `key`, or that of the section's header.
    pub(super) fn place_of_or_own(&self, key: &str) -> &Place {
        self.place_of(key).unwrap_or(&self.place)
    }
}

/// Keys only: values may be secrets.
impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section")
            .field("name", &self.name)
            .field("place", &self.place)
            .field("keys", &self.properties.names().collect::<Vec<_>>())
            .finish()
    }
}
