//! The items that the crate of test doubles uses.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub use crate::config::responder::{Responder, ResponderCall};
pub use crate::error::redact::without_secrets;
pub use crate::error::{BoxError, ErrorParts};
pub use crate::value::metadata::MetadataParts;
pub use crate::value::{json, percent};

/// XML documents.
pub mod xml {
    pub use crate::protocol::xml::{Document, Element};
}

use crate::config::Config;
use crate::error::{Error, ErrorKind, classify, help, make};
use crate::value::metadata::{Attempt, ResponseMetadata};

/// A config whose calls `responder` responds to; everything else is shared with `config`.
pub fn with_responder(config: &Config, responder: Arc<dyn Responder>) -> Config {
    config.with_responder(responder)
}

/// Creates an error from its parts.
pub fn error(parts: ErrorParts) -> Error {
    Error::new(parts)
}

/// The parts of an error.
pub fn error_parts(error: &Error) -> &ErrorParts {
    error.parts()
}

/// The parts of an error that a service reports with this code.
pub fn service_error_parts(code: String) -> ErrorParts {
    let mut parts = ErrorParts::of_kind(ErrorKind::Service, None);
    parts.credentials_problem = classify::is_credentials_code(&code);
    parts.help = help::for_code(&code, None);
    parts.code = Some(code);
    parts
}

/// Sets whether an error of kind [`Service`](ErrorKind::Service) is retryable, by code and status.
pub fn classify_service_error(parts: &mut ErrorParts, status: Option<u16>) {
    parts.retry = classify::retry_hint(parts.code.as_deref(), status, &[]);
}

/// The error of a call of `operation` with an incomplete or inconsistent config.
pub fn configuration_error(operation: &'static str, message: String) -> Error {
    Error::configuration(Some(operation), message)
}

/// The error for an elapsed timeout of the config.
pub fn timeout_error(message: String) -> Error {
    Error::timeout("", message, None)
}

/// The error for a failed interceptor hook.
pub fn interceptor_error(point: &'static str, source: BoxError) -> Error {
    Error::interceptor("", point, source)
}

/// The part of a body that an error keeps.
pub fn kept_body(body: &Bytes) -> Bytes {
    make::first_part(body)
}

/// The metadata with these parts.
pub fn metadata(parts: MetadataParts) -> ResponseMetadata {
    ResponseMetadata::from_parts(parts)
}

/// The parts of metadata.
pub fn metadata_parts(metadata: &ResponseMetadata) -> &MetadataParts {
    metadata.parts()
}

/// An attempt of a call.
pub fn attempt(status: Option<u16>, duration: Duration) -> Attempt {
    Attempt::new(status, duration)
}
