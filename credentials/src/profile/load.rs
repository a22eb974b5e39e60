//! Finds, reads and merges the two files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{ProfileError, ProfileErrorKind};
use super::file::LoadedFile;
use super::parse::{FileKind, Misnamed, Parsed, RawSection, SectionKind, parse};
use super::section::{Place, Profile, Section};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::{Files, expand_home};
use querysmith_runtime::provider_v1::Table;

const CONFIG_FILE: &str = "AWS_CONFIG_FILE";
const CREDENTIALS_FILE: &str = "AWS_SHARED_CREDENTIALS_FILE";
const PROFILE: &str = "AWS_PROFILE";
const DEFAULT_PROFILE: &str = "default";

/// The maximum size of a file: 8 MiB, enough for tens of thousands of profiles.
const FILE_LIMIT: usize = 8 * 1024 * 1024;

/// The merged profiles, sessions and services of the shared config and credentials files, and the
/// selected profile.
///
/// ```
/// use querysmith_credentials::profile::ProfileSet;
///
/// let profiles = ProfileSet::parse(
///     "[default]\nregion = eu-west-1\n[profile test]\nregion = eu-north-1",
///     "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE",
/// )?;
/// let default = profiles.selected().unwrap();
/// assert_eq!(default.get("region"), Some("eu-west-1"));
/// assert_eq!(default.get("aws_access_key_id"), Some("AKIAIOSFODNN7EXAMPLE"));
/// # Ok::<(), querysmith_credentials::profile::ProfileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ProfileSet {
    profiles: Table<Section>,
    sso_sessions: Table<Section>,
    services: Table<Section>,
    selected: String,
    /// What selected the profile, if it was selected explicitly.
    selected_by: Option<&'static str>,
    files: Vec<LoadedFile>,
    ignored: Vec<Place>,
    misnamed: Vec<Misnamed>,
}

impl ProfileSet {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, by default
    /// `~/.aws/config` and `~/.aws/credentials`, and selects the profile that `AWS_PROFILE` names,
    /// by default `default`. A file that does not exist counts as empty.
    ///
    /// # Errors
    ///
    /// Of kind [`Read`](ProfileErrorKind::Read) if a file exists but cannot be read, is not valid
    /// UTF-8 or is larger than 8 MiB, and [`Syntax`](ProfileErrorKind::Syntax) if a line does not
    /// follow the grammar or is longer than 64 KiB.
    ///
    /// A credentials file that other users can read is not an error, but is logged through
    /// `tracing` as a [warning](LoadedFile::warning).
    pub fn load(env: &Env, files: &Files) -> Result<Self, ProfileError> {
        let config = find(env, CONFIG_FILE, "~/.aws/config");
        let credentials = find(env, CREDENTIALS_FILE, "~/.aws/credentials");
        let mut set = Self::empty();
        let config = set.read(config, FileKind::Config, files)?;
        let credentials = set.read(credentials, FileKind::Credentials, files)?;
        set.merge(config, credentials);
        for warning in set.files.iter().filter_map(LoadedFile::warning) {
            tracing::warn!(target: "querysmith", "{warning}");
        }
        if let Some(name) = env.get(PROFILE) {
            set.selected = name;
            set.selected_by = Some(PROFILE);
        }
        Ok(set)
    }

    /// Parses the text of a config file and of a credentials file; `default` is selected.
    ///
    /// # Errors
    ///
    /// Of kind [`Syntax`](ProfileErrorKind::Syntax) if a line does not follow the grammar.
    pub fn parse(config: &str, credentials: &str) -> Result<Self, ProfileError> {
        let config = parse(config, FileKind::Config, &named("config"))?;
        let credentials = parse(credentials, FileKind::Credentials, &named("credentials"))?;
        let mut set = Self::empty();
        set.merge(config, credentials);
        Ok(set)
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

    /// The lines of headers and keys that were ignored, because of an invalid name or an unknown
    /// kind of section.
    pub fn ignored(&self) -> &[Place] {
        &self.ignored
    }

    /// The selected profile, which must exist.
    ///
    /// # Errors
    ///
    /// Of kind [`NoProfile`](ProfileErrorKind::NoProfile) if there is no profile at all, or if
    /// none was requested and there is no default one; of kind
    /// [`Invalid`](ProfileErrorKind::Invalid) if the requested profile does not exist, but others
    /// do, or an ignored header was probably intended for it.
    pub(super) fn require_selected(&self) -> Result<&Profile, ProfileError> {
        if let Some(profile) = self.selected() {
            return Ok(profile);
        }
        let searched = self.searched();
        let hint = self.hint(&self.selected);
        let is_probably_misnamed = self.selected_by.is_some() && !hint.is_empty();
        if self.is_empty() && !is_probably_misnamed {
            return Err(ProfileError::new(
                ProfileErrorKind::NoProfile,
                format!("No profiles were defined: looked in {searched}{hint}"),
            ));
        }
        let message = format!(
            "there is no profile `{}` in {searched}{hint}; {}",
            self.selected,
            self.some_names()
        );
        Err(match self.selected_by {
            Some(by) => ProfileError::new(
                ProfileErrorKind::Invalid,
                format!("{message}; it is selected by {by}"),
            ),
            None => ProfileError::new(ProfileErrorKind::NoProfile, message),
        })
    }

    /// The files, for messages.
    pub(super) fn searched(&self) -> String {
        let names: Vec<_> = self.files.iter().map(LoadedFile::to_string).collect();
        if names.is_empty() {
            return "the text of the files".to_owned();
        }
        names.join(" and ")
    }

    /// A hint for messages about the profile `name`, if a header that was intended for it is
    /// ignored.
    pub(super) fn hint(&self, name: &str) -> String {
        match self.misnamed.iter().find(|header| header.profile == name) {
            Some(header) => format!(
                "; the header at {} is ignored, expected `{}` in that file",
                header.place, header.expected
            ),
            None => String::new(),
        }
    }

    /// The first few names, for messages.
    fn some_names(&self) -> String {
        const SHOWN: usize = 8;
        if self.is_empty() {
            return "no profile is defined".to_owned();
        }
        let names: Vec<_> = self.names().take(SHOWN).collect();
        let more = self.profiles.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("the defined profiles are {}{more}", names.join(", "))
    }

    fn empty() -> Self {
        Self {
            profiles: Table::default(),
            sso_sessions: Table::default(),
            services: Table::default(),
            selected: DEFAULT_PROFILE.to_owned(),
            selected_by: None,
            files: Vec::new(),
            ignored: Vec::new(),
            misnamed: Vec::new(),
        }
    }

    fn read(
        &mut self,
        path: Option<PathBuf>,
        kind: FileKind,
        files: &Files,
    ) -> Result<Parsed, ProfileError> {
        let contents = match path.as_ref().map(|path| files.read(path, FILE_LIMIT)) {
            None => None,
            Some(Ok(contents)) => Some(contents),
            Some(Err(error)) if error.is_not_found() => None,
            Some(Err(error)) => return Err(ProfileError::read(error)),
        };
        let readable = contents.as_ref().map(|file| file.is_readable_by_others());
        self.files.push(LoadedFile {
            found: contents.is_some(),
            is_credentials_file: kind == FileKind::Credentials,
            readable_by_others: readable.unwrap_or_default(),
            path: path.clone(),
        });
        let text = match contents {
            Some(contents) => contents.into_text().map_err(ProfileError::read)?,
            None => "".into(),
        };
        parse(&text, kind, &path.unwrap_or_default().into())
    }

    fn merge(&mut self, config: Parsed, credentials: Parsed) {
        self.ignored.extend(config.ignored);
        self.ignored.extend(credentials.ignored);
        self.misnamed.extend(config.misnamed);
        self.misnamed.extend(credentials.misnamed);
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
        self.misnamed.push(Misnamed {
            expected: format!("[profile {}]", section.name),
            profile: section.name,
            place: section.place,
        });
    }

    /// Merges a section into the one of the same name, whose keys it overrides.
    fn add(&mut self, section: RawSection) {
        let sections = match section.kind {
            SectionKind::Profile { .. } => &mut self.profiles,
            SectionKind::SsoSession => &mut self.sso_sessions,
            SectionKind::Services => &mut self.services,
        };
        match sections.get_mut(&section.name) {
            Some(known) => known.properties.append(section.properties),
            None => {
                let name = section.name.clone();
                let section = Section {
                    name: section.name,
                    place: section.place,
                    properties: section.properties,
                };
                sections.insert(name, section);
            }
        }
    }
}

/// The path of a file; `None` if it is in the home directory, which is unknown.
fn find(env: &Env, variable: &str, default: &str) -> Option<PathBuf> {
    let path = env.get(variable);
    expand_home(path.as_deref().unwrap_or(default), env)
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

#[cfg(test)]
mod tests;
