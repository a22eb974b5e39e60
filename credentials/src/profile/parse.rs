//! Parses the text of one file line by line.

use std::path::Path;
use std::sync::Arc;

use super::error::{ProfileError, ProfileErrorKind};
use super::section::{Nested, Place, Property};
use querysmith_runtime::provider_v1::Table;

/// The maximum length of a line in bytes. The longest values in use, such as certificates in one
/// line, have a few thousand.
const LINE_LIMIT: usize = 64 * 1024;

/// The maximum number of characters of a header that an error shows.
const SHOWN: usize = 80;

const BLANKS: [char; 2] = [' ', '\t'];
const COMMENTS: [char; 2] = ['#', ';'];

/// The kind of file. Headers differ between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Config,
    Credentials,
}

/// The kind of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionKind {
    /// `prefixed`: its header has the word `profile`.
    Profile {
        prefixed: bool,
    },
    SsoSession,
    Services,
}

/// A section of one file, not merged with others.
pub(super) struct RawSection {
    pub(super) kind: SectionKind,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) properties: Table<Property>,
}

/// The sections of a file in order, and the places of ignored headers and keys.
pub(super) struct Parsed {
    pub(super) sections: Vec<RawSection>,
    pub(super) ignored: Vec<Place>,
    pub(super) misnamed: Vec<Misnamed>,
}

/// An ignored header that would begin a profile in the other file, or without quotes.
#[derive(Debug, Clone)]
pub(super) struct Misnamed {
    pub(super) profile: String,
    pub(super) place: Place,
    /// The correct header.
    pub(super) expected: String,
}

/// Parses `text`. `file` is used in errors only.
pub(super) fn parse(text: &str, kind: FileKind, file: &Arc<Path>) -> Result<Parsed, ProfileError> {
    let mut parser = Parser {
        kind,
        sections: Vec::new(),
        ignored: Vec::new(),
        misnamed: Vec::new(),
        section: Current::None,
        property: Current::None,
    };
    for (index, line) in text.lines().enumerate() {
        let place = Place::new(file, index + 1);
        // `lines` leaves a `\r` at the end of the text.
        parser.line(line.strip_suffix('\r').unwrap_or(line), place)?;
    }
    Ok(Parsed {
        sections: parser.sections,
        ignored: parser.ignored,
        misnamed: parser.misnamed,
    })
}

struct Parser {
    kind: FileKind,
    sections: Vec<RawSection>,
    ignored: Vec<Place>,
    misnamed: Vec<Misnamed>,
    /// The last of `sections`, unless the current section is ignored.
    section: Current<()>,
    /// The key in that section that the next lines may continue.
    property: Current<String>,
}

/// What a line belongs to.
enum Current<T> {
    /// There is none yet.
    None,
    /// Something that is ignored, including this line.
    Ignored,
    Kept(T),
}

impl Parser {
    fn line(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        if line.len() > LINE_LIMIT {
            let found = format!(
                "found a line of {} bytes, expected at most {LINE_LIMIT}",
                line.len()
            );
            return Err(syntax(&place, found));
        }
        let trimmed = line.trim_matches(BLANKS);
        if trimmed.is_empty() || trimmed.starts_with(COMMENTS) {
            Ok(())
        } else if line.starts_with(BLANKS) {
            self.continuation(trimmed, place)
        } else if line.starts_with('[') {
            self.header(line, place)
        } else {
            self.property(line, place)
        }
    }

    fn header(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        let header = match line.find(COMMENTS) {
            Some(comment) => line.get(..comment).unwrap_or_default(),
            None => line,
        };
        let header = header.trim_end_matches(BLANKS);
        let Some(inner) = header
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        else {
            return Err(syntax(
                &place,
                format!(
                    "found {:?}, expected a `]` at the end of the section's header",
                    header.chars().take(SHOWN).collect::<String>()
                ),
            ));
        };
        self.property = Current::None;
        let inner = inner.trim_matches(BLANKS);
        match section_of(inner, self.kind) {
            Some((kind, name)) => {
                self.section = Current::Kept(());
                self.sections.push(RawSection {
                    kind,
                    name: name.to_owned(),
                    place,
                    properties: Table::default(),
                });
            }
            None => {
                self.section = Current::Ignored;
                self.misnamed.extend(misnamed(inner, self.kind, &place));
                self.ignored.push(place);
            }
        }
        Ok(())
    }

    fn property(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        if let Current::None = self.section {
            return Err(outside_section(&place, "a property"));
        }
        let (key, value) = key_and_value(line, &place, "property")?;
        let section = match (&self.section, self.sections.last_mut()) {
            (Current::Kept(()), Some(section)) => section,
            _ => {
                self.property = Current::Ignored;
                return Ok(());
            }
        };
        if !is_name(key) {
            self.ignored.push(place);
            self.property = Current::Ignored;
            return Ok(());
        }
        let key = key.to_ascii_lowercase();
        let property = Property {
            value: value.into(),
            nested: Table::default(),
            place,
        };
        section.properties.insert(key.clone(), property);
        self.property = Current::Kept(key);
        Ok(())
    }

    fn continuation(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        if let Current::None = self.section {
            return Err(outside_section(
                &place,
                "a line that begins with whitespace",
            ));
        }
        let key = match &self.property {
            Current::Kept(key) => key,
            Current::Ignored => return Ok(()),
            Current::None => {
                return Err(syntax(
                    &place,
                    "found the continuation of a value right after a section's header, \
                     expected `key = value`; remove the spaces before it",
                ));
            }
        };
        let section = self.sections.last_mut();
        let Some(property) = section.and_then(|section| section.properties.get_mut(key)) else {
            return Ok(());
        };
        // A block of nested keys: its value is empty, or consists of nested lines so far.
        if property.value.is_empty() || property.value.starts_with('\n') {
            let (key, value) = key_and_value(line, &place, "nested property")?;
            let nested = Nested {
                value: value.into(),
                place,
            };
            property.nested.insert(key.to_ascii_lowercase(), nested);
        }
        property.value.push_line(line);
        Ok(())
    }
}

/// The kind and name of the section whose header is `[inner]`; `None` if the kind is unknown or the
/// name is invalid.
fn section_of(inner: &str, file: FileKind) -> Option<(SectionKind, &str)> {
    let (kind, name) = match (file, inner.split_once(BLANKS)) {
        (FileKind::Credentials, _) => (SectionKind::Profile { prefixed: false }, inner),
        (FileKind::Config, None) if inner == "default" => {
            (SectionKind::Profile { prefixed: false }, inner)
        }
        (FileKind::Config, None) => return None,
        (FileKind::Config, Some(("profile", name))) => {
            (SectionKind::Profile { prefixed: true }, name)
        }
        (FileKind::Config, Some(("sso-session", name))) => (SectionKind::SsoSession, name),
        (FileKind::Config, Some(("services", name))) => (SectionKind::Services, name),
        (FileKind::Config, Some(_)) => return None,
    };
    let name = name.trim_matches(BLANKS);
    is_name(name).then_some((kind, name))
}

/// The profile that `inner` would begin in the other file, or without the quotes that the AWS CLI
/// accepts.
fn misnamed(inner: &str, file: FileKind, place: &Place) -> Option<Misnamed> {
    let prefixed = inner
        .strip_prefix("profile")
        .filter(|rest| rest.starts_with(BLANKS));
    let unquoted = prefixed
        .unwrap_or(inner)
        .trim_matches([' ', '\t', '"', '\'']);
    let (profile, expected) = match (file, prefixed) {
        (FileKind::Config, _) => (unquoted, format!("[profile {unquoted}]")),
        (FileKind::Credentials, Some(_)) => (unquoted, format!("[{unquoted}]")),
        (FileKind::Credentials, None) => return None,
    };
    is_name(profile).then(|| Misnamed {
        profile: profile.to_owned(),
        place: place.clone(),
        expected,
    })
}

/// `key = value`, without a comment at the end.
fn key_and_value<'l>(
    line: &'l str,
    place: &Place,
    what: &str,
) -> Result<(&'l str, &'l str), ProfileError> {
    // The line may be a secret that was wrapped, so none of it is shown.
    let Some((key, value)) = without_comment(line).split_once('=') else {
        return Err(syntax(
            place,
            format!("found a line without a `=`, expected a {what}: `key = value`"),
        ));
    };
    let key = key.trim_matches(BLANKS);
    if key.is_empty() {
        return Err(syntax(
            place,
            format!("found a {what} without a name, expected `key = value`"),
        ));
    }
    Ok((key, value.trim_matches(BLANKS)))
}

/// `line` up to a comment, which begins after a space or tab.
fn without_comment(line: &str) -> &str {
    let start = line
        .match_indices(COMMENTS)
        .map(|(index, _)| index)
        .find(|&index| {
            line.get(..index)
                .is_some_and(|before| before.ends_with(BLANKS))
        });
    start.and_then(|start| line.get(..start)).unwrap_or(line)
}

/// Whether `name` is valid as the name of a section or a key.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_/.%@:+".contains(&byte))
}

fn outside_section(place: &Place, found: &str) -> ProfileError {
    syntax(
        place,
        format!("found {found} before any section, expected a header such as `[default]` first"),
    )
}

fn syntax(place: &Place, message: impl Into<String>) -> ProfileError {
    ProfileError::new(ProfileErrorKind::Syntax, message).at(place)
}

#[cfg(test)]
mod tests;
