//! A transport that returns recorded responses to recorded requests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use querysmith::clock::BoxFuture;
use querysmith::transport::{Transport, TransportError, TransportErrorKind};
use querysmith::{Bytes, http};

use super::traffic::Exchange;

#[derive(Debug, Clone)]
pub(crate) struct Replay {
    texts: Arc<Vec<String>>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    left: VecDeque<Exchange>,
    problem: Option<String>,
}

impl Replay {
    pub(crate) fn new(exchanges: Vec<Exchange>, texts: Vec<String>) -> Self {
        let left = exchanges.into();
        Self {
            texts: Arc::new(texts),
            state: Arc::new(Mutex::new(State {
                left,
                problem: None,
            })),
        }
    }

    /// Fails with the first request that differs from the recorded one.
    pub(crate) fn problem(&self) -> Result<(), String> {
        self.state().problem.clone().map_or(Ok(()), Err)
    }

    pub(crate) fn used_up(&self) -> Result<(), String> {
        match self.state().left.len() {
            0 => Ok(()),
            left => Err(format!("{left} of the recorded requests were not made")),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn respond(
        &self,
        request: &http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut state = self.state();
        let unexpected = |problem| TransportError::new(TransportErrorKind::Other, problem);
        // A retry after the last recorded attempt is not a failure: it gets a connection error.
        let Some(exchange) = state.left.pop_front() else {
            let problem = format!("{} was not recorded", request.uri());
            return Err(TransportError::new(TransportErrorKind::Connect, problem));
        };
        if let Err(problem) = check(&exchange, request, &self.texts) {
            state.problem.get_or_insert(problem.clone());
            return Err(unexpected(problem));
        }
        let failed = |kind, what| Err(TransportError::new(kind, what));
        let Some(status) = exchange.status else {
            return failed(
                TransportErrorKind::Connect,
                "the recording has no connection",
            );
        };
        if exchange.is_broken {
            return failed(
                TransportErrorKind::Io,
                "the recorded response is incomplete",
            );
        }
        let mut response = http::Response::builder().status(status);
        for (name, value) in &exchange.response_headers {
            response = response.header(name, value);
        }
        let response = response.body(exchange.response_body.into());
        response.map_err(|error| unexpected(error.to_string()))
    }
}

impl Transport for Replay {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(self.respond(&request)))
    }
}

/// Headers with values that a provider obtained from another source. Other headers differ between
/// SDKs. Signatures are not compared: they cover the user agent headers, the time and the session
/// name, and those in the recordings were replaced.
const HEADERS: [&str; 4] = [
    "authorization",
    "x-aws-ec2-metadata-token",
    "x-aws-ec2-metadata-token-ttl-seconds",
    "x-amz-sso_bearer_token",
];

fn check(
    recorded: &Exchange,
    request: &http::Request<Bytes>,
    texts: &[String],
) -> Result<(), String> {
    let method = request.method().as_str();
    let uri = request.uri().to_string();
    if method != recorded.method || parts(&uri) != parts(&recorded.uri) {
        let (expected_method, expected_uri) = (&recorded.method, &recorded.uri);
        return Err(format!(
            "found {method} {uri}, expected {expected_method} {expected_uri}"
        ));
    }
    for name in HEADERS {
        let expected = recorded.request_headers.get(name).map(String::as_str);
        let found = request.headers().get(name).and_then(|it| it.to_str().ok());
        let is_signature = |value: &str| value.starts_with("AWS4-HMAC-SHA256 ");
        if expected.is_some_and(is_signature) && found.is_some_and(is_signature) {
            continue;
        }
        // A recording may omit headers, but those that it has must be sent.
        if expected.is_some() && found != expected {
            return Err(format!("{uri}: header {name} differs"));
        }
    }
    check_body(&recorded.request_body, request.body(), texts)
}

/// The path of a URI without trailing slashes, and its parameters in sorted order.
fn parts(uri: &str) -> (&str, Vec<&str>) {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let mut query: Vec<_> = query.split('&').collect();
    query.sort_unstable();
    (path.trim_end_matches('/'), query)
}

/// Compares form bodies; a recording may omit the body. The parameters must be the same, with the
/// same values, except for values that a recording cannot predict: session names, which contain a
/// time, and roles and tokens that were replaced in the files but not in the recording. Those must
/// match the files.
fn check_body(recorded: &[u8], found: &[u8], texts: &[String]) -> Result<(), String> {
    if recorded.is_empty() {
        return Ok(());
    }
    let (expected, found) = (parameters(recorded), parameters(found));
    let names = |parameters: &BTreeMap<String, String>| -> Vec<String> {
        parameters.keys().cloned().collect()
    };
    if names(&expected) != names(&found) {
        return Err(format!(
            "found the parameters {:?}, expected {:?}",
            names(&found),
            names(&expected)
        ));
    }
    let is_known = |value: &str| {
        texts
            .iter()
            .any(|text| text.split_whitespace().any(|it| it == value))
    };
    for (name, expected) in &expected {
        let found = &found[name];
        let is_match = match name.as_str() {
            "RoleSessionName" => true,
            "RoleArn" | "WebIdentityToken" if !is_known(expected.trim()) => is_known(found),
            "WebIdentityToken" => found == expected.trim(),
            _ => found == expected,
        };
        if !is_match {
            return Err(format!("{name} is {found:?}, expected {expected:?}"));
        }
    }
    Ok(())
}

/// The decoded parameters of a form; empty for any other body.
fn parameters(body: &[u8]) -> BTreeMap<String, String> {
    String::from_utf8_lossy(body)
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), decoded(value)))
        .collect()
}

/// Decodes a value. Returns it unchanged if it is not correctly encoded.
fn decoded(value: &str) -> String {
    let mut parts = value.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).map(|hex| u8::from_str_radix(hex, 16));
        let (Some(Ok(byte)), Some(rest)) = (byte, part.get(2..)) else {
            return value.to_owned();
        };
        bytes.push(byte);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}
