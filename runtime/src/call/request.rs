//! The step that combines body and endpoint into a request.

use bytes::Bytes;
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT,
};
use http::{HeaderMap, Method};

use super::destination::Destination;
use super::uri::{self, with_host_prefix};
use super::user_agent::{Purpose, user_agent};
use super::{encode, headers};
use crate::config::Config;
use crate::error::Error;
use crate::protocol::query::Extras;
use crate::spec::OperationSpec;
use crate::spec::endpoint::Endpoint;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// A complete but unsigned request, and the endpoint that it is for.
pub(crate) struct Prepared {
    pub(crate) http: http::Request<Bytes>,
    pub(super) endpoint: Endpoint,
}

/// Builds the request for `destination`, with all headers except those of the signature.
pub(super) fn build(
    config: &Config,
    spec: &'static OperationSpec,
    destination: Destination,
    body: Vec<u8>,
    extras: &Extras,
    purpose: Purpose,
) -> Result<Prepared, Error> {
    let unusable = |message: String| Error::configuration(Some(spec.name), message);
    let Destination {
        endpoint,
        mut uri,
        mut host,
    } = destination;
    let host_prefix = extras.host_prefix();
    if let Some(prefix) = host_prefix.map_err(|label| Error::host_label(spec.name, label))? {
        uri = with_host_prefix(uri, prefix).map_err(unusable)?;
        host = uri::host(&uri).map_err(unusable)?;
    }
    let body = encode::encode_body(config, body, extras);

    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(HOST, host);
    headers.insert(CONTENT_TYPE, FORM);
    headers.insert(CONTENT_LENGTH, body.bytes.len().into());
    headers.extend(body.headers);
    let is_compressed = headers.contains_key(CONTENT_ENCODING);
    let user_agent = user_agent(config, spec.service, purpose, is_compressed);
    headers.insert(USER_AGENT, user_agent);
    for (name, value) in &endpoint.headers {
        let (name, value) = header(name, value).map_err(unusable)?;
        headers.append(name, value);
    }

    headers::set_trace_id(config, &mut headers);

    let mut http = http::Request::new(body.bytes);
    *http.method_mut() = Method::POST;
    *http.uri_mut() = uri;
    *http.headers_mut() = headers;
    Ok(Prepared { http, endpoint })
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        _ => Err(format!(
            "the endpoint rules return an invalid header {name:?}"
        )),
    }
}
