//! Errors: shapes that operations return as errors, or that are marked as exceptions.

use serde_json::{Map, Value, json};

use crate::diagnostic::Diagnostics;
use crate::json::Cursor;

use super::{Context, is_set};

/// Adds the traits of errors to the shapes that are errors.
pub(super) fn mark_errors(
    context: &Context<'_, '_>,
    operations: &[(&str, Cursor<'_>)],
    translated: &mut Map<String, Value>,
    d: &mut Diagnostics,
) {
    for (name, at) in context.shapes.entries(d) {
        if is_set(&at, "exception", d) || at.get("error").is_some() {
            mark_error(context, name, &at, translated, d);
        }
    }
    for (_, operation) in operations {
        let references = operation.get("errors").map(|list| list.items(d));
        for reference in references.unwrap_or_default() {
            let Some(name) = reference.get("shape").and_then(|at| at.string(d)) else {
                continue;
            };
            // The shape's description of the error takes precedence over those of references to it.
            let shape = context.shape(name);
            if shape.is_some_and(|at| !is_set(&at, "exception", d) && at.get("error").is_none()) {
                mark_error(context, name, &reference, translated, d);
            }
        }
    }
}

/// Marks a shape as an error. `at`, the shape or a reference to it, describes the error.
fn mark_error(
    context: &Context<'_, '_>,
    name: &str,
    at: &Cursor<'_>,
    translated: &mut Map<String, Value>,
    d: &mut Diagnostics,
) {
    let error = at.get("error");
    let status_at = error.as_ref().and_then(|error| error.get("httpStatusCode"));
    let status = status_at.and_then(|status| status.integer(d));
    let sender = error.as_ref().and_then(|error| error.get("senderFault"));
    let sender = sender.and_then(|sender| sender.boolean(d));
    let is_server = is_set(at, "fault", d)
        || match sender {
            Some(sender) => !sender,
            None => status.is_some_and(|status| status >= 500),
        };
    let code = error.as_ref().and_then(|error| error.get("code"));
    let code = code.and_then(|code| code.string(d));
    let shape = translated.get_mut(&context.names.shape(name));
    let traits = shape.and_then(|shape| shape.get_mut("traits")?.as_object_mut());
    let Some(traits) = traits else { return };
    let kind = if is_server { "server" } else { "client" };
    traits.insert("smithy.api#error".to_owned(), kind.into());
    if let Some(status) = status {
        traits.insert("smithy.api#httpError".to_owned(), status.into());
    }
    if let Some(code) = code {
        let status = status.unwrap_or(if is_server { 500 } else { 400 });
        let query_error = json!({ "code": code, "httpResponseCode": status });
        traits.insert("aws.protocols#awsQueryError".to_owned(), query_error);
    }
}
