//! The steps that process a response: distinguish success from failure, and read the output.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, LOCATION};
use http::response::Parts;

use super::Deserializers;
use crate::config::retry::{self, RetryDecision};
use crate::config::without_secrets;
use crate::error::Error;
use crate::protocol::envelope::{
    Envelope, ErrorMembers, Message, ReadMembers, error_name, request_id,
};
use crate::protocol::xml::{Document, EMPTY, Element};
use crate::spec::OperationSpec;
use crate::transport::TransportError;
use crate::value::metadata::{CallHistory, ResponseMetadata};
use crate::value::text::beginning;
use crate::value::wiped::wipe_unshared;

/// The header that names the error in protocols with JSON.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// Returns a response with a successful status unchanged, and any other as the error that it
/// describes.
pub(crate) fn classify(
    spec: &'static OperationSpec,
    response: http::Response<Bytes>,
    read_members: ReadMembers,
) -> Result<http::Response<Bytes>, Error> {
    if response.status().is_success() {
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let (envelope, members) = envelope_of(spec, &head, &body, read_members);
    Err(failure(spec, envelope, head, &body).with_members(members))
}

/// The facts about the error in an unsuccessful response: in its body or else in its headers.
fn envelope_of(
    spec: &'static OperationSpec,
    head: &Parts,
    body: &Bytes,
    read_members: ReadMembers,
) -> (Envelope, Option<ErrorMembers>) {
    let (mut envelope, members) = Envelope::parse(body, spec.errors, read_members);
    if envelope.code.is_none() {
        let named = head.headers.get(ERROR_TYPE);
        envelope.code = named.and_then(|name| error_name(name.to_str().ok()?));
    }
    if envelope.code.is_none() && envelope.message.is_none() {
        let explanation = redirection(head).or_else(|| encoding(&head.headers, body));
        envelope.message = explanation.map(Message::from);
    }
    (envelope, members)
}

fn failure(
    spec: &'static OperationSpec,
    mut envelope: Envelope,
    head: Parts,
    body: &Bytes,
) -> Error {
    let request_id = envelope.request_id.take();
    let request_id = request_id.map(Cow::Owned);
    let metadata = ResponseMetadata::new(head.status.as_u16(), head.headers, request_id);
    Error::service(spec, envelope, metadata, body)
}

/// The maximum part of a header in an error, in bytes.
const MAX_SHOWN: usize = 512;

/// The target of a redirect. It is not followed: the request is signed for its host, and may
/// contain secrets.
fn redirection(head: &Parts) -> Option<String> {
    let location = head.headers.get(LOCATION)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    let location = without_secrets(beginning(&location, MAX_SHOWN).0);
    head.status.is_redirection().then(|| {
        format!(
            "the response redirects to {location}, and redirects are not followed; check the \
             endpoint URL and the region"
        )
    })
}

/// The encoding of a body, which cannot be read because of it. A proxy may have encoded it although
/// the request does not accept any encoding.
fn encoding(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    const GZIP: [u8; 3] = [0x1f, 0x8b, 8];
    let encoding = match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => String::from_utf8_lossy(encoding.as_bytes()),
        _ if body.starts_with(&GZIP) => "gzip".into(),
        _ => return None,
    };
    let encoding = beginning(&encoding, MAX_SHOWN).0;
    Some(format!(
        "the body has the content-encoding {encoding}, but the request accepts none"
    ))
}

/// The default retry decision for an attempt with this outcome.
pub(crate) fn retry_decision(
    spec: &'static OperationSpec,
    outcome: Result<&http::Response<Bytes>, &TransportError>,
) -> RetryDecision {
    let outcome = match outcome {
        Ok(response) => check(spec, response),
        Err(error) => Err(Error::transport(spec.name, error.clone())),
    };
    match outcome {
        Ok(()) => RetryDecision::Stop,
        Err(error) => retry::classify(&error),
    }
}

/// The error that a response describes, whatever its status.
fn check(spec: &'static OperationSpec, response: &http::Response<Bytes>) -> Result<(), Error> {
    let (head, body) = classify(spec, response.clone(), |_, _| None)?.into_parts();
    let error = match Document::parse(&body) {
        Ok(document) if result_of(spec, document.root()).is_some() => None,
        Ok(document) => Envelope::of_success(document.root(), spec.errors),
        Err(_) => Envelope::of_json_success(&body),
    };
    error.map_or(Ok(()), |error| Err(failure(spec, error, head, &body)))
}

/// The element that holds the members of the output, if it is a child of `root`. The name of the
/// root is not checked, because other implementations of services use other names.
fn result_of<'d>(spec: &OperationSpec, root: Element<'d>) -> Option<Element<'d>> {
    let result = spec.result?;
    // In the ec2Query protocol the root element holds the members directly.
    match root.name() == result {
        true => Some(root),
        false => root.child(result),
    }
}

/// Passes the result element of a successful response to the operation, and returns the metadata of
/// the response.
pub(crate) fn read_output(
    spec: &'static OperationSpec,
    response: http::Response<Bytes>,
    history: CallHistory,
    deserializers: &mut Deserializers<'_>,
) -> Result<ResponseMetadata, Error> {
    let (head, body) = response.into_parts();
    let read = read_body(spec, head, &body, history, deserializers);
    // It may contain credentials, even if it cannot be read.
    wipe_unshared(body);
    read
}

fn read_body(
    spec: &'static OperationSpec,
    head: Parts,
    body: &Bytes,
    history: CallHistory,
    deserializers: &mut Deserializers<'_>,
) -> Result<ResponseMetadata, Error> {
    let document = Document::parse(body);
    let root = document.as_ref().map(Document::root).ok();
    let result = root.and_then(|root| result_of(spec, root));
    if result.is_none() {
        let error = match root {
            Some(root) => Envelope::of_success(root, spec.errors),
            None => Envelope::of_json_success(body),
        };
        if let Some(error) = error {
            let members = root.and_then(|root| error.members(root, deserializers.error_members));
            let error = failure(spec, error, head, body).with_members(members);
            return Err(error.with_history(history));
        }
    }
    let id = root.and_then(request_id).map(Cow::Borrowed);
    let metadata = ResponseMetadata::new(head.status.as_u16(), head.headers, id);
    let metadata = metadata.with_history(history);
    let failed =
        |message: String, metadata, source| Error::response(spec.name, message, metadata, source);

    let element = match (spec.result, result, &document) {
        // The operation has no result element: the body is optional and may be anything.
        (None, _, _) => EMPTY.root(),
        (_, Some(element), _) => element,
        (Some(result), None, Ok(document)) => {
            let message = format!("{}: no element {result}", document.root().path());
            return Err(failed(message, metadata, None));
        }
        (Some(result), None, Err(_)) if body.is_empty() => {
            let message = format!(
                "the body is empty, expected {}Response with {result}",
                spec.name
            );
            return Err(failed(message, metadata, None));
        }
        (Some(_), None, Err(error)) => {
            let message = match encoding(metadata.headers(), body) {
                Some(encoding) => format!("{error}; {encoding}"),
                None => error.to_string(),
            };
            let source = Arc::new(error.clone());
            return Err(failed(message, metadata, Some(source)));
        }
    };
    match (deserializers.output)(element, metadata.clone()) {
        Ok(()) => Ok(metadata),
        Err(error) => Err(failed(error.to_string(), metadata, Some(Arc::new(error)))),
    }
}

/// The error for a call whose deserializer ran without storing an output.
pub(crate) fn no_output(spec: &'static OperationSpec) -> Error {
    let message = "the operation's deserializer returned no output".to_owned();
    Error::response(spec.name, message, ResponseMetadata::default(), None)
}
