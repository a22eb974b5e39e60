//! Violations of constraints, worded as AWS words them.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Write};

use super::form::Form;
use super::parameter::Parameter;
use super::request_error::{RequestError, RequestErrorKind, VALIDATION_ERROR};
use crate::protocol::input::Input;
use crate::protocol::query::QueryWriter;
use crate::protocol::validate::{
    Bounds, Constraint, Finding, Found, Step, ValidationLevel, Validator,
};

/// The constraints of the model that an input violates, worded as AWS words them.
///
/// ```text
/// 2 validation errors detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member must
/// have length greater than or equal to 20; Value null at 'roleSessionName' failed to satisfy
/// constraint: Member must not be null
/// ```
///
/// An item of a list that is not a structure is reported with its list:
///
/// ```text
/// 1 validation error detected: Value '[a b, c]' at 'transitiveTagKeys' failed to satisfy constraint:
/// Member must satisfy constraint: [Member must satisfy regular expression pattern: ...]
/// ```
///
/// Values of sensitive members are omitted, and so are those of maps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationFailure {
    violations: Vec<String>,
}

impl ValidationFailure {
    /// The code of the error response.
    pub const CODE: &'static str = VALIDATION_ERROR;

    /// The message of the error response.
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// Each violation, at least one: `Value 'x' at 'roleArn' failed to satisfy constraint: ...`.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }
}

impl fmt::Display for ValidationFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.violations.len();
        let errors = if count == 1 { "error" } else { "errors" };
        write!(f, "{count} validation {errors} detected: ")?;
        for (index, violation) in self.violations.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationFailure {}

impl From<ValidationFailure> for RequestError {
    fn from(failure: ValidationFailure) -> Self {
        Self::new(RequestErrorKind::Validation, failure.message())
    }
}

/// Validates an input against all constraints of the model.
///
/// `missing` are the findings about required members that were absent from the request and that the
/// input has with a default: other findings about them are dropped. `sensitive` are the sorted wire
/// names of sensitive members.
///
/// # Errors
///
/// All violations.
pub(crate) fn validate(
    input: &dyn Input,
    sensitive: &[&str],
    missing: Vec<Finding>,
) -> Result<(), ValidationFailure> {
    let mut validator = Validator::new(ValidationLevel::Strict);
    input.validate(&mut validator);
    let mut findings = missing;
    let absent: BTreeSet<Vec<Step>> = findings
        .iter()
        .map(|finding| finding.path.clone())
        .collect();
    let is_absent = |path: &[Step]| (1..=path.len()).any(|end| absent.contains(&path[..end]));
    let found = validator.into_findings().into_iter();
    findings.extend(found.filter(|finding| !is_absent(&finding.path)));
    if findings.is_empty() {
        return Ok(());
    }
    // The form has every value as text, at a path that is known.
    let mut writer = QueryWriter::new("", "");
    input.serialize(&mut writer);
    let form = Form::parse(&writer.into_parts().0).ok();
    let root = form.as_ref().map_or(Parameter::absent(), Form::root);
    let mut violations = Vec::new();
    for findings in findings.chunk_by(|one, next| subject(one, root) == subject(next, root)) {
        word(findings, root, sensitive, &mut violations);
    }
    Err(ValidationFailure { violations })
}

/// The member that a violation is reported for, and whether it is a list of which an item violates a
/// constraint: AWS reports items that are structures by their own path, and others by their list.
fn subject<'f>(finding: &'f Finding, root: Parameter<'_>) -> (&'f [Step], bool) {
    match finding.path.split_last() {
        Some((Step::Index(_), list)) if value(root, &finding.path).is_some() => (list, true),
        _ => (&finding.path, false),
    }
}

/// Words the findings about one member.
fn word(findings: &[Finding], root: Parameter<'_>, sensitive: &[&str], worded: &mut Vec<String>) {
    let Some((path, is_list)) = findings.first().map(|finding| subject(finding, root)) else {
        return;
    };
    let is_sensitive = |step: &Step| match step {
        Step::Field(name) => sensitive.binary_search(name).is_ok(),
        Step::Index(_) | Step::Key(_) => false,
    };
    let shown = match is_list {
        _ if path.iter().any(is_sensitive) => None,
        true => Some(format!("[{}]", items(root, path).join(", "))),
        false => value(root, path).map(str::to_owned),
    };
    if is_list {
        let constraints = constraints_of_items(findings);
        let start = beginning(path, shown.as_deref(), false);
        worded.push(format!(
            "{start}Member must satisfy constraint: [{constraints}]"
        ));
        return;
    }
    // AWS reports the pattern first.
    let (patterns, others): (Vec<_>, Vec<_>) = findings
        .iter()
        .map(|finding| &finding.constraint)
        .partition(|constraint| matches!(constraint, Constraint::Pattern(_)));
    for constraint in patterns.into_iter().chain(others) {
        let start = beginning(path, shown.as_deref(), *constraint == Constraint::Required);
        worded.push(format!("{start}{}", Worded(constraint)));
    }
}

/// Each violated constraint once, the upper bound of a length before the lower one.
fn constraints_of_items(findings: &[Finding]) -> String {
    let mut constraints: Vec<String> = Vec::new();
    for finding in findings {
        let worded = match &finding.constraint {
            Constraint::Length { bounds, .. } => worded_bounds("length", bounds),
            Constraint::Range { bounds, .. } => worded_bounds("value", bounds),
            Constraint::RangeDouble { bounds, .. } => worded_bounds("value", bounds),
            other => Worded(other).to_string(),
        };
        if !constraints.contains(&worded) {
            constraints.push(worded);
        }
    }
    constraints.join(", ")
}

fn worded_bounds<T: Display + Copy>(of: &str, bounds: &Bounds<T>) -> String {
    let bounds = [("less", bounds.max), ("greater", bounds.min)];
    let worded = bounds.into_iter().filter_map(|(than, bound)| {
        Some(format!(
            "Member must have {of} {than} than or equal to {}",
            bound?
        ))
    });
    worded.collect::<Vec<_>>().join(", ")
}

/// `Value 'x' at 'roleArn' failed to satisfy constraint: `
fn beginning(path: &[Step], value: Option<&str>, is_null: bool) -> String {
    let mut text = String::from("Value");
    // Writing to a string does not fail.
    match value {
        _ if is_null => text.push_str(" null"),
        Some(value) => {
            let _ = write!(text, " '{value}'");
        }
        None => {}
    }
    text.push_str(" at '");
    for (index, step) in path.iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        let _ = match step {
            Step::Field(name) => push_lower_first(&mut text, name),
            Step::Index(index) => write!(text, "{}.member", index + 1),
            Step::Key(key) => write!(text, "{key}.member"),
        };
    }
    text.push_str("' failed to satisfy constraint: ");
    text
}

fn value<'f>(root: Parameter<'f>, path: &[Step]) -> Option<&'f str> {
    find(root, path).and_then(Parameter::own_value)
}

/// The values of the items of a list.
fn items<'f>(root: Parameter<'f>, list: &[Step]) -> Vec<&'f str> {
    let mut path = list.to_vec();
    let values = (0..).map_while(|index| {
        path.truncate(list.len());
        path.push(Step::Index(index));
        value(root, &path)
    });
    values.collect()
}

fn push_lower_first(text: &mut String, name: &str) -> fmt::Result {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    text.extend(first);
    text.write_str(chars.as_str())
}

/// The parameter at a path of a validator. Values of maps are not looked for.
fn find<'f>(root: Parameter<'f>, path: &[Step]) -> Option<Parameter<'f>> {
    let mut parameter = root;
    for step in path {
        parameter = match step {
            Step::Field(name) => parameter.get(name)?,
            Step::Index(index) => {
                let number = (index + 1).to_string();
                match parameter.get(&number) {
                    Some(item) => item,
                    // Below the name of the list's member.
                    None => parameter.first_child()?.get(&number)?,
                }
            }
            Step::Key(_) => return None,
        };
    }
    Some(parameter)
}

/// A constraint, worded as AWS words it.
struct Worded<'a>(&'a Constraint);

impl fmt::Display for Worded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Constraint::Required => f.write_str("Member must not be null"),
            Constraint::Length { found, bounds } => {
                write_bound(f, "length", Found::Number(*found), bounds)
            }
            Constraint::Range { found, bounds } => write_bound(f, "value", *found, bounds),
            Constraint::RangeDouble { found, bounds } => write_bound(f, "value", *found, bounds),
            Constraint::Pattern(pattern) => {
                // AWS omits the anchors of the whole pattern.
                let inner = pattern.strip_prefix('^').unwrap_or(pattern);
                let inner = match inner.strip_suffix('$') {
                    Some(inner) if !inner.ends_with('\\') => inner,
                    _ => inner,
                };
                write!(f, "Member must satisfy regular expression pattern: {inner}")
            }
            Constraint::UniqueItems => f.write_str("Member must have unique items"),
            Constraint::EnumValue(values) => {
                write!(
                    f,
                    "Member must satisfy enum value set: [{}]",
                    values.join(", ")
                )
            }
            Constraint::KnownMember => f.write_str("Member must be a member of the union"),
        }
    }
}

fn write_bound<T: PartialOrd + Copy + Display>(
    f: &mut fmt::Formatter<'_>,
    of: &str,
    found: Found<T>,
    bounds: &Bounds<T>,
) -> fmt::Result {
    let is_below = match found {
        Found::Number(found) => bounds.min.is_some_and(|min| found < min),
        Found::SecretBelow => true,
        Found::SecretAbove => false,
    };
    let (than, bound) = match is_below {
        true => ("greater", bounds.min),
        false => ("less", bounds.max),
    };
    write!(f, "Member must have {of} {than} than or equal to ")?;
    bound.map_or(Ok(()), |bound| bound.fmt(f))
}
