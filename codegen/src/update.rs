//! Updates a maintained model, which is a Smithy model with its own documentation, with the facts
//! of a newer one.
//!
//! Facts are shapes, members, targets, traits and their order. Documentation, messages of
//! deprecations, examples, endpoint tests and the form of endpoint rules belong to the maintained
//! model. New items have empty documentation, which the generator reports until it is written.

mod botocore;
mod endpoint;
mod merge;
mod prose;
mod text;

use std::fmt;

use serde_json::{Map, Value};

use crate::ast::{self, Kind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::json::{Cursor, parse_json};
use crate::source::ModelFile;
use crate::{c2j, upgrade};

use merge::Merge;

/// The result of [`update_model`].
///
/// Its `Display` is a report for people: the changes, the texts that were removed, and the texts
/// that have to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelUpdate {
    /// The model with the new facts. Everything that has not changed has the same bytes.
    pub text: String,
    /// The places of additions, such as `com.amazonaws.sts#AssumeRoleRequest$Policy`.
    pub added: Vec<String>,
    /// The places of facts that are different.
    pub changed: Vec<String>,
    /// The places of removals.
    pub removed: Vec<String>,
    /// Texts of the model that are not in it anymore, each with its place.
    pub removed_texts: Vec<(String, String)>,
    /// The number of texts that were kept.
    pub kept_texts: usize,
    /// The tasks for a person: texts to write, and decisions to make.
    pub to_write: Vec<String>,
}

impl ModelUpdate {
    /// Whether any fact of the model has changed.
    pub fn has_changes(&self) -> bool {
        let lists = [&self.added, &self.changed, &self.removed];
        lists.into_iter().any(|list| !list.is_empty())
    }
}

impl fmt::Display for ModelUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, places) in [
            ("added", &self.added),
            ("changed", &self.changed),
            ("removed", &self.removed),
        ] {
            for place in places {
                writeln!(f, "{what}: {place}")?;
            }
        }
        for (place, text) in &self.removed_texts {
            writeln!(f, "removed text: {place}\n  {}", text.replace('\n', "\n  "))?;
        }
        for what in &self.to_write {
            writeln!(f, "to write: {what}")?;
        }
        Ok(())
    }
}

/// Updates the model in `text` with the facts of the model in `new`: the files that
/// [`read_model`](crate::read_model) returns, in either format. `path` is the path of the first,
/// for messages.
///
/// ```
/// use querysmith_codegen::{ModelFile, update_model};
///
/// let ours = r#"{
///   "smithy": "2.0",
///   "shapes": {
///     "a#Cat": {
///       "type": "service",
///       "version": "1",
///       "operations": [{ "target": "a#Purr" }],
///       "traits": { "smithy.api#documentation": "Our cat." }
///     },
///     "a#Purr": { "type": "operation" }
///   }
/// }"#;
/// let theirs = ours
///     .replace("Our cat.", "Their cat.")
///     .replace(r#"[{ "target": "a#Purr" }]"#, r#"[{ "target": "a#Purr" }, { "target": "a#Nap" }]"#)
///     .replace("\n  }\n}", ",\n    \"a#Nap\": { \"type\": \"operation\" }\n  }\n}");
/// let new = [ModelFile { path: "new.json".to_owned(), text: theirs }];
/// let update = update_model("ours.json", ours, &new)?;
/// assert!(update.text.contains("Our cat."));
/// assert_eq!(update.added, ["a#Nap"]);
/// assert_eq!(update.to_write, ["the documentation of a#Nap"]);
/// # Ok::<(), querysmith_codegen::Diagnostics>(())
/// ```
///
/// # Errors
///
/// Returns the defects of both models, and an error if they are of different services.
pub fn update_model(path: &str, text: &str, new: &[ModelFile]) -> Result<ModelUpdate, Diagnostics> {
    let mut d = Diagnostics::default();
    let updated = update(path, text, new, &mut d);
    d.or_nothing(updated, path)
}

fn update(path: &str, text: &str, new: &[ModelFile], d: &mut Diagnostics) -> Option<ModelUpdate> {
    let old = parse_json(path, text, d);
    let new = read_new(new, d);
    let (old, new) = (old?, new?);
    let old_service = service_of(&old, path, d);
    let new_service = service_of(&new.model, &new.path, d);
    let (old_service, new_service) = (old_service?, new_service?);
    let theirs = match new.is_c2j {
        true => botocore::with_ids_of(&old, &old_service, &new.model, &new_service),
        false => new.model,
    };
    let is_same = match new.is_c2j {
        // The format has no ids.
        true => sdk_id(&theirs, &old_service) == sdk_id(&old, &old_service),
        false => old_service == new_service,
    };
    if !is_same {
        d.push(
            Diagnostic::new(path, &old_service, "the models are of different services")
                .found(new_service)
                .expected(format!("{old_service} in both models")),
        );
        return None;
    }
    let mut merge = Merge::new(new.is_c2j, &theirs);
    let merged = merge.model(&old, &theirs);
    let mut to_write = prose::missing(&merged);
    to_write.extend(endpoint::differences(&old, &theirs, &old_service));
    let removed_texts = prose::lost(&old, &merged);
    Some(ModelUpdate {
        text: text::edit(text, &old, &merged),
        added: merge.added,
        changed: merge.changed,
        removed: merge.removed,
        kept_texts: prose::all_texts(&old).len() - removed_texts.len(),
        removed_texts,
        to_write,
    })
}

/// The SDK id of a service.
fn sdk_id<'a>(model: &'a Value, service: &str) -> Option<&'a Value> {
    let traits = model.get("shapes")?.get(service)?.get("traits")?;
    traits.get("aws.api#service")?.get("sdkId")
}

/// The newer model.
struct New {
    path: String,
    model: Value,
    is_c2j: bool,
}

fn read_new(files: &[ModelFile], d: &mut Diagnostics) -> Option<New> {
    let (first, beside) = files.split_first()?;
    let mut model = parse_json(&first.path, &first.text, d)?;
    let is_c2j = c2j::is_c2j(&model);
    if is_c2j {
        model = c2j::translate(&first.path, model, beside, d)?.model;
    }
    upgrade::upgrade(&mut model);
    Some(New {
        path: first.path.clone(),
        model,
        is_c2j,
    })
}

/// The id of the one service of a valid model.
fn service_of(model: &Value, path: &str, d: &mut Diagnostics) -> Option<String> {
    if c2j::is_c2j(model) {
        d.push(
            Diagnostic::new(path, "metadata", "a model of botocore cannot be updated")
                .found("a service-2.json")
                .expected("a model in Smithy's JSON AST, with documentation of its own"),
        );
        return None;
    }
    let defects = d.len();
    let root = Cursor::new(model, path, "");
    let parsed = ast::parse_model(&root, path, d)?;
    let shapes = parsed.shapes.values();
    let mut services = shapes.filter(|shape| matches!(shape.kind, Kind::Service(_)));
    let service = services.next();
    if service.is_none() || services.next().is_some() {
        d.push(
            Diagnostic::new(path, "shapes", "a model without exactly one service")
                .found(if service.is_none() { "none" } else { "several" })
                .expected("one shape of type service"),
        );
    }
    service
        .map(|service| service.id.to_owned())
        .filter(|_| d.len() == defects)
}

/// The entries of an object; none for anything else.
fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The object at `value`; an empty one for anything else.
fn object(value: Option<&Value>) -> &Map<String, Value> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.and_then(Value::as_object).unwrap_or(&EMPTY)
}
