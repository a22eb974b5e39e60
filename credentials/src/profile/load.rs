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

/// The most bytes that a file may have: 8 MiB, some tens of thousands of profiles.
const FILE_LIMIT: usize = 8 * 1024 * 1024;

/// The profiles, sessions and services of the shared config and credentials files, merged, and
/// which of the profiles is selected.
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
    /// What chose the profile, if something did.
    selected_by: Option<&'static str>,
    files: Vec<LoadedFile>,
    ignored: Vec<Place>,
    misnamed: Vec<Misnamed>,
}

impl ProfileSet {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else
    /// `~/.aws/config` and `~/.aws/credentials`, and selects the profile that `AWS_PROFILE` names,
    /// else `default`. A file that is absent counts as empty.
    ///
    /// # Errors
    ///
    /// Of kind [`Read`](ProfileErrorKind::Read) if a file is there but cannot be read, is no
    /// UTF-8 or has more than 8 MiB, and [`Syntax`](ProfileErrorKind::Syntax) if a line does not
    /// follow the grammar or has more than 64 KiB.
    ///
    /// A credentials file that others can read is no error, but told to `tracing` as a
    /// [warning](LoadedFile::warning).
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

    /// The profiles in the text of a config and of a credentials file; `default` is selected.
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

    /// With the profile `name` selected.
    #[must_use]
    pub fn with_selected(mut self, name: impl Into<String>) -> Self {
        self.selected = name.into();
        self.selected_by = Some("the program");
        self
    }

    /// The name of the profile that is selected, whether it is there or not.
    pub fn selected_name(&self) -> &str {
        &self.selected
    }

    /// The profile that is selected.
    pub fn selected(&self) -> Option<&Profile> {
        self.get(&self.selected)
    }

    /// The profile `name`. Case matters.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// The `sso-session` section `name`. Case matters.
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sso_sessions.get(name)
    }

    /// The `services` section `name`. Case matters.
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

    /// The lines of headers and keys that were passed over, for their names or what they begin.
    pub fn ignored(&self) -> &[Place] {
        &self.ignored
    }

    /// The profile to begin with.
    ///
    /// # Errors
    ///
    /// Of kind [`NoProfile`](ProfileErrorKind::NoProfile) if there is no profile at all, or if
    /// none was asked for and there is no default one; of kind
    /// [`Invalid`](ProfileErrorKind::Invalid) if there is none of the name that was asked for, but
    /// others or a header that was meant for it.
    pub(super) fn require_selected(&self) -> Result<&Profile, ProfileError> {
        if let Some(profile) = self.selected() {
            return Ok(profile);
        }
        let searched = self.searched();
        let hint = self.hint(&self.selected);
        let is_meant = self.selected_by.is_some() && !hint.is_empty();
        if self.is_empty() && !is_meant {
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

    /// Why there may be no profile `name`, or less in it, though it seems to be there, for messages.
    pub(super) fn hint(&self, name: &str) -> String {
        match self.misnamed.iter().find(|header| header.profile == name) {
            Some(header) => format!(
                "; the header at {} is passed over, expected `{}` in that file",
                header.place, header.expected
            ),
            None => String::new(),
        }
    }

    /// The first few names, for messages.
    fn some_names(&self) -> String {
        const SHOWN: usize = 8;
        if self.is_empty() {
            return "none is defined".to_owned();
        }
        let names: Vec<_> = self.names().take(SHOWN).collect();
        let more = self.profiles.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("defined are {}{more}", names.join(", "))
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
            is_for_secrets: kind == FileKind::Credentials,
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
                self.pass_over(section);
            } else {
                self.add(section);
            }
        }
        for section in credentials.sections {
            self.add(section);
        }
    }

    /// Notes a plain `[default]` beside `[profile default]`, which counts for nothing.
    fn pass_over(&mut self, section: RawSection) {
        self.ignored.push(section.place.clone());
        self.misnamed.push(Misnamed {
            expected: format!("[profile {}]", section.name),
            profile: section.name,
            place: section.place,
        });
    }

    /// Adds a section to the one of its name, before whose keys its own count.
    fn add(&mut self, section: RawSection) {
        let of_its_kind = match section.kind {
            SectionKind::Profile { .. } => &mut self.profiles,
            SectionKind::SsoSession => &mut self.sso_sessions,
            SectionKind::Services => &mut self.services,
        };
        match of_its_kind.get_mut(&section.name) {
            Some(known) => known.properties.append(section.properties),
            None => {
                let name = section.name.clone();
                let section = Section {
                    name: section.name,
                    place: section.place,
                    properties: section.properties,
                };
                of_its_kind.insert(name, section);
            }
        }
    }
}

/// Where a file is looked for; `None` if that is in the home folder, which is not known.
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

/// A name for errors, where there is no file.
fn named(name: &str) -> Arc<Path> {
    Path::new(name).into()
}

#[cfg(test)]
mod tests;
