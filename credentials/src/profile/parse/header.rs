//! Headers of sections.

use std::fmt;

use super::grammar::{BLANKS, COMMENTS, FileKind, SHOWN, SectionKind, is_name};
use crate::profile::place::Place;

const QUOTES: [char; 2] = ['"', '\''];

/// A header that is ignored, because its kind is unknown or its name invalid.
#[derive(Debug, Clone)]
pub(in crate::profile) struct SkippedHeader {
    pub(in crate::profile) place: Place,
    /// The kind of section that it was probably intended for.
    pub(in crate::profile) intended: Intended,
    /// The name that it was probably intended for.
    pub(in crate::profile) name: String,
    /// The text between the brackets.
    text: String,
    /// The correct form.
    expected: String,
}

/// The kind of section that a skipped header was probably intended for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::profile) enum Intended {
    Profile,
    SsoSession,
    Services,
}

impl Intended {
    /// The kind that a keyword names, which may be misspelled: in upper case, with another
    /// separator, or in the plural.
    fn of(keyword: &str) -> Option<Self> {
        let letters = keyword.chars().filter(|c| !matches!(c, '-' | '_'));
        let letters = letters.collect::<String>().to_ascii_lowercase();
        match letters.strip_suffix('s').unwrap_or(&letters) {
            "profile" => Some(Self::Profile),
            "ssosession" => Some(Self::SsoSession),
            "service" => Some(Self::Services),
            _ => None,
        }
    }
}

/// The header of a line, without a comment.
pub(super) fn without_comment(line: &str) -> &str {
    let header = match line.find(COMMENTS) {
        Some(comment) => line.get(..comment).unwrap_or_default(),
        None => line,
    };
    header.trim_end_matches(BLANKS)
}

/// The text in the brackets of `header`, and whether the header contains nothing else.
pub(super) fn inner(header: &str) -> (&str, bool) {
    let inner = header.strip_prefix('[').unwrap_or(header);
    let (inner, is_well_formed) = match inner.split_once(']') {
        Some((inner, rest)) => (inner, rest.is_empty()),
        // What follows a `=` may be a secret, if a line break was lost.
        None => (inner.split('=').next().unwrap_or(inner), false),
    };
    (inner.trim_matches(BLANKS), is_well_formed)
}

/// The kind and name of the section whose header is `[inner]`; `None` if the kind is unknown or the
/// name is invalid.
pub(super) fn section_of(inner: &str, file: FileKind) -> Option<(SectionKind, &str)> {
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

impl SkippedHeader {
    /// The header `[inner]`, which begins no section of `file`.
    pub(super) fn of(inner: &str, file: FileKind, place: &Place) -> Self {
        // The AWS CLI accepts quotes.
        let unquoted = inner.trim_matches(QUOTES);
        let keyword = unquoted.split_once(BLANKS).and_then(|(keyword, rest)| {
            let intended = Intended::of(keyword)?;
            Some((intended, rest))
        });
        let (intended, rest) = keyword.unwrap_or((Intended::Profile, inner));
        let name = rest.trim_matches(BLANKS).trim_matches(QUOTES);
        let valid = valid_name(name);
        let expected = match (file, intended) {
            (_, Intended::SsoSession) => format!("[sso-session {valid}]"),
            (_, Intended::Services) => format!("[services {valid}]"),
            (FileKind::Config, Intended::Profile) => format!("[profile {valid}]"),
            (FileKind::Credentials, Intended::Profile) => format!("[{valid}]"),
        };
        Self {
            place: place.clone(),
            intended,
            name: name.to_owned(),
            text: inner.to_owned(),
            expected,
        }
    }

    /// An ignored `[default]`, which `[profile default]` overrides.
    pub(in crate::profile) fn overridden_default(name: String, place: Place) -> Self {
        Self {
            place,
            intended: Intended::Profile,
            text: name.clone(),
            expected: format!("[profile {name}]"),
            name,
        }
    }

    /// A note that this header may be the cause of an error.
    pub(in crate::profile) fn note(&self) -> String {
        let Self { place, .. } = self;
        let why = match is_name(&self.name) {
            true => String::new(),
            false => format!(
                ", because the name {:?} contains other characters than letters, digits and \
                 -_/.%@:+",
                shown(&self.name)
            ),
        };
        format!(
            "the header at {place} is ignored{why}, expected `{}` in that file",
            shown(&self.expected)
        )
    }
}

/// The header, its place, and the correct form.
impl fmt::Display for SkippedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = shown(&self.text);
        let expected = shown(&self.expected);
        write!(f, "`[{text}]` at {}: expected `{expected}`", self.place)
    }
}

/// The start of a text from the file, without control characters.
fn shown(text: &str) -> String {
    let printable = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().take(SHOWN).map(printable).collect()
}

/// `name` with a `-` in place of each group of characters that are invalid in names.
fn valid_name(name: &str) -> String {
    let mut valid = String::new();
    for c in name.chars() {
        if is_name(c.encode_utf8(&mut [0; 4])) {
            valid.push(c);
        } else if !valid.is_empty() && !valid.ends_with('-') {
            valid.push('-');
        }
    }
    match valid.trim_end_matches('-') {
        "" => "name".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}
