//! Errors about profiles and sessions that do not exist.

use super::error::{ProfileError, ProfileErrorKind};
use super::file::LoadedFile;
use super::parse::Intended;
use super::section::Profile;
use super::set::ProfileSet;

/// The maximum number of names or headers that an error lists.
const LISTED: usize = 8;

impl ProfileSet {
    /// The error for a profile that was selected explicitly, in code or in the environment, and does
    /// not exist.
    pub fn missing_selection(&self) -> Option<ProfileError> {
        match (self.selected_by, self.selected()) {
            (Some(_), None) => self.require_selected().err(),
            _ => None,
        }
    }

    /// The selected profile, which must exist, and whose lines must follow the grammar.
    ///
    /// # Errors
    ///
    /// An error of kind [`NoProfile`](ProfileErrorKind::NoProfile) if none was requested and there
    /// is no default one; of kind [`Invalid`](ProfileErrorKind::Invalid) if the requested profile
    /// does not exist; of kind [`Syntax`](ProfileErrorKind::Syntax) if a line does not follow the
    /// grammar.
    pub(super) fn require_selected(&self) -> Result<&Profile, ProfileError> {
        if let Some(profile) = self.selected() {
            return profile.checked();
        }
        let searched = self.searched();
        let notes = self.notes(&self.selected, Intended::Profile);
        if self.is_empty() && self.selected_by.is_none() {
            return Err(ProfileError::new(
                ProfileErrorKind::NoProfile,
                format!("No profiles were defined: looked in {searched}{notes}"),
            ));
        }
        let message = format!(
            "{}there is no profile `{}` in {searched}{notes}{}",
            if self.is_empty() {
                "No profiles were defined: "
            } else {
                ""
            },
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

    /// Where the region of the selected profile was looked for, for the error if there is none.
    pub(super) fn region_place(&self) -> String {
        let (name, searched) = (&self.selected, self.searched());
        match self.selected() {
            Some(_) => format!("`region` of the profile `{name}` in {searched}"),
            None => format!(
                "`region` of the profile `{name}` (no such profile in {searched}{}{})",
                self.notes(name, Intended::Profile),
                self.some_names()
            ),
        }
    }

    /// The files, for messages.
    pub(super) fn searched(&self) -> String {
        let names: Vec<_> = self.files.iter().map(LoadedFile::to_string).collect();
        if names.is_empty() {
            return "the text of the files".to_owned();
        }
        names.join(" and ")
    }

    /// A note about the profile `name`, if a header that was intended for it is ignored.
    pub(super) fn hint(&self, name: &str) -> String {
        self.note(name, Intended::Profile).unwrap_or_default()
    }

    /// Notes about the section `name`, which was not found: the ignored header that was intended
    /// for it, or else all ignored headers, and a line before all sections.
    pub(super) fn notes(&self, name: &str, kind: Intended) -> String {
        let mut notes = match self.note(name, kind) {
            Some(note) => note,
            None => self.skipped_headers(),
        };
        for defect in &self.outside {
            notes.push_str(&format!("; {defect}"));
        }
        notes
    }

    fn note(&self, name: &str, kind: Intended) -> Option<String> {
        let mut headers = self.skipped.iter();
        let header = headers.find(|header| header.intended == kind && header.name == name)?;
        Some(format!("; {}", header.note()))
    }

    fn skipped_headers(&self) -> String {
        if self.skipped.is_empty() {
            return String::new();
        }
        let headers: Vec<_> = self.skipped.iter().take(LISTED).collect();
        let headers: Vec<_> = headers.iter().map(ToString::to_string).collect();
        let more = more(self.skipped.len());
        format!("; these headers are ignored: {}{more}", headers.join(", "))
    }

    /// The first few names, for messages.
    fn some_names(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let names: Vec<_> = self.names().take(LISTED).collect();
        let more = more(self.profiles.len());
        format!("; the defined profiles are {}{more}", names.join(", "))
    }
}

/// The number of items that are not listed.
fn more(count: usize) -> String {
    match count.saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}
