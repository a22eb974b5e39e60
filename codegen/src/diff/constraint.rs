//! Constraints, which are checked before a call is sent.
//!
//! A value that was accepted and now fails validation breaks its caller, at whichever level of
//! validation: so a narrower constraint is major. A constraint without a check, such as a pattern
//! of more than one character class, is not compared.

use crate::ir::{Check, CheckId, Length, Pattern, Range, Rule, Sdk};

use super::Comparison;
use super::change::{Change, Level, Subject};

/// The constraints of a value.
#[derive(Default)]
struct Constraints<'a> {
    length: Option<Length>,
    range: Option<Range>,
    pattern: Option<&'a Pattern>,
    unique: bool,
    /// The checks of items, keys and values, by the suffix of their place.
    inner: Vec<(&'static str, CheckId)>,
}

impl<'a> Constraints<'a> {
    /// Structures, unions and enums are compared where they are defined.
    fn of(check: &'a Check) -> Self {
        let mut constraints = Self::default();
        match &check.rule {
            Rule::Text { length, pattern } => {
                constraints.length = *length;
                constraints.pattern = pattern.as_ref();
            }
            Rule::Blob(length) => constraints.length = Some(*length),
            Rule::Integer(range) | Rule::Double(range) => constraints.range = Some(*range),
            Rule::List {
                length,
                unique,
                item_check,
                ..
            } => {
                constraints.length = *length;
                constraints.unique = *unique;
                constraints.inner.extend(item_check.map(|id| ("[]", id)));
            }
            Rule::Map {
                length,
                key_check,
                value_check,
                ..
            } => {
                constraints.length = *length;
                constraints.inner.extend(key_check.map(|id| ("{key}", id)));
                constraints
                    .inner
                    .extend(value_check.map(|id| ("{value}", id)));
            }
            Rule::Enum(_) | Rule::Structure(_) | Rule::Union(_) => {}
        }
        constraints
    }

    /// The bounds of a length or of a number; a value has at most one of them.
    fn bounds(&self) -> String {
        let length = self
            .length
            .map(|it| (Some(it.min.to_string()), text(it.max)));
        let range = self.range.map(|it| (text(it.min), text(it.max)));
        match length.or(range) {
            Some((Some(min), Some(max))) => format!("{min} to {max}"),
            Some((Some(min), None)) => format!("at least {min}"),
            Some((None, Some(max))) => format!("at most {max}"),
            Some((None, None)) | None => "any".to_owned(),
        }
    }

    fn inner(&self, place: &str) -> Option<CheckId> {
        let inner = self.inner.iter().find(|(other, _)| *other == place);
        inner.map(|(_, id)| *id)
    }
}

fn text(bound: Option<impl ToString>) -> Option<String> {
    bound.map(|bound| bound.to_string())
}

impl Comparison<'_> {
    /// Compares the constraints of the value at `at`, and of the values in it.
    pub(super) fn compare_constraints(
        &mut self,
        at: &str,
        old: Option<CheckId>,
        new: Option<CheckId>,
    ) {
        let (old_sdk, new_sdk) = (self.old, self.new);
        let old = old.and_then(|id| old_sdk.checks.get(id.0));
        let new = new.and_then(|id| new_sdk.checks.get(id.0));
        let old = old.map(Constraints::of).unwrap_or_default();
        let new = new.map(Constraints::of).unwrap_or_default();
        let (from, to) = (old.bounds(), new.bounds());
        let steps = [
            ("length", length_step(old.length, new.length)),
            ("range", range_step(old.range, new.range)),
        ];
        for (aspect, step) in steps {
            if let Some(step) = step {
                self.push(step.change(at, aspect).between(&from, &to));
            }
        }
        if let Some(step) = pattern_step(old.pattern, new.pattern) {
            let text = |pattern: Option<&Pattern>| match pattern {
                Some(pattern) => pattern.text.clone(),
                None => "any".to_owned(),
            };
            let (from, to) = (text(old.pattern), text(new.pattern));
            self.push(step.change(at, "pattern").between(from, to));
        }
        match (old.unique, new.unique) {
            (false, true) => self.push(Step::Narrower.change(at, "duplicates no longer allowed")),
            (true, false) => self.push(Step::Wider.change(at, "duplicates allowed")),
            _ => {}
        }
        for place in ["[]", "{key}", "{value}"] {
            let (old, new) = (old.inner(place), new.inner(place));
            if old.or(new).is_some() {
                self.compare_constraints(&format!("{at}{place}"), old, new);
            }
        }
    }
}

/// How a constraint changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// No value passes or fails differently.
    Same,
    Wider,
    Narrower,
}

impl Step {
    fn change(self, at: &str, aspect: &'static str) -> Change {
        let level = match self {
            Step::Same => Level::Patch,
            Step::Wider => Level::Minor,
            Step::Narrower => Level::Major,
        };
        let change = Change::changed(level, Subject::Member, at, aspect);
        match self {
            Step::Narrower => change.because("a value that was accepted can fail validation"),
            Step::Same | Step::Wider => change,
        }
    }

    /// The change of a lower bound from `old` to `new`.
    fn of<T: PartialOrd>(min: (T, T), max: (Option<T>, Option<T>)) -> Option<Self> {
        let raised = min.1 > min.0;
        let lowered = match &max {
            (Some(old), Some(new)) => new < old,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        match raised || lowered {
            true => Some(Step::Narrower),
            false => (min.0 != min.1 || max.0 != max.1).then_some(Step::Wider),
        }
    }
}

fn length_step(old: Option<Length>, new: Option<Length>) -> Option<Step> {
    let min = |length: Option<Length>| length.map_or(0, |length| length.min);
    let max = |length: Option<Length>| length.and_then(|length| length.max);
    Step::of((min(old), min(new)), (max(old), max(new)))
}

fn range_step(old: Option<Range>, new: Option<Range>) -> Option<Step> {
    let none = f64::NEG_INFINITY;
    let min = |range: Option<Range>| range.and_then(|range| range.min).unwrap_or(none);
    let max = |range: Option<Range>| range.and_then(|range| range.max);
    Step::of((min(old), min(new)), (max(old), max(new)))
}

fn pattern_step(old: Option<&Pattern>, new: Option<&Pattern>) -> Option<Step> {
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => Some(Step::Narrower),
        (Some(_), None) => Some(Step::Wider),
        (Some(old), Some(new)) if old.class == new.class => {
            (old.text != new.text).then_some(Step::Same)
        }
        (Some(old), Some(new)) => Some(match old.class.is_within(&new.class) {
            true => Step::Wider,
            false => Step::Narrower,
        }),
    }
}

/// All constraints of a check as text, equal for equal constraints.
pub(super) fn signature(sdk: &Sdk, check: Option<CheckId>) -> String {
    let Some(check) = check.and_then(|id| sdk.checks.get(id.0)) else {
        return String::new();
    };
    let constraints = Constraints::of(check);
    let pattern = constraints.pattern.map(|pattern| &pattern.text);
    let (length, range) = (constraints.length, constraints.range);
    let mut text = format!("{length:?} {range:?} {pattern:?} {}", constraints.unique);
    for (place, id) in constraints.inner {
        text.push_str(&format!(" {place} {}", signature(sdk, Some(id))));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_also_allows_more_is_still_narrower() {
        let length = |min, max| Some(Length { min, max });
        assert_eq!(length_step(length(1, Some(9)), length(1, Some(9))), None);
        assert_eq!(length_step(None, length(0, Some(9))), Some(Step::Narrower));
        assert_eq!(length_step(length(1, None), None), Some(Step::Wider));
        assert_eq!(
            length_step(length(2, Some(9)), length(1, Some(8))),
            Some(Step::Narrower)
        );
        let range = |min, max| Some(Range { min, max });
        assert_eq!(
            range_step(range(Some(1.0), None), range(Some(-1.0), None)),
            Some(Step::Wider)
        );
        assert_eq!(
            range_step(range(None, Some(1.0)), range(Some(-9.0), Some(1.0))),
            Some(Step::Narrower)
        );
    }
}
