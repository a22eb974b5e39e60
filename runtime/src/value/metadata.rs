//! The metadata of a response and of the call that received it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

/// The metadata of a response (HTTP status, headers and request id) and of its call (endpoint,
/// attempts and duration).
///
/// Every output and every error of a call has metadata; an [`Interceptor`](crate::Interceptor) sees
/// the raw response. Cloning is cheap. The default value is that of a missing response, for outputs
/// that are built in tests.
///
/// Two values are equal if the metadata of their responses is, regardless of that of the calls.
#[derive(Clone, Default)]
pub struct ResponseMetadata(Arc<MetadataParts>);

/// The parts of metadata: see the getters of [`ResponseMetadata`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is what the getter of that name returns")]
pub struct MetadataParts {
    pub status: u16,
    pub headers: HeaderMap,
    pub request_id: Option<String>,
    pub history: CallHistory,
}

/// The history of a call.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is what the getter of that name returns")]
pub struct CallHistory {
    pub endpoint: Option<Arc<str>>,
    pub attempts: Vec<Attempt>,
    pub duration: Duration,
}

/// One attempt of a call: a request that was sent, and its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) status: Option<u16>,
    pub(crate) duration: Duration,
}

impl Attempt {
    pub(crate) fn new(status: Option<u16>, duration: Duration) -> Self {
        Self { status, duration }
    }

    /// The HTTP status of the response, if it was received completely.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The time from sending the request to the end of the response, or until it was abandoned.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

impl ResponseMetadata {
    /// `request_id` is that of the body. If it is `None`, that of the headers is used.
    pub(crate) fn new(status: u16, headers: HeaderMap, request_id: Option<String>) -> Self {
        Self::from_parts(MetadataParts {
            status,
            headers,
            request_id,
            history: CallHistory::default(),
        })
    }

    /// Where the parts have no request id, it is that of the headers.
    pub(crate) fn from_parts(mut parts: MetadataParts) -> Self {
        if parts.request_id.is_none() {
            parts.request_id = request_id_of_headers(&parts.headers).map(str::to_owned);
        }
        Self(Arc::new(parts))
    }

    pub(crate) fn parts(&self) -> &MetadataParts {
        &self.0
    }

    /// Sets the history of the call.
    pub(crate) fn with_history(mut self, history: CallHistory) -> Self {
        Arc::make_mut(&mut self.0).history = history;
        self
    }

    pub(crate) fn history(&self) -> &CallHistory {
        &self.0.history
    }

    /// The request id, from the response's body, the header `x-amzn-requestid` or the header
    /// `x-amz-request-id`, in this order. AWS Support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status; 0 if there was no response.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The URL of the endpoint that was resolved for the call; `None` if the call failed before.
    pub fn endpoint(&self) -> Option<&str> {
        self.0.history.endpoint.as_deref()
    }

    /// The attempts in order, one for each request that was sent. Empty if none was sent, and for
    /// responses that were not received by this crate.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.history.attempts
    }

    /// The duration of the call from its start to the end of the last response, or to the error. It
    /// includes validation, credentials, all attempts and the pauses between them.
    pub fn duration(&self) -> Duration {
        self.0.history.duration
    }
}

impl PartialEq for ResponseMetadata {
    fn eq(&self, other: &Self) -> bool {
        self.status() == other.status()
            && self.request_id() == other.request_id()
            && self.headers() == other.headers()
    }
}

impl fmt::Debug for ResponseMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMetadata")
            .field("status", &self.0.status)
            .field("request_id", &self.0.request_id)
            .field("headers", &self.0.headers)
            .field("endpoint", &self.endpoint())
            .field("attempts", &self.attempts())
            .field("duration", &self.duration())
            .finish()
    }
}

/// The request id in the headers of a response.
fn request_id_of_headers(headers: &HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::trim)
        .find(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_request_id_of_the_body_takes_precedence_over_the_headers() {
        let headers = headers(&[("x-amzn-requestid", "from-header")]);
        let metadata = ResponseMetadata::new(200, headers, Some("from-body".into()));
        assert_eq!(metadata.request_id(), Some("from-body"));
    }

    #[test]
    fn both_headers_are_read_and_blank_request_ids_are_ignored() {
        let older = headers(&[("x-amzn-requestid", " "), ("x-amz-request-id", "older")]);
        let metadata = ResponseMetadata::new(503, older, None);
        assert_eq!(metadata.request_id(), Some("older"));
        assert_eq!(metadata.status(), 503);
        assert_eq!(ResponseMetadata::default().request_id(), None);
    }

    #[test]
    fn equality_ignores_the_history_of_the_call() {
        let metadata = || ResponseMetadata::new(200, headers(&[("date", "today")]), None);
        let history = CallHistory {
            duration: Duration::from_secs(1),
            ..CallHistory::default()
        };
        assert_eq!(metadata(), metadata().with_history(history));
        assert_ne!(metadata(), ResponseMetadata::new(200, headers(&[]), None));
    }
}
