//! Settings as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostics, nearest};
use crate::json::{Cursor, parse_json};

use super::{Inherited, OptionalPart, Runtime, Settings};

const KEYS: [&str; 17] = [
    "name",
    "version",
    "description",
    "authors",
    "license",
    "repository",
    "keywords",
    "categories",
    "publish",
    "workspace",
    "runtime",
    "dependencies",
    "operations",
    "without",
    "rename",
    "type-attributes",
    "field-attributes",
];

const RUNTIME_KEYS: [&str; 4] = ["version", "path", "git", "rev"];

pub(super) fn parse_settings(path: &str, text: &str) -> Result<Settings, Diagnostics> {
    let mut d = Diagnostics::default();
    let json = parse_json(path, text, &mut d);
    let settings = json.and_then(|json| {
        let root = Cursor::new(&json, path, "");
        root.object(&mut d)?;
        let mut settings = parse_root(&root, &mut d);
        settings.file = Some(path.to_owned());
        if d.is_empty() {
            super::check::check_settings(&settings, &mut d);
        }
        Some(settings)
    });
    d.or_nothing(settings, path)
}

fn parse_root(root: &Cursor<'_>, d: &mut Diagnostics) -> Settings {
    check_keys(root, &KEYS, d);
    Settings {
        file: None,
        name: text(root, "name", d),
        version: text(root, "version", d),
        description: text(root, "description", d),
        authors: list(root, "authors", d),
        license: text(root, "license", d),
        repository: text(root, "repository", d),
        keywords: list(root, "keywords", d),
        categories: list(root, "categories", d),
        publish: root.get("publish").and_then(|at| at.boolean(d)),
        inherited: parse_names(root, "workspace", &Inherited::ALL, Inherited::name, d),
        runtime: root.get("runtime").and_then(|at| parse_runtime(&at, d)),
        dependencies: parse_dependencies(root, d),
        operations: list(root, "operations", d),
        without: parse_names(root, "without", &OptionalPart::ALL, OptionalPart::name, d),
        renames: entries(root, "rename", d)
            .into_iter()
            .filter_map(|(shape, at)| Some((shape.to_owned(), at.string(d)?.to_owned())))
            .collect(),
        type_attributes: parse_attributes(root, "type-attributes", d),
        field_attributes: parse_attributes(root, "field-attributes", d),
    }
}

/// Refuses keys that settings do not have.
fn check_keys(at: &Cursor<'_>, known: &[&'static str], d: &mut Diagnostics) {
    for (key, value) in at.entries(d) {
        if known.contains(&key) {
            continue;
        }
        let diagnostic = value.diagnostic("unknown setting").found(key);
        let diagnostic = diagnostic.expected(known.join(", "));
        d.push(match nearest(key, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic,
        });
    }
}

fn text(root: &Cursor<'_>, key: &str, d: &mut Diagnostics) -> Option<String> {
    Some(root.get(key)?.string(d)?.to_owned())
}

fn list(root: &Cursor<'_>, key: &str, d: &mut Diagnostics) -> Vec<String> {
    let items = root.get(key).map(|at| at.items(d)).unwrap_or_default();
    let texts = items.iter().filter_map(|at| at.string(d));
    texts.map(str::to_owned).collect()
}

fn entries<'a>(root: &Cursor<'a>, key: &str, d: &mut Diagnostics) -> Vec<(&'a str, Cursor<'a>)> {
    root.get(key).map(|at| at.entries(d)).unwrap_or_default()
}

/// A list of names, each of a value in `all`.
fn parse_names<T: Copy + Ord>(
    root: &Cursor<'_>,
    key: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
    d: &mut Diagnostics,
) -> std::collections::BTreeSet<T> {
    let items = root.get(key).map(|at| at.items(d)).unwrap_or_default();
    let mut found = std::collections::BTreeSet::new();
    for at in items {
        let Some(name) = at.string(d) else { continue };
        if let Some(value) = all.iter().find(|value| name_of(**value) == name) {
            found.insert(*value);
            continue;
        }
        let names: Vec<&str> = all.iter().map(|value| name_of(*value)).collect();
        let diagnostic = at.diagnostic("unknown name in the settings").found(name);
        let diagnostic = diagnostic.expected(format!("one of: {}", names.join(", ")));
        d.push(match nearest(name, names) {
            Some(near) => diagnostic.help(format!("did you mean {near}?")),
            None => diagnostic,
        });
    }
    found
}

fn parse_runtime(at: &Cursor<'_>, d: &mut Diagnostics) -> Option<Runtime> {
    at.object(d)?;
    check_keys(at, &RUNTIME_KEYS, d);
    let sources = (
        text(at, "version", d),
        text(at, "path", d),
        text(at, "git", d),
    );
    let rev = text(at, "rev", d);
    match (sources, rev) {
        ((Some(version), None, None), None) => Some(Runtime::Version(version)),
        ((None, Some(path), None), None) => Some(Runtime::Path(path)),
        ((None, None, Some(url)), rev) => Some(Runtime::Git { url, rev }),
        _ => {
            d.push(
                at.diagnostic("not one source of the runtime")
                    .found(at.value())
                    .expected("an object with `version`, `path`, or `git` and optionally `rev`"),
            );
            None
        }
    }
}

/// Dependencies: a version requirement each, or an object as in a manifest.
fn parse_dependencies(root: &Cursor<'_>, d: &mut Diagnostics) -> BTreeMap<String, Value> {
    let mut dependencies = BTreeMap::new();
    for (name, at) in entries(root, "dependencies", d) {
        match at.value() {
            Value::String(_) => {}
            Value::Object(_) => {
                for (_, value) in at.entries(d) {
                    check_plain(&value, d);
                }
            }
            _ => at.wrong_type("a version requirement, or an object with `version`", d),
        }
        dependencies.insert(name.to_owned(), at.value().clone());
    }
    dependencies
}

/// Refuses values that a dependency in a manifest does not have.
fn check_plain(at: &Cursor<'_>, d: &mut Diagnostics) {
    match at.value() {
        Value::String(_) | Value::Bool(_) => {}
        Value::Array(items) if items.iter().all(Value::is_string) => {}
        _ => at.wrong_type("a string, true, false or a list of strings", d),
    }
}

fn parse_attributes(
    root: &Cursor<'_>,
    key: &str,
    d: &mut Diagnostics,
) -> BTreeMap<String, Vec<String>> {
    let mut attributes = BTreeMap::new();
    for (pattern, at) in entries(root, key, d) {
        let texts = match at.value() {
            Value::String(text) => vec![text.clone()],
            _ => {
                let items = at.items(d);
                let texts = items.iter().filter_map(|at| at.string(d));
                texts.map(str::to_owned).collect()
            }
        };
        attributes.insert(pattern.to_owned(), texts);
    }
    attributes
}

pub(super) fn settings_json(settings: &Settings) -> String {
    let mut root = Map::new();
    let mut add = |key: &str, value: Value| {
        let is_unset = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            _ => false,
        };
        if !is_unset {
            root.insert(key.to_owned(), value);
        }
    };
    add("name", json!(settings.name));
    add("version", json!(settings.version));
    add("description", json!(settings.description));
    add("authors", json!(settings.authors));
    add("license", json!(settings.license));
    add("repository", json!(settings.repository));
    add("keywords", json!(settings.keywords));
    add("categories", json!(settings.categories));
    add("publish", json!(settings.publish));
    let inherited = settings.inherited.iter().map(|part| part.name());
    add("workspace", inherited.collect());
    add(
        "runtime",
        match &settings.runtime {
            None => Value::Null,
            Some(Runtime::Version(version)) => json!({ "version": version }),
            Some(Runtime::Path(path)) => json!({ "path": path }),
            Some(Runtime::Git { url, rev: None }) => json!({ "git": url }),
            Some(Runtime::Git {
                url,
                rev: Some(rev),
            }) => json!({ "git": url, "rev": rev }),
        },
    );
    add("dependencies", json!(settings.dependencies));
    add("operations", json!(settings.operations));
    let without = settings.without.iter().map(|part| part.name());
    add("without", without.collect());
    add("rename", json!(settings.renames));
    add("type-attributes", json!(settings.type_attributes));
    add("field-attributes", json!(settings.field_attributes));
    format!("{}\n", short_lists(&Value::Object(root), 0))
}

/// Pretty-printed JSON, with lists of strings and small objects on one line.
fn short_lists(value: &Value, depth: usize) -> String {
    let line = || match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", json!(key), short_lists(value, depth + 1)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    };
    match value {
        Value::Object(entries) if depth == 0 || line().len() > MAX_LINE => {
            let indent = "  ".repeat(depth + 1);
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    format!("{indent}{}: {}", json!(key), short_lists(value, depth + 1))
                })
                .collect();
            match entries.is_empty() {
                true => "{}".to_owned(),
                false => format!("{{\n{}\n{}}}", entries.join(",\n"), "  ".repeat(depth)),
            }
        }
        Value::Array(items) if line().len() > MAX_LINE => {
            let indent = "  ".repeat(depth + 1);
            let items: Vec<String> = items.iter().map(|item| format!("{indent}{item}")).collect();
            format!("[\n{}\n{}]", items.join(",\n"), "  ".repeat(depth))
        }
        _ => line(),
    }
}

/// The maximum length of a list or an object on one line.
const MAX_LINE: usize = 80;
