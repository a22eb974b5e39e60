//! The steps that process a response: distinguish success from failure, and read the output.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use super::Deserialize;
use crate::config::retry::{self, RetryDecision};
use crate::error::Error;
use crate::protocol::envelope::{Envelope, request_id};
use crate::protocol::xml::{Document, XmlError};
use crate::spec::OperationSpec;
use crate::transport::TransportError;
use crate::value::metadata::{CallHistory, ResponseMetadata};

/// Returns a successful response unchanged, and any other as the error that it describes.
pub(crate) fn classify(
    spec: &'static OperationSpec,
    response: http::Response<Bytes>,
) -> Result<http::Response<Bytes>, Error> {
    if response.status().is_success() {
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let mut envelope = Envelope::parse(&body);
    let request_id = envelope.request_id.take();
    let metadata = ResponseMetadata::new(head.status.as_u16(), head.headers, request_id);
    Err(Error::service(spec, envelope, metadata, &body))
}

/// The default retry decision for an attempt with this outcome.
pub(crate) fn retry_decision(
    spec: &'static OperationSpec,
    outcome: Result<&http::Response<Bytes>, &TransportError>,
) -> RetryDecision {
    let outcome = match outcome {
        Ok(response) => classify(spec, response.clone()),
        Err(error) => Err(Error::transport(spec.name, error.clone())),
    };
    match outcome {
        Ok(_) => RetryDecision::Stop,
        Err(error) => retry::classify(&error),
    }
}

/// Passes the result element of a successful response to the operation, and returns the metadata of
/// the response.
pub(crate) fn read_output(
    spec: &'static OperationSpec,
    response: http::Response<Bytes>,
    history: CallHistory,
    deserialize: Deserialize<'_>,
) -> Result<ResponseMetadata, Error> {
    let (head, body) = response.into_parts();
    let metadata = |request_id| {
        ResponseMetadata::new(head.status.as_u16(), head.headers, request_id).with_history(history)
    };
    let failed =
        |message: String, metadata, source| Error::response(spec.name, message, metadata, source);

    let Some(result) = spec.result else {
        // The operation has no result element: the body is optional and may be anything.
        let document = Document::parse(&body).ok();
        let metadata = metadata(document.and_then(|document| request_id(document.root())));
        return match deserialize(Document::empty().root(), metadata.clone()) {
            Ok(()) => Ok(metadata),
            Err(error) => Err(failed(error.to_string(), metadata, Some(Arc::new(error)))),
        };
    };
    if body.is_empty() {
        let message = format!(
            "the body is empty, expected {}Response with {result}",
            spec.name
        );
        return Err(failed(message, metadata(None), None));
    }
    let document = match Document::parse(&body) {
        Ok(document) => document,
        Err(error) => {
            let metadata = metadata(None);
            let message = unreadable(&error, metadata.headers());
            return Err(failed(message, metadata, Some(Arc::new(error))));
        }
    };
    let root = document.root();
    let metadata = metadata(request_id(root));
    // In the ec2Query protocol the root element holds the members directly.
    let element = match root.name() == result {
        true => Some(root),
        false => root.child(result),
    };
    let Some(element) = element else {
        let message = format!("{}: no element {result}", root.path());
        return Err(failed(message, metadata, None));
    };
    match deserialize(element, metadata.clone()) {
        Ok(()) => Ok(metadata),
        Err(error) => Err(failed(error.to_string(), metadata, Some(Arc::new(error)))),
    }
}

/// Describes why a body is not readable. A proxy may have encoded it although the request does not
/// accept any encoding.
fn unreadable(error: &XmlError, headers: &HeaderMap) -> String {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) => {
            let encoding = String::from_utf8_lossy(encoding.as_bytes());
            format!("{error}; it has the content-encoding {encoding}, but the request accepts none")
        }
        None => error.to_string(),
    }
}

/// The error for a call whose deserializer ran without storing an output.
pub(crate) fn no_output(spec: &'static OperationSpec) -> Error {
    let message = "the operation's deserializer returned no output".to_owned();
    Error::response(spec.name, message, ResponseMetadata::default(), None)
}
