//! The front end for botocore's models (C2J): translates a `service-2.json` and the files beside it
//! to a Smithy model, which the later stages read as any other.
//!
//! The documents contain the same facts as Smithy models, under other names. The translation does
//! not invent missing facts: a number without a default stays optional, whether or not it is a
//! `box`. A key without an equivalent in Smithy is listed with the reason why it has no effect.

mod error;
mod example;
mod files;
mod key;
mod names;
mod operation;
mod paginator;
mod place;
mod service;
mod shape;
mod traits;
mod waiter;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;
use crate::source::ModelFile;

use files::Files;
use names::Names;
use service::Metadata;

pub(crate) use place::Origin;

/// Whether a trait is translated from a key of its own, so that the format can express it.
pub(crate) fn has_key(of_trait: &str) -> bool {
    traits::key_of(of_trait).is_some()
}

/// A model in the form of Smithy's JSON AST, and the origin of its parts.
pub(crate) struct Translated {
    pub(crate) model: Value,
    pub(crate) origin: Origin,
}

/// Whether `document` is a model of botocore. Smithy models have `metadata` too, but it does not
/// describe a service, and their version is a separate key.
pub(crate) fn is_c2j(document: &Value) -> bool {
    let metadata = document.get("metadata");
    let has = |key: &str| metadata.is_some_and(|metadata| metadata.get(key).is_some());
    let describes_service = ["apiVersion", "protocol", "serviceId"].into_iter().any(has);
    describes_service && document.get("smithy").is_none()
}

/// Translates a model with the files beside it. Returns `None` after a defect of the files.
pub(crate) fn translate(
    path: &str,
    document: Value,
    beside: &[ModelFile],
    d: &mut Diagnostics,
) -> Option<Translated> {
    let defects = d.len();
    let files = Files::parse(path, document, beside, d);
    let translated = translate_files(&files, d);
    let (names, shapes) = translated.filter(|_| d.len() == defects)?;
    let model = Value::Object(Map::from_iter([
        ("smithy".to_owned(), Value::from("2.0")),
        ("shapes".to_owned(), Value::Object(shapes)),
    ]));
    let origin = Origin::new(path, files, names);
    Some(Translated { model, origin })
}

fn translate_files(files: &Files, d: &mut Diagnostics) -> Option<(Names, Map<String, Value>)> {
    let root = files.service();
    key::check_keys(&root, key::TOP, d);
    let metadata = root.required("metadata", d)?;
    let operations = root.required("operations", d)?;
    let shapes = root.required("shapes", d)?;
    let (operations, shapes) = (operations.entries(d), shapes.entries(d));
    let metadata = Metadata::parse(&metadata, d)?;
    let operation_names = operations.iter().map(|(name, _)| (*name).to_owned());
    let names = Names::new(metadata.sdk_id, metadata.version, operation_names);
    let context = Context {
        protocol: metadata.protocol,
        names: &names,
        shapes: root.get("shapes")?,
    };
    let mut translated = Map::new();
    for (name, at) in &shapes {
        if let Some(shape) = shape::translate_shape(&context, at, d) {
            translated.insert(names.shape(name), shape);
        }
    }
    let mut of_operations = operation::translate_operations(&context, &operations, d);
    error::mark_errors(&context, &operations, &mut translated, d);
    paginator::add_paginators(&context, files, &mut of_operations, d);
    waiter::add_waiters(&context, files, &operations, &mut of_operations, d);
    example::add_examples(&context, files, &operations, &mut of_operations, d);
    let service = service::translate_service(&metadata, &names, files, d);
    for (name, operation) in of_operations {
        translated.insert(names.operation(&name), operation);
    }
    translated.insert(names.service(), service);
    Some((names, translated))
}

/// The parts of the model that every step of the translation needs.
struct Context<'c, 'a> {
    protocol: service::Protocol,
    names: &'c Names,
    shapes: Cursor<'a>,
}

impl<'a> Context<'_, 'a> {
    /// The definition of a shape.
    fn shape(&self, name: &str) -> Option<Cursor<'a>> {
        self.shapes.get(name)
    }
}

/// The value of an optional key that is `true` or `false`.
fn is_set(at: &Cursor<'_>, key: &str, d: &mut Diagnostics) -> bool {
    at.get(key).and_then(|at| at.boolean(d)).unwrap_or(false)
}
