//! Descriptions of constraints, for documentation.

use super::Sdk;
use super::check::{Check, Length, Range, Rule};
use super::shape::Field;

impl Sdk {
    /// A line about the bounds of a field's value: `Length: 20 to 2048 characters.`
    pub(crate) fn constraint_note(&self, field: &Field) -> Option<String> {
        let bounds = field.check.and_then(|id| self.check(id).bounds());
        let required = field.required.then_some("Required.");
        match (required, bounds) {
            (Some(required), Some(bounds)) => Some(format!("{required} {bounds}")),
            (required, bounds) => bounds.or(required.map(str::to_owned)),
        }
    }
}

impl Check {
    /// The bounds of the value itself, without those of nested values.
    pub(crate) fn bounds(&self) -> Option<String> {
        match &self.rule {
            Rule::Text { length, .. } => Some(length_note("Length", (*length)?, "character")),
            Rule::Blob(length) => Some(length_note("Length", *length, "byte")),
            Rule::List { length, .. } => Some(length_note("Items", (*length)?, "")),
            Rule::Integer(range) | Rule::Double(range) => Some(range_note(*range, unit(self))),
            Rule::Map { length, .. } => Some(length_note("Entries", (*length)?, "")),
            Rule::Enum(_) | Rule::Structure(_) | Rule::Union(_) => None,
        }
    }
}

/// The unit of a number, if the name of its shape states it.
fn unit(check: &Check) -> &'static str {
    let name = check.shape.to_ascii_lowercase();
    if name.contains("seconds") {
        " seconds"
    } else {
        ""
    }
}

fn length_note(what: &str, length: Length, unit: &str) -> String {
    let plural = |n: u64| match unit {
        "" => String::new(),
        unit if n == 1 => format!(" {unit}"),
        unit => format!(" {unit}s"),
    };
    match (length.min, length.max) {
        (min, Some(max)) if min == max => format!("{what}: exactly {max}{}.", plural(max)),
        (min, Some(max)) => format!("{what}: {min} to {max}{}.", plural(max)),
        (min, None) => format!("{what}: at least {min}{}.", plural(min)),
    }
}

fn range_note(range: Range, unit: &str) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) => format!("Range: {min} to {max}{unit}."),
        (Some(min), None) => format!("Range: at least {min}{unit}."),
        (None, Some(max)) => format!("Range: at most {max}{unit}."),
        (None, None) => String::new(),
    }
}
