//! Diagnostics for defects of a model, written for the person who has to fix them.
//!
//! Each stage collects [`Diagnostic`]s and continues. If there are any defects, nothing is emitted;
//! warnings do not prevent it.

use std::fmt;

/// A defect of a model or its overlay: where it is, what was found there, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    is_warning: bool,
    file: String,
    at: String,
    summary: String,
    found: String,
    expected: String,
    help: Option<String>,
}

impl Diagnostic {
    /// A defect in `file` at `at` (a shape id, a member id, or a path into the file).
    pub(crate) fn new(file: &str, at: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            is_warning: false,
            file: file.to_owned(),
            at: at.into(),
            summary: summary.into(),
            found: String::new(),
            expected: String::new(),
            help: None,
        }
    }

    pub(crate) fn found(mut self, found: impl fmt::Display) -> Self {
        self.found = shorten(&found.to_string());
        self
    }

    pub(crate) fn expected(mut self, expected: impl fmt::Display) -> Self {
        self.expected = expected.to_string();
        self
    }

    pub(crate) fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// The path of the file with the defect.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The same defect at another place.
    pub(crate) fn moved_to(mut self, file: &str, at: &str) -> Self {
        self.file = file.to_owned();
        self.at = match at {
            "" => "the top of the file".to_owned(),
            at => at.to_owned(),
        };
        self
    }

    /// The same defect with another description of what was found and expected.
    pub(crate) fn reworded(mut self, reword: impl Fn(&str) -> String) -> Self {
        self.found = reword(&self.found);
        self.expected = reword(&self.expected);
        self.help = self.help.map(|help| reword(&help));
        self
    }

    /// The location of the defect: a shape id, a member id, or a path into the file.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Whether code is generated nevertheless.
    pub fn is_warning(&self) -> bool {
        self.is_warning
    }

    /// A short description of the defect, without its location.
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// The summary and what was found, in one line.
    pub(crate) fn in_one_line(&self) -> String {
        match self.found.as_str() {
            "" => self.summary.clone(),
            found => format!("{}: {found}", self.summary),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = if self.is_warning { "warning" } else { "error" };
        writeln!(f, "{severity}: {}", self.summary)?;
        writeln!(f, "  at:       {}  ({})", self.at, self.file)?;
        if !self.found.is_empty() {
            writeln!(f, "  found:    {}", self.found)?;
        }
        if !self.expected.is_empty() {
            writeln!(f, "  expected: {}", self.expected)?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "  help:     {help}")?;
        }
        Ok(())
    }
}

/// The location of a defect that is in no part of the file.
pub(crate) const TOP: &str = "the top of the file";

/// All defects found in one run, in display order.
///
/// The `Debug` output is meant for users too, since it is what a `main` that returns an error
/// prints.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    defects: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    /// Misspelled keys: their positions in `defects`, and the places whose other defects follow from
    /// them.
    misspelled: Vec<(usize, String)>,
}

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.defects.push(diagnostic);
    }

    /// Adds a finding that does not prevent generating code.
    pub(crate) fn warn(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.is_warning = true;
        self.warnings.push(diagnostic);
    }

    /// Adds the defect of a misspelled key of the value at `place`. Other defects there are its
    /// consequences, and are not reported.
    pub(crate) fn push_misspelled(&mut self, place: &str, diagnostic: Diagnostic) {
        let place = if place.is_empty() { TOP } else { place };
        self.misspelled.push((self.defects.len(), place.to_owned()));
        self.push(diagnostic);
    }

    /// Whether a key of the value at `place` is misspelled, so that the intended key is missing
    /// there.
    pub(crate) fn is_misspelled(&self, place: &str) -> bool {
        self.misspelled.iter().any(|(_, at)| at == place)
    }

    /// Takes the warnings, sorted and without duplicates.
    pub(crate) fn take_warnings(&mut self) -> Vec<Diagnostic> {
        let mut warnings = std::mem::take(&mut self.warnings);
        warnings.sort();
        warnings.dedup();
        warnings
    }

    /// Turns warnings into defects.
    pub(crate) fn deny_warnings(&mut self) {
        // The consequences of a defect are not reported separately.
        if self.is_empty() {
            self.defects = self.take_warnings();
        }
    }

    fn remove_consequences(&mut self) {
        let misspelled = std::mem::take(&mut self.misspelled);
        let mut index = 0;
        self.defects.retain(|defect| {
            let is_cause = misspelled.iter().any(|(cause, _)| *cause == index);
            index += 1;
            let is_there = |(_, place): &(usize, String)| {
                let rest = defect.at.strip_prefix(place.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '$']))
            };
            is_cause || !misspelled.iter().any(is_there)
        });
    }

    /// Returns `value` if there are no diagnostics; otherwise the diagnostics, sorted and without
    /// duplicates.
    pub(crate) fn or<T>(mut self, value: T) -> Result<T, Diagnostics> {
        if self.is_empty() {
            return Ok(value);
        }
        self.remove_consequences();
        self.defects.sort();
        self.defects.dedup();
        self.warnings.clear();
        Err(self)
    }

    /// Like [`Self::or`] for an optional value. A missing value is always an error, even if no
    /// diagnostic explains it.
    pub(crate) fn or_nothing<T>(mut self, value: Option<T>, file: &str) -> Result<T, Diagnostics> {
        if value.is_none() && self.is_empty() {
            self.push(Diagnostic::new(
                file,
                "the model",
                "there is nothing to generate",
            ));
        }
        self.or(value)?.ok_or_else(Diagnostics::default)
    }

    /// Adds the diagnostics of `other`, each changed by `change`.
    pub(crate) fn append(&mut self, mut other: Self, change: impl Fn(Diagnostic) -> Diagnostic) {
        other.remove_consequences();
        self.defects.extend(other.defects.into_iter().map(&change));
        self.warnings
            .extend(other.warnings.into_iter().map(&change));
    }

    /// The number of diagnostics so far.
    pub(crate) fn len(&self) -> usize {
        self.defects.len()
    }

    /// Whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.defects.is_empty()
    }

    /// Iterates over the diagnostics, sorted by file, location and summary.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.defects.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.defects.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let defects = if self.len() == 1 { "defect" } else { "defects" };
        write!(f, "{} {defects}\n\n{self}", self.len())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut diagnostics = Self::default();
        diagnostics.push(diagnostic);
        diagnostics
    }
}

/// The name in `known` that is nearest to `name`, if `name` is likely to be a misspelling of it.
///
/// The permitted distance depends on the length of the last part of an id only, because namespaces
/// are long and mostly right.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let last = name.rsplit(['#', '$', ':']).next().unwrap_or(name);
    let limit = (last.chars().count() / 2).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (edit_distance(name, candidate, limit), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance, or `limit + 1` if the difference in length alone exceeds `limit`.
fn edit_distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, to) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let cost = diagonal + usize::from(from != to);
            let next = cost.min(left + 1).min(above.saturating_add(1));
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            diagonal = above;
            left = next;
        }
        if let Some(cell) = row.get_mut(b.len()) {
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// `text` on one line of at most 100 characters: a value in a model can be a page long.
fn shorten(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(100)
        .collect();
    if text.chars().count() > 100 {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_displays_location_found_expected_and_help() {
        let diagnostic = Diagnostic::new("model/sts.json", "a.b#C$D", "member is odd")
            .found("x")
            .expected("y")
            .help("write y");
        let expected = "\
error: member is odd
  at:       a.b#C$D  (model/sts.json)
  found:    x
  expected: y
  help:     write y
";
        assert_eq!(diagnostic.to_string(), expected);
    }

    #[test]
    fn a_misspelled_name_has_a_suggestion_and_an_unrelated_name_has_none() {
        let known = ["sessionPolicyDocumentType", "arnType", "tagListType"];
        assert_eq!(nearest("sessionPolicyDocumentTyp", known), Some(known[0]));
        assert_eq!(nearest("arntype", known), Some("arnType"));
        assert_eq!(nearest("somethingElse", known), None);
        assert_eq!(edit_distance("kitten", "sitting", 9), 3);
        assert_eq!(edit_distance("", "abc", 9), 3);
    }

    #[test]
    fn diagnostics_are_sorted_and_deduplicated() {
        let mut diagnostics = Diagnostics::default();
        for at in ["b", "a", "b"] {
            diagnostics.push(Diagnostic::new("f", at, "s"));
        }
        let places: Vec<_> = match diagnostics.or(()) {
            Ok(()) => panic!("there are diagnostics"),
            Err(all) => all.iter().map(|d| d.at().to_owned()).collect(),
        };
        assert_eq!(places, ["a", "b"]);
    }
}
