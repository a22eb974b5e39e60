//! Parses the text of one file line by line.

mod grammar;
mod header;

use std::path::Path;
use std::sync::Arc;

use super::error::{ProfileError, ProfileErrorKind};
use super::place::Place;
use super::section::{Nested, Property};
use grammar::{BLANKS, COMMENTS, SHOWN, is_name};
pub(super) use grammar::{FileKind, SectionKind};
use header::section_of;
pub(super) use header::{Intended, SkippedHeader};
use querysmith_runtime::provider_v1::Table;

/// The maximum length of a line in bytes. The longest values in use, such as certificates in one
/// line, have a few thousand.
const LINE_LIMIT: usize = 64 * 1024;

/// The maximum number of skipped headers that are kept, for error messages.
const KEPT_HEADERS: usize = 64;

/// A section of one file, not merged with others.
pub(super) struct RawSection {
    pub(super) kind: SectionKind,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) properties: Table<Property>,
    /// The first line of the section that does not follow the grammar.
    pub(super) defect: Option<ProfileError>,
}

/// The sections of a file in order, the places of ignored headers and keys, and the lines that do
/// not follow the grammar.
pub(super) struct Parsed {
    pub(super) sections: Vec<RawSection>,
    pub(super) ignored: Vec<Place>,
    pub(super) skipped: Vec<SkippedHeader>,
    /// The first such line before any section.
    pub(super) defect: Option<ProfileError>,
}

impl Parsed {
    /// The first line of each section that does not follow the grammar.
    pub(super) fn defects(&self) -> impl Iterator<Item = &ProfileError> {
        let of_sections = self.sections.iter();
        let of_sections = of_sections.filter_map(|section| section.defect.as_ref());
        self.defect.iter().chain(of_sections)
    }
}

/// Parses `text`. `file` is used in errors only.
///
/// A line that does not follow the grammar makes its section unusable, and no other one.
pub(super) fn parse(text: &[u8], kind: FileKind, file: &Arc<Path>) -> Parsed {
    let mut parser = Parser {
        kind,
        parsed: Parsed {
            sections: Vec::new(),
            ignored: Vec::new(),
            skipped: Vec::new(),
            defect: None,
        },
        section: Current::None,
        property: Current::None,
        indent: 0,
    };
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let place = Place::new(file, index + 1);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Err(defect) = parser.bytes(line, place) {
            parser.record(defect);
        }
    }
    parser.parsed
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

struct Parser {
    kind: FileKind,
    parsed: Parsed,
    /// The last of the sections, unless the current section is ignored.
    section: Current<()>,
    /// The key in that section that the next lines may continue.
    property: Current<String>,
    /// The number of blanks before that key. Lines with more continue it.
    indent: usize,
}

/// The item that a line belongs to.
enum Current<T> {
    /// There is none yet.
    None,
    /// Something that is ignored, including this line.
    Ignored,
    Kept(T),
}

impl Parser {
    fn bytes(&mut self, line: &[u8], place: Place) -> Result<(), ProfileError> {
        if line.len() > LINE_LIMIT {
            let found = format!(
                "found a line of {} bytes, expected at most {LINE_LIMIT}",
                line.len()
            );
            return Err(syntax(&place, found));
        }
        match std::str::from_utf8(line) {
            Ok(line) => self.line(line, place),
            Err(_) => self.not_utf8(line, &place),
        }
    }

    /// Handles a line that is not UTF-8. If it is a header, it begins a section with an unknown
    /// name. If it is a comment, it is ignored.
    fn not_utf8(&mut self, line: &[u8], place: &Place) -> Result<(), ProfileError> {
        let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        let is_continuation = self.is_continuation(indent.count());
        match line.trim_ascii_start().first() {
            Some(b'#' | b';') => return Ok(()),
            Some(b'[') if !is_continuation => {
                let header = String::from_utf8_lossy(line);
                let (inner, _) = header::inner(header::without_comment(header.trim_start()));
                self.skip(inner, place);
            }
            _ => {}
        }
        let found = "found a byte that is not UTF-8, expected a text file in UTF-8";
        Err(syntax(place, found))
    }

    fn line(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        let trimmed = line.trim_matches(BLANKS);
        let indent = line.len() - line.trim_start_matches(BLANKS).len();
        if trimmed.is_empty() || trimmed.starts_with(COMMENTS) {
            Ok(())
        } else if self.is_continuation(indent) {
            self.continuation(trimmed, place)
        } else if trimmed.starts_with('[') {
            self.header(trimmed, place)
        } else {
            self.indent = indent;
            self.property(trimmed, place)
        }
    }

    /// Whether a line with this indentation continues the property above.
    fn is_continuation(&self, indent: usize) -> bool {
        indent > self.indent && !matches!(self.property, Current::None)
    }

    fn header(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        let header = header::without_comment(line);
        let (inner, is_well_formed) = header::inner(header);
        match section_of(inner, self.kind) {
            Some((kind, name)) => {
                self.property = Current::None;
                self.indent = 0;
                self.section = Current::Kept(());
                self.parsed.sections.push(RawSection {
                    kind,
                    name: name.to_owned(),
                    place: place.clone(),
                    properties: Table::default(),
                    defect: None,
                });
            }
            None => self.skip(inner, &place),
        }
        if is_well_formed {
            return Ok(());
        }
        let end = match (header.find(']'), header.find('=')) {
            (Some(end), _) => end + 1,
            (None, Some(end)) => end,
            (None, None) => header.len(),
        };
        let (header, rest) = header.split_at_checked(end).unwrap_or((header, ""));
        let shown: String = header.chars().take(SHOWN).collect();
        // The rest may be a secret that belongs on the next line, so it is not shown.
        let text = match rest.is_empty() {
            true => "",
            false => " and text after it",
        };
        Err(syntax(
            &place,
            format!("found {shown:?}{text}, expected a `]` at the end of the section's header"),
        ))
    }

    /// Ignores the section whose header is `[inner]`.
    fn skip(&mut self, inner: &str, place: &Place) {
        self.property = Current::None;
        self.indent = 0;
        self.section = Current::Ignored;
        self.parsed.ignored.push(place.clone());
        if self.parsed.skipped.len() < KEPT_HEADERS {
            let header = SkippedHeader::of(inner, self.kind, place);
            self.parsed.skipped.push(header);
        }
    }

    fn property(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        // Also if there is an error: the lines that continue this one belong to it.
        self.property = Current::Ignored;
        if let Current::None = self.section {
            return Err(outside_section(&place));
        }
        let (key, value) = key_and_value(line, &place, "property")?;
        let section = match (&self.section, self.parsed.sections.last_mut()) {
            (Current::Kept(()), Some(section)) => section,
            _ => return Ok(()),
        };
        if !is_name(key) {
            self.parsed.ignored.push(place);
            return Ok(());
        }
        let key = key.to_ascii_lowercase();
        let property = Property {
            value: value.into(),
            nested: Table::default(),
            is_cut: without_comment(line).len() < line.len(),
            place,
        };
        section.properties.insert(key.clone(), property);
        self.property = Current::Kept(key);
        Ok(())
    }

    fn continuation(&mut self, line: &str, place: Place) -> Result<(), ProfileError> {
        let Current::Kept(key) = &self.property else {
            return Ok(());
        };
        let section = self.parsed.sections.last_mut();
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

    /// Records that a line does not follow the grammar. In an ignored section that is irrelevant.
    fn record(&mut self, defect: ProfileError) {
        let of_section = match (&self.section, self.parsed.sections.last_mut()) {
            (Current::None, _) => &mut self.parsed.defect,
            (Current::Kept(()), Some(section)) => &mut section.defect,
            _ => return,
        };
        of_section.get_or_insert(defect);
    }
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

fn outside_section(place: &Place) -> ProfileError {
    syntax(
        place,
        "found a property before any section, expected a header such as `[default]` first",
    )
}

fn syntax(place: &Place, message: impl Into<String>) -> ProfileError {
    ProfileError::new(ProfileErrorKind::Syntax, message).at(place)
}

#[cfg(test)]
mod tests;
