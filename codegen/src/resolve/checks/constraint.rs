//! The constraint traits: length, range and pattern.

use crate::ast::Traits;
use crate::diagnostic::Diagnostics;
use crate::ir::{Length, Pattern, Range};
use crate::json::{Cursor, describe};
use crate::pattern::parse_pattern;

/// Whether any of the traits is a constraint.
pub(super) fn is_constraint(traits: &Traits<'_>, d: &mut Diagnostics) -> bool {
    resolve_length(traits, d).is_some()
        || resolve_range(traits, d).is_some()
        || resolve_pattern(traits, d).is_some()
        || traits.has("smithy.api#uniqueItems")
}

pub(super) fn resolve_length(traits: &Traits<'_>, d: &mut Diagnostics) -> Option<Length> {
    let at = traits.get("smithy.api#length")?;
    at.object(d)?;
    let mut bound = |key: &str| {
        let at = at.get(key)?;
        let number = at.integer(d)?;
        let length = u64::try_from(number).ok();
        if length.is_none() {
            d.push(
                at.diagnostic("impossible length")
                    .found(number)
                    .expected("0 or more"),
            );
        }
        length
    };
    let (min, max) = (bound("min"), bound("max"));
    let length = Length {
        min: min.unwrap_or(0),
        max,
    };
    if length.max.is_some_and(|max| max < length.min) {
        refuse_reversed(at, d);
    }
    refuse_no_bounds(at, d);
    (length.min > 0 || length.max.is_some()).then_some(length)
}

pub(super) fn resolve_range(traits: &Traits<'_>, d: &mut Diagnostics) -> Option<Range> {
    let at = traits.get("smithy.api#range")?;
    at.object(d)?;
    let mut bound = |key: &str| {
        let at = at.get(key)?;
        let number = at.value().as_f64();
        if number.is_none() {
            at.wrong_type("a number", d);
        }
        number
    };
    let (min, max) = (bound("min"), bound("max"));
    if let (Some(min), Some(max)) = (min, max)
        && max < min
    {
        refuse_reversed(at, d);
    }
    refuse_no_bounds(at, d);
    (min.is_some() || max.is_some()).then_some(Range { min, max })
}

fn refuse_no_bounds(at: &Cursor<'_>, d: &mut Diagnostics) {
    if at.get("min").or(at.get("max")).is_none() {
        d.push(
            at.diagnostic("a constraint without bounds")
                .found(describe(at.value()))
                .expected("an object with `min`, `max` or both"),
        );
    }
}

fn refuse_reversed(at: &Cursor<'_>, d: &mut Diagnostics) {
    d.push(
        at.diagnostic("the bounds are reversed")
            .found(at.value())
            .expected("min at most max"),
    );
}

/// The pattern, if it is a single character class, as nearly all are; the service checks others.
pub(super) fn resolve_pattern(traits: &Traits<'_>, d: &mut Diagnostics) -> Option<Pattern> {
    let at = traits.get("smithy.api#pattern")?;
    let text = at.string(d)?;
    match parse_pattern(text) {
        Ok(class) => Some(Pattern {
            text: text.to_owned(),
            class: class?,
        }),
        Err(message) => {
            d.push(
                at.diagnostic("invalid pattern")
                    .found(format!("{text}: {message}"))
                    .expected("an ECMA 262 regular expression"),
            );
            None
        }
    }
}
