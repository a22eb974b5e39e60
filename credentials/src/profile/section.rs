//! A section of the shared files, and the places where its keys stand.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use querysmith_runtime::provider_v1::Table;
use querysmith_runtime::sensitive::SensitiveString;

/// A profile. It has the shape of every other section.
pub type Profile = Section;

/// A profile, an `sso-session` or a `services` section, merged from both files.
///
/// Values may be secret: `Debug` shows the keys only, and values are wiped from memory.
#[derive(Clone)]
pub struct Section {
    pub(super) name: String,
    /// Where it begins first.
    pub(super) place: Place,
    /// By key in lower case.
    pub(super) properties: Table<Property>,
}

/// What stands behind a key.
#[derive(Clone)]
pub(super) struct Property {
    pub(super) value: SensitiveString,
    /// By key in lower case.
    pub(super) nested: Table<Nested>,
    pub(super) place: Place,
}

#[derive(Clone)]
pub(super) struct Nested {
    pub(super) value: SensitiveString,
    pub(super) place: Place,
}

/// A line of a file: `/home/ann/.aws/config:3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    file: Arc<Path>,
    line: usize,
}

impl Place {
    pub(super) fn new(file: &Arc<Path>, line: usize) -> Self {
        Self {
            file: Arc::clone(file),
            line,
        }
    }

    /// The path of the file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The number of the line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

impl Section {
    /// The name, without the word that says what the section is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line at which the section begins; the first of them if there are several.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What stands behind `key`, which is given in lower case. It may be empty, and has the lines
    /// that continue it, trimmed, behind `\n` each.
    pub fn get(&self, key: &str) -> Option<&str> {
        Some(&self.properties.get(key)?.value)
    }

    /// What stands behind `nested` in the block below `key`, both given in lower case.
    pub fn get_nested(&self, key: &str, nested: &str) -> Option<&str> {
        Some(&self.properties.get(key)?.nested.get(nested)?.value)
    }

    /// The keys, sorted and in lower case.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.properties.names()
    }

    /// The keys in the block below `key`, sorted and in lower case.
    pub fn nested_keys(&self, key: &str) -> impl Iterator<Item = &str> {
        let nested = self.properties.get(key).map(|property| &property.nested);
        nested.into_iter().flat_map(Table::names)
    }

    /// The line on which `key` stands.
    pub fn place_of(&self, key: &str) -> Option<&Place> {
        Some(&self.properties.get(key)?.place)
    }

    /// What stands behind `key`, if it is not blank: a blank value counts as none, as it does in
    /// the environment.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.trim().is_empty())
    }

    /// Where `key` stands, or where the section begins.
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
