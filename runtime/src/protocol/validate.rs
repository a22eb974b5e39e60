//! Validation of an input before it is sent.
//!
//! Emitted code walks an input and passes the constraints of each member to a [`Validator`], which
//! tracks the path, checks the constraints that its [`ValidationLevel`] covers, and collects all
//! violations. A valid input does not cause any formatting.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::validate::{ValidationLevel, Validator};
//!
//! let mut validator = Validator::new(ValidationLevel::Standard);
//! validator.required("RoleArn", false);
//! validator.field("Tags").index(3).field("Key").length(0, 1, Some(128));
//! let violations = validator.finish().unwrap_err();
//! assert_eq!(
//!     violations.to_string(),
//!     "RoleArn: missing, expected a value; Tags[3].Key: length 0, expected 1 to 128",
//! );
//! ```

mod finding;
mod path;
mod violation;

use std::ops::{Deref, DerefMut};

#[cfg(feature = "server")]
pub(crate) use finding::Step;
pub(crate) use finding::{Bounds, Constraint, Finding, Found};
use path::{Mark, Path};
pub use violation::{Violation, Violations};

/// Which constraints of the model are checked before a call is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValidationLevel {
    /// None: only the service validates.
    Off,
    /// Required members and, for the endpoints of AWS itself, minima. Services raise maxima and
    /// widen patterns over time, so a client that enforced those could reject inputs that the
    /// service accepts. Other implementations, at an endpoint URL that was set, and test doubles
    /// accept values below the minima too.
    #[default]
    Standard,
    /// Every constraint of the model.
    Strict,
}

/// Collects the violations of an input; see the [module](self).
#[derive(Debug)]
pub struct Validator {
    level: ValidationLevel,
    checks_minima: bool,
    path: Path,
    findings: Vec<Finding>,
}

impl Validator {
    /// Creates a validator at the root of an input.
    pub fn new(level: ValidationLevel) -> Self {
        Self {
            level,
            checks_minima: level != ValidationLevel::Off,
            path: Path::new(),
            findings: Vec::new(),
        }
    }

    /// Checks minima at [`ValidationLevel::Strict`] only, because the service is not AWS's own.
    #[must_use]
    pub(crate) fn with_lenient_minima(mut self) -> Self {
        self.checks_minima = self.is_strict();
        self
    }

    /// Whether every constraint is checked. Emitted code calls this before work that only strict
    /// checks need, such as matching a pattern.
    #[inline]
    pub fn is_strict(&self) -> bool {
        self.level == ValidationLevel::Strict
    }

    /// Checks that the required member with the wire name `name` is set.
    #[inline]
    pub fn required(&mut self, name: &'static str, is_set: bool) {
        if !is_set && self.is_on() {
            self.record_missing(name);
        }
    }

    /// Enters the member with the wire name `name` until the guard is dropped.
    #[inline]
    pub fn field(&mut self, name: &'static str) -> ValidatorScope<'_> {
        let mark = self.path.mark();
        self.path.push_field(name);
        ValidatorScope {
            validator: self,
            mark,
        }
    }

    /// Enters item `index` of a list, counted from 0, until the guard is dropped.
    #[inline]
    pub fn index(&mut self, index: usize) -> ValidatorScope<'_> {
        let mark = self.path.mark();
        self.path.push_index(index);
        ValidatorScope {
            validator: self,
            mark,
        }
    }

    /// Enters the value for `key` of a map until the guard is dropped. A path contains at most 64
    /// characters of the key.
    pub fn key(&mut self, key: &str) -> ValidatorScope<'_> {
        let mark = self.path.mark();
        self.path.push_key(key);
        ValidatorScope {
            validator: self,
            mark,
        }
    }

    /// Checks the length of a string in Unicode scalar values, like [`length`](Self::length).
    #[inline]
    pub fn characters(&mut self, text: &str, min: usize, max: Option<usize>) {
        // A character takes at most four bytes, so most strings are known to be long enough without
        // counting.
        if self.is_strict() || text.len() / 4 < min {
            self.length(characters_of(text), min, max);
        }
    }

    /// Checks a length against `smithy.api#length`: the bytes of a blob, the items of a list or
    /// map. The maximum is checked only at [`ValidationLevel::Strict`].
    #[inline]
    pub fn length(&mut self, found: usize, min: usize, max: Option<usize>) {
        if self.is_outside(found < min, max.is_some_and(|max| found > max)) {
            self.record_length(found, min, max);
        }
    }

    /// Checks an integer against `smithy.api#range`. The maximum is checked only at
    /// [`ValidationLevel::Strict`].
    pub fn range(&mut self, found: i64, min: Option<i64>, max: Option<i64>) {
        if self.is_outside(
            min.is_some_and(|min| found < min),
            max.is_some_and(|max| found > max),
        ) {
            self.record(Constraint::Range {
                found: Found::Number(found),
                bounds: Bounds { min, max },
            });
        }
    }

    /// Checks a float against `smithy.api#range`, like [`range`](Self::range). `NaN` is accepted,
    /// because it is neither below nor above any bound; the service decides whether it is valid.
    pub fn range_double(&mut self, found: f64, min: Option<f64>, max: Option<f64>) {
        if self.is_outside(
            min.is_some_and(|min| found < min),
            max.is_some_and(|max| found > max),
        ) {
            self.record(Constraint::RangeDouble {
                found: Found::Number(found),
                bounds: Bounds { min, max },
            });
        }
    }

    /// Checks a sensitive integer like [`range`](Self::range); the message does not contain the
    /// value.
    pub fn secret_range(&mut self, found: i64, min: Option<i64>, max: Option<i64>) {
        let below_min = min.is_some_and(|min| found < min);
        if self.is_outside(below_min, max.is_some_and(|max| found > max)) {
            let found = match below_min {
                true => Found::SecretBelow,
                false => Found::SecretAbove,
            };
            let bounds = Bounds { min, max };
            self.record(Constraint::Range { found, bounds });
        }
    }

    /// Checks a sensitive float like [`range_double`](Self::range_double); the message does not
    /// contain the value.
    pub fn secret_range_double(&mut self, found: f64, min: Option<f64>, max: Option<f64>) {
        let below_min = min.is_some_and(|min| found < min);
        if self.is_outside(below_min, max.is_some_and(|max| found > max)) {
            let found = match below_min {
                true => Found::SecretBelow,
                false => Found::SecretAbove,
            };
            let bounds = Bounds { min, max };
            self.record(Constraint::RangeDouble { found, bounds });
        }
    }

    /// Records a union with an unknown member, which cannot be sent.
    pub fn unknown_member(&mut self) {
        if self.is_on() {
            self.record(Constraint::KnownMember);
        }
    }

    /// Records whether a string matches `smithy.api#pattern`; at [`ValidationLevel::Strict`] only.
    /// The message contains the pattern, but never the value, which may be secret.
    pub fn pattern(&mut self, pattern: &'static str, matches: bool) {
        if !matches && self.is_strict() {
            self.record(Constraint::Pattern(pattern));
        }
    }

    /// Records whether the items of a list are unique, as `smithy.api#uniqueItems` requires; at
    /// [`ValidationLevel::Strict`] only.
    pub fn unique_items(&mut self, unique: bool) {
        if !unique && self.is_strict() {
            self.record(Constraint::UniqueItems);
        }
    }

    /// Records whether an enum's value is in the model; at [`ValidationLevel::Strict`] only,
    /// because services add values over time.
    pub fn enum_value(&mut self, known: bool, expected: &'static [&'static str]) {
        if !known && self.is_strict() {
            self.record(Constraint::EnumValue(expected));
        }
    }

    /// Ends the validation.
    ///
    /// # Errors
    ///
    /// All violations, in the order in which they were found.
    pub fn finish(self) -> Result<(), Violations> {
        if self.findings.is_empty() {
            Ok(())
        } else {
            let violations = self.findings.iter().map(Finding::to_violation);
            Err(Violations::new(violations.collect()))
        }
    }

    /// Ends the validation, and returns the violations as data.
    #[cfg(feature = "server")]
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    #[cold]
    fn record_missing(&mut self, name: &'static str) {
        self.field(name).record(Constraint::Required);
    }

    #[cold]
    fn record_length(&mut self, found: usize, min: usize, max: Option<usize>) {
        let min = Some(min);
        let bounds = Bounds { min, max };
        self.record(Constraint::Length { found, bounds });
    }

    #[inline]
    fn is_on(&self) -> bool {
        self.level != ValidationLevel::Off
    }

    #[inline]
    fn is_outside(&self, below_min: bool, above_max: bool) -> bool {
        (below_min && self.checks_minima) || (above_max && self.is_strict())
    }

    fn record(&mut self, constraint: Constraint) {
        let path = self.path.to_steps();
        self.findings.push(Finding { path, constraint });
    }
}

/// The number of Unicode scalar values in a text. Most texts are ASCII, which is tested faster.
fn characters_of(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.chars().count(),
    }
}

/// A [`Validator`] inside a member, item or value; dropping it returns to the outer path.
#[derive(Debug)]
pub struct ValidatorScope<'a> {
    validator: &'a mut Validator,
    mark: Mark,
}

impl Deref for ValidatorScope<'_> {
    type Target = Validator;

    #[inline]
    fn deref(&self) -> &Validator {
        self.validator
    }
}

impl DerefMut for ValidatorScope<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Validator {
        self.validator
    }
}

impl Drop for ValidatorScope<'_> {
    #[inline]
    fn drop(&mut self) {
        self.validator.path.rewind(self.mark);
    }
}

#[cfg(test)]
mod tests;
