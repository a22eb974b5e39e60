//! The step that combines body and endpoint into a request.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT,
};
use http::{HeaderMap, Method, Uri};

use super::destination::Destination;
use super::uri::{self, with_host_prefix};
use super::{encode, headers};
use crate::config::Config;
use crate::error::Error;
use crate::protocol::query::Extras;
use crate::spec::OperationSpec;
use crate::value::uuid::Uuid;
use crate::value::wiped::WipedBytes;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The parts of the requests of a call. The request of each attempt is built from them, so that
/// attempts do not copy each other's requests.
pub(crate) struct Prepared {
    pub(super) destination: Arc<Destination>,
    /// The URI and the `Host` header of requests whose model has a host prefix.
    prefixed: Option<Box<(Uri, HeaderValue)>>,
    user_agent: HeaderValue,
    content_length: HeaderValue,
    /// The headers of the body's encoding, of the endpoint rules and of tracing.
    other_headers: HeaderMap,
    /// All attempts of a call share it.
    invocation_id: Option<Uuid>,
    body: Bytes,
}

impl Prepared {
    /// Creates a request with all headers except those of the attempt and the signature.
    pub(crate) fn request(&self) -> http::Request<Bytes> {
        let mut headers = HeaderMap::with_capacity(12);
        let (uri, host) = match self.prefixed.as_deref() {
            Some((uri, host)) => (uri, host),
            None => (&self.destination.uri, &self.destination.host),
        };
        headers.insert(HOST, host.clone());
        headers.insert(CONTENT_TYPE, FORM);
        headers.insert(CONTENT_LENGTH, self.content_length.clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        for (name, value) in &self.other_headers {
            headers.append(name, value.clone());
        }
        // A clone of a value would take two allocations.
        if let Some(id) = &self.invocation_id
            && let Ok(id) = HeaderValue::from_bytes(id.as_bytes())
        {
            headers.insert(headers::INVOCATION_ID, id);
        }
        let mut http = http::Request::new(self.body.clone());
        *http.method_mut() = Method::POST;
        *http.uri_mut() = uri.clone();
        *http.headers_mut() = headers;
        http
    }
}

/// The requests of the attempts of a call, which all start the same.
pub(super) struct Requests {
    pub(super) prepared: Prepared,
    /// The request that interceptors have seen, and may have changed, if there are any.
    pub(super) changed: Option<Box<http::Request<Bytes>>>,
}

impl Requests {
    pub(super) fn new(prepared: Prepared) -> Self {
        Self {
            prepared,
            changed: None,
        }
    }

    /// The request of the next attempt.
    pub(super) fn next(&self) -> http::Request<Bytes> {
        match &self.changed {
            Some(http) => http.as_ref().clone(),
            None => self.prepared.request(),
        }
    }
}

/// What identifies the client and the call in the headers of a request.
pub(super) struct Identification<'a> {
    /// The user agent, which depends on whether the body is compressed.
    pub(super) user_agent: &'a dyn Fn(bool) -> HeaderValue,
    /// The header with the length of the body.
    pub(super) content_length: &'a dyn Fn(usize) -> HeaderValue,
    /// Whether the request has an invocation id.
    pub(super) is_invocation: bool,
}

/// Prepares requests to `destination`.
pub(super) fn build(
    config: &Config,
    spec: &'static OperationSpec,
    destination: Arc<Destination>,
    body: WipedBytes,
    extras: &Extras,
    identification: &Identification<'_>,
) -> Result<Prepared, Error> {
    let unusable = |message: String| Error::configuration(Some(spec.name), message);
    let host_prefix = extras.host_prefix();
    let host_prefix = host_prefix.map_err(|label| Error::host_label(spec.name, label))?;
    let prefixed = match host_prefix {
        Some(prefix) => {
            let uri = with_host_prefix(destination.uri.clone(), prefix).map_err(unusable)?;
            let host = uri::host(&uri).map_err(unusable)?;
            Some(Box::new((uri, host)))
        }
        None => None,
    };
    let body = encode::encode_body(config, body, extras);
    let mut other_headers = body.headers;
    let user_agent = (identification.user_agent)(other_headers.contains_key(CONTENT_ENCODING));
    let content_length = (identification.content_length)(body.bytes.len());
    let is_invocation = identification.is_invocation;
    let invocation_id = is_invocation.then(|| headers::invocation_id(config));
    for (name, value) in &destination.endpoint.headers {
        let (name, value) = header(name, value).map_err(unusable)?;
        other_headers.append(name, value);
    }
    headers::set_trace_id(config, &mut other_headers);
    Ok(Prepared {
        destination,
        prefixed,
        user_agent,
        content_length,
        other_headers,
        invocation_id,
        // Members may be secret: the body is wiped when the last clone is dropped.
        body: body.bytes.share(),
    })
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        _ => Err(format!(
            "the endpoint rules return an invalid header {name:?}"
        )),
    }
}
