//! The merged sections of the two files.

use std::path::Path;
use std::sync::Arc;

use super::error::ProfileError;
use super::file::LoadedFile;
use super::parse::{FileKind, Parsed, RawSection, SectionKind, SkippedHeader, parse};
use super::place::Place;
use super::section::{Profile, Section};
use querysmith_runtime::provider_v1::Table;

const DEFAULT_PROFILE: &str = "default";

/// The maximum number of lines that are listed as not following the grammar.
const KEPT_DEFECTS: usize = 8;

/// The merged profiles, sessions and services of the shared config and credentials files, and the
/// selected profile.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_credentials::*;
/// #     pub use querysmith_credentials::providers as credentials;
/// #     pub use querysmith_runtime::*;
/// # }
/// use querysmith::profile::ProfileSet;
///
/// let profiles = ProfileSet::parse(
///     "[default]\nregion = eu-west-1\n[profile test]\nregion = eu-north-1",
///     "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE",
/// )?;
/// let default = profiles.selected().unwrap();
/// assert_eq!(default.get("region"), Some("eu-west-1"));
/// assert_eq!(default.get("aws_access_key_id"), Some("AKIAIOSFODNN7EXAMPLE"));
/// # Ok::<(), querysmith::profile::ProfileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ProfileSet {
    pub(super) profiles: Table<Section>,
    sso_sessions: Table<Section>,
    services: Table<Section>,
    pub(super) selected: String,
    /// What selected the profile, if it was selected explicitly.
    pub(super) selected_by: Option<&'static str>,
    pub(super) files: Vec<LoadedFile>,
    ignored: Vec<Place>,
    pub(super) skipped: Vec<SkippedHeader>,
    /// The first lines before any section of each file.
    pub(super) outside: Vec<ProfileError>,
    /// The first line of each section, and before any section, that does not follow the grammar.
    defects: Vec<ProfileError>,
}

impl ProfileSet {
    /// Parses the text of a config file and of a credentials file; `default` is selected.
    ///
    /// # Errors
    ///
    /// An error of kind [`Syntax`](super::ProfileErrorKind::Syntax) if a line does not follow the
    /// grammar.
    pub fn parse(config: &str, credentials: &str) -> Result<Self, ProfileError> {
        let config = parse(config.as_bytes(), FileKind::Config, &named("config"));
        let credentials = parse(
            credentials.as_bytes(),
            FileKind::Credentials,
            &named("credentials"),
        );
        let mut set = Self::empty();
        set.merge(config, credentials);
        match set.defects.first() {
            Some(defect) => Err(defect.clone()),
            None => Ok(set),
        }
    }

    /// Selects the profile `name`.
    #[must_use]
    pub fn with_selected(mut self, name: impl Into<String>) -> Self {
        self.selected = name.into();
        self.selected_by = Some("the program");
        self
    }

    /// The name of the selected profile, whether it exists or not.
    pub fn selected_name(&self) -> &str {
        &self.selected
    }

    /// The selected profile.
    pub fn selected(&self) -> Option<&Profile> {
        self.get(&self.selected)
    }

    /// The profile `name`, which is case-sensitive.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// The `sso-session` section `name`, which is case-sensitive.
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// The `services` section `name`, which is case-sensitive.
    pub fn services(&self, name: &str) -> Option<&Section> {
        self.services.get(name)
    }

    /// The names of all profiles, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.names()
    }

    /// Whether there is no profile at all.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// The files that were looked for, the config file first.
    pub fn files(&self) -> &[LoadedFile] {
        &self.files
    }

    /// Warnings about the files: those that cannot be read or that other users can read, and lines
    /// that do not follow the grammar.
    pub fn warnings(&self) -> Vec<String> {
        let files = self.files.iter();
        let permissions = files.filter_map(LoadedFile::permissions_warning);
        permissions.chain(self.content_warnings()).collect()
    }

    /// The warnings that are not about permissions.
    pub(super) fn content_warnings(&self) -> Vec<String> {
        let files = self.files.iter().filter_map(LoadedFile::contents_warning);
        let defects = self.defects.iter();
        let defects = defects.map(|defect| format!("{defect}; its section cannot be used"));
        files.chain(defects).collect()
    }

    /// The lines of headers and keys that were ignored, because of an invalid name or an unknown
    /// kind of section.
    pub fn ignored(&self) -> &[Place] {
        &self.ignored
    }

    pub(super) fn empty() -> Self {
        Self {
            profiles: Table::default(),
            sso_sessions: Table::default(),
            services: Table::default(),
            selected: DEFAULT_PROFILE.to_owned(),
            selected_by: None,
            files: Vec::new(),
            ignored: Vec::new(),
            skipped: Vec::new(),
            outside: Vec::new(),
            defects: Vec::new(),
        }
    }

    pub(super) fn merge(&mut self, config: Parsed, credentials: Parsed) {
        for parsed in [&config, &credentials] {
            let left = KEPT_DEFECTS.saturating_sub(self.defects.len());
            self.defects.extend(parsed.defects().take(left).cloned());
            self.outside.extend(parsed.defect.clone());
        }
        self.ignored.extend(config.ignored);
        self.ignored.extend(credentials.ignored);
        self.skipped.extend(config.skipped);
        self.skipped.extend(credentials.skipped);
        let has_prefixed_default = config.sections.iter().any(is_prefixed_default);
        for section in config.sections {
            if has_prefixed_default && is_plain_default(&section) {
                self.ignore(section);
            } else {
                self.add(section);
            }
        }
        for section in credentials.sections {
            self.add(section);
        }
    }

    /// Records an ignored `[default]`, which `[profile default]` overrides.
    fn ignore(&mut self, section: RawSection) {
        self.ignored.push(section.place.clone());
        let header = SkippedHeader::overridden_default(section.name, section.place);
        self.skipped.push(header);
    }

    /// Merges a section into the one of the same name, whose keys it overrides.
    fn add(&mut self, section: RawSection) {
        let sections = match section.kind {
            SectionKind::Profile { .. } => &mut self.profiles,
            SectionKind::SsoSession => &mut self.sso_sessions,
            SectionKind::Services => &mut self.services,
        };
        match sections.get_mut(&section.name) {
            Some(known) => {
                known.properties.append(section.properties);
                known.defect = known.defect.take().or(section.defect);
            }
            None => {
                let name = section.name.clone();
                let section = Section {
                    name: section.name,
                    place: section.place,
                    properties: section.properties,
                    defect: section.defect,
                };
                sections.insert(name, section);
            }
        }
    }
}

/// Without any section; `default` is selected.
impl Default for ProfileSet {
    fn default() -> Self {
        Self::empty()
    }
}

fn is_prefixed_default(section: &RawSection) -> bool {
    section.name == DEFAULT_PROFILE && section.kind == (SectionKind::Profile { prefixed: true })
}

fn is_plain_default(section: &RawSection) -> bool {
    section.name == DEFAULT_PROFILE && section.kind == (SectionKind::Profile { prefixed: false })
}

/// A name for errors about text that is not from a file.
fn named(name: &str) -> Arc<Path> {
    Path::new(name).into()
}
