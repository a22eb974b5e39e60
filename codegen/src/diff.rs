//! Compares two versions of a model, and classifies the changes for code that depends on the crate.
//!
//! It compares what would be emitted, so a change of the model that does not change the code is not
//! reported. Each change has a level of semantic versioning, by the rules of Cargo:
//!
//! | level | changes |
//! |---|---|
//! | major | an item, field or variant is removed, renamed or has another type; a value can no longer be built, or fails validation where it passed; an unsigned call becomes signed and needs credentials |
//! | minor | an item, field or variant is new; an input passes validation where it failed; something is deprecated; a response, a retry, a wait or an endpoint can differ |
//! | patch | changes that callers cannot observe: documentation, names and forms on the wire, tests |
//!
//! The code of each comparison explains its levels.
//!
//! Each change also has an [`Effect`], by which reports group them: what users of the crate have to
//! do.

mod change;
mod constraint;
mod data;
mod enumeration;
mod field;
mod json;
mod operation;
mod pages;
mod rename;
mod service;
mod text;
mod types;
mod waiter;

use crate::diagnostic::Diagnostics;
use crate::ir::{Deprecated, Sdk};
use crate::{Inputs, read_sdk};

pub use change::{Change, ChangeKind, Effect, Level, Subject};
use rename::Renames;

/// The changes between two versions of a model, for code that depends on the crate.
///
/// Its `Display` is a report for people: the changes grouped by their [`Effect`], and advice on the next
/// version. Changes of documentation are counted in one line.
#[derive(Clone, Debug)]
pub struct Diff {
    service: String,
    old: Version,
    new: Version,
    changes: Vec<Change>,
}

/// A version of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The path of the model, as in [`Inputs`].
    pub model: String,
    /// The version of the service's API.
    pub api_version: String,
}

impl Diff {
    /// The title of the service in the new model.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The old version.
    pub fn old_version(&self) -> &Version {
        &self.old
    }

    /// The new version.
    pub fn new_version(&self) -> &Version {
        &self.new
    }

    /// The highest level of any change; `None` if nothing changed.
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(Change::level).max()
    }

    /// The changes by effect, in the order of [`Effect::ALL`], then the highest level first, then by
    /// place.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The number of changes of `level`.
    pub fn count(&self, level: Level) -> usize {
        let changes = self.changes.iter();
        changes.filter(|change| change.level() == level).count()
    }

    /// The changes with this effect, the highest level first, then by place.
    pub fn changes_with(&self, effect: Effect) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.effect() == effect)
    }
}

/// Compares two versions of a model. The same inputs give the same result, in the same order, on
/// any machine.
///
/// ```
/// use querysmith_codegen::{Inputs, diff};
///
/// let model = |operations: &str| format!(r#"{{"smithy": "2.0", "shapes": {{
///     "a#Cat": {{"type": "service", "version": "1", "operations": [{operations}], "traits": {{
///         "aws.api#service": {{"sdkId": "Cat"}}, "aws.auth#sigv4": {{"name": "cat"}},
///         "aws.protocols#awsQuery": {{}}}}}},
///     "a#Purr": {{"type": "operation"}},
///     "a#Sleep": {{"type": "operation"}}}}}}"#);
/// let old = model(r#"{"target": "a#Purr"}"#);
/// let new = model(r#"{"target": "a#Purr"}, {"target": "a#Sleep"}"#);
/// let diff = diff(&Inputs::new("old.json", &old), &Inputs::new("new.json", &new))?;
/// assert_eq!(diff.level(), Some(querysmith_codegen::Level::Minor));
/// assert_eq!(diff.changes()[0].to_string(), "added operation Sleep");
/// # Ok::<(), querysmith_codegen::Diagnostics>(())
/// ```
///
/// # Errors
///
/// The defects of both models.
pub fn diff(old: &Inputs<'_>, new: &Inputs<'_>) -> Result<Diff, Diagnostics> {
    let (old_sdk, new_sdk) = match (read(old), read(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(mut defects), Err(others)) => {
            for defect in others.iter() {
                defects.push(defect.clone());
            }
            return Err(defects.or(()).err().unwrap_or_default());
        }
        (Err(defects), Ok(_)) | (Ok(_), Err(defects)) => return Err(defects),
    };
    let mut comparison = Comparison {
        old: &old_sdk,
        new: &new_sdk,
        renames: Renames::of(&old_sdk, &new_sdk),
        changes: Vec::new(),
    };
    comparison.compare_service();
    comparison.compare_operations();
    comparison.compare_types();
    comparison.compare_waiters();
    let version = |inputs: &Inputs<'_>, sdk: &Sdk| Version {
        model: inputs.model_path.to_owned(),
        api_version: sdk.service.api_version.clone(),
    };
    let mut changes = comparison.changes;
    changes.sort();
    changes.dedup();
    Ok(Diff {
        service: new_sdk.service.title.clone(),
        old: version(old, &old_sdk),
        new: version(new, &new_sdk),
        changes,
    })
}

fn read(inputs: &Inputs<'_>) -> Result<Sdk, Diagnostics> {
    let mut d = Diagnostics::default();
    let read = read_sdk(inputs, &mut d);
    Ok(d.or_nothing(read, inputs.model_path)?.sdk)
}

/// The aspect of a change of documentation.
const DOCUMENTATION: &str = "documentation";

/// Both versions, and the changes so far.
struct Comparison<'a> {
    old: &'a Sdk,
    new: &'a Sdk,
    renames: Renames,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Compares the documentation and the deprecation of an item.
    fn compare_marks(&mut self, subject: Subject, at: &str, old: Marks<'_>, new: Marks<'_>) {
        if old.docs != new.docs {
            self.push(Change::of_documentation(subject, at, DOCUMENTATION));
        }
        let text = |deprecated: &Deprecated| {
            let parts = deprecated.since.iter().chain(&deprecated.note);
            parts.cloned().collect::<Vec<_>>().join(": ")
        };
        match (old.deprecated, new.deprecated) {
            (None, Some(_)) => {
                let why = "its users get a warning";
                self.push(
                    Change::changed(Level::Minor, subject, at, "now deprecated").because(why),
                );
            }
            (Some(_), None) => {
                self.push(Change::of_documentation(
                    subject,
                    at,
                    "no longer deprecated",
                ));
            }
            (Some(old), Some(new)) if text(old) != text(new) => {
                self.push(Change::of_documentation(subject, at, "note on deprecation"));
            }
            _ => {}
        }
    }
}

/// The documentation and the deprecation of an item.
#[derive(Clone, Copy)]
struct Marks<'a> {
    docs: &'a [String],
    deprecated: Option<&'a Deprecated>,
}

impl<'a> Marks<'a> {
    fn new(docs: &'a [String], deprecated: Option<&'a Deprecated>) -> Self {
        Self { docs, deprecated }
    }
}
