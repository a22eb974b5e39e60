//! Checks of the values of settings, which become part of a manifest or of code.

use serde_json::Value;
use syn::Attribute;
use syn::parse::Parser;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::naming::is_reserved_crate;

use super::{Inherited, Runtime, Settings};

/// The limits of the registry.
const MAX_KEYWORDS: usize = 5;
const MAX_KEYWORD: usize = 20;

/// Reports every value that is not valid.
pub(super) fn check_settings(settings: &Settings, d: &mut Diagnostics) {
    let mut report = |at: &str, found: &str, expected: &str| {
        d.push(
            Diagnostic::new(settings.file(), at, "invalid setting")
                .found(format!("\"{found}\""))
                .expected(expected),
        );
    };
    if let Some(name) = settings.name.as_deref() {
        if !is_crate_name(name) {
            let expected = "a crate name: a letter, then letters, digits, `-` and `_`";
            report("name", name, expected);
        } else if is_reserved_crate(name) {
            let expected = "a name that is no keyword, and not that of a crate of the compiler or of \
                            a dependency";
            report("name", name, expected);
        }
    }
    if let Some(version) = &settings.version
        && !is_version(version)
    {
        report("version", version, "a version, such as 1.2.0");
    }
    let texts = [
        ("description", &settings.description),
        ("license", &settings.license),
        ("repository", &settings.repository),
    ];
    for (key, text) in texts {
        if let Some(text) = text.as_deref().filter(|text| !is_line(text)) {
            report(key, text, "text on one line");
        }
    }
    let lists = [
        ("authors", &settings.authors),
        ("categories", &settings.categories),
        ("operations", &settings.operations),
    ];
    for (key, list) in lists {
        for text in list.iter().filter(|text| !is_line(text)) {
            report(key, text, "text on one line");
        }
    }
    if settings.keywords.len() > MAX_KEYWORDS {
        let found = settings.keywords.join(", ");
        report("keywords", &found, "at most five keywords");
    }
    for keyword in settings.keywords.iter().filter(|it| !is_keyword(it)) {
        let expected = "at most 20 letters, digits, `-`, `_` and `+`";
        report("keywords", keyword, expected);
    }
    match &settings.runtime {
        Some(Runtime::Version(version)) if !is_requirement(version) => {
            let expected = "a version requirement of Cargo, such as 0.1";
            report("runtime/version", version, expected);
        }
        Some(Runtime::Path(path)) if !is_line(path) => {
            report("runtime/path", path, "the path of a directory");
        }
        Some(Runtime::Git { url, .. }) if !is_line(url) => {
            report("runtime/git", url, "the URL of a Git repository");
        }
        _ => {}
    }
    for (name, value) in &settings.dependencies {
        if !is_crate_name(name) || name.starts_with("querysmith-") {
            report("dependencies", name, "the name of another crate");
        }
        if let Value::String(version) = value
            && !is_requirement(version)
        {
            let at = format!("dependencies/{name}");
            report(&at, version, "a version requirement of Cargo, such as 1");
        }
    }
    for (shape, name) in settings.renames.iter().filter(|(_, it)| !is_word(it)) {
        let expected = "a name of ASCII letters, digits and underscores that starts with a letter";
        report(&format!("rename/{shape}"), name, expected);
    }
    for (key, attributes) in [
        ("type-attributes", &settings.type_attributes),
        ("field-attributes", &settings.field_attributes),
    ] {
        for (pattern, attribute) in attributes
            .iter()
            .flat_map(|(pattern, list)| list.iter().map(move |attribute| (pattern, attribute)))
        {
            if parse_attribute(attribute).is_none() {
                let expected = "an attribute, such as #[derive(Eq)]";
                report(&format!("{key}/{pattern}"), attribute, expected);
            }
        }
    }
    check_conflicts(settings, d);
}

/// Reports values that are both set and inherited.
fn check_conflicts(settings: &Settings, d: &mut Diagnostics) {
    let is_set = |part: Inherited| match part {
        Inherited::Authors => !settings.authors.is_empty(),
        Inherited::Dependencies => settings.runtime.is_some(),
        Inherited::Edition | Inherited::RustVersion => false,
        Inherited::License => settings.license.is_some(),
        Inherited::Repository => settings.repository.is_some(),
        Inherited::Version => settings.version.is_some(),
    };
    for part in settings.inherited.iter().filter(|part| is_set(**part)) {
        d.push(
            Diagnostic::new(
                settings.file(),
                "workspace",
                "a setting that is inherited too",
            )
            .found(part.name())
            .expected("either a value, or its name in `workspace`"),
        );
    }
}

/// The attributes in `text`; `None` if it has none, or anything else.
pub(crate) fn parse_attribute(text: &str) -> Option<Vec<Attribute>> {
    let attributes = Attribute::parse_outer.parse_str(text).ok()?;
    (!attributes.is_empty()).then_some(attributes)
}

/// A package name that is also an identifier after `-` is replaced by `_`.
pub(crate) fn is_crate_name(name: &str) -> bool {
    let is_rest = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_rest)
}

/// Three numbers, and a pre-release and build metadata.
fn is_version(version: &str) -> bool {
    let (version, build) = version.split_once('+').unwrap_or((version, "0"));
    let (numbers, pre) = version.split_once('-').unwrap_or((version, "0"));
    let is_number = |part: &str| {
        !part.is_empty() && part.len() < 20 && part.chars().all(|c| c.is_ascii_digit())
    };
    let is_end = |text: &str| {
        let mut parts = text.split('.');
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        parts.all(|part| !part.is_empty() && part.chars().all(is_plain))
    };
    numbers.split('.').count() == 3
        && numbers.split('.').all(is_number)
        && is_end(pre)
        && is_end(build)
}

/// The characters of version requirements. Cargo checks the rest.
fn is_requirement(version: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || " .,<>=^~*+-".contains(c);
    version.contains(|c: char| c.is_ascii_digit()) && version.chars().all(is_part)
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control)
}

fn is_keyword(keyword: &str) -> bool {
    let is_rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
    keyword.starts_with(|c: char| c.is_ascii_alphanumeric())
        && keyword.len() <= MAX_KEYWORD
        && keyword.chars().all(is_rest)
}

fn is_word(name: &str) -> bool {
    let is_rest = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_rest)
}
