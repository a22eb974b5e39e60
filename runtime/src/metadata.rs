//! What is known of an answer besides its content, and of how the call came by it.

#[cfg(feature = "testing")]
mod builder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

#[cfg(feature = "testing")]
pub use builder::ResponseMetadataBuilder;

/// What an answer said about itself, HTTP status, headers and request id, and how the call went:
/// where it was sent, in how many attempts, and how long it took.
///
/// Every output and every error of a call carries one; the raw answer is seen by an
/// [`Interceptor`](crate::Interceptor). Cloning is cheap. The default value is that
/// of no answer at all, for outputs that are made by hand in tests.
///
/// Two are equal when the answers said the same about themselves, however the calls went.
#[derive(Clone, Default)]
pub struct ResponseMetadata(Arc<Inner>);

#[derive(Clone, Default)]
struct Inner {
    status: u16,
    headers: HeaderMap,
    request_id: Option<String>,
    history: CallHistory,
}

/// How a call went.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallHistory {
    pub(crate) endpoint: Option<String>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) duration: Duration,
}

/// One attempt of a call: a request that was sent, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) status: Option<u16>,
    pub(crate) duration: Duration,
}

impl Attempt {
    /// The HTTP status of the answer, if there was a whole one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// From sending the request to the end of the answer, or to when it was given up.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

impl ResponseMetadata {
    /// `request_id` is the one in the body. Without it, the headers' is taken.
    pub(crate) fn new(status: u16, headers: HeaderMap, request_id: Option<String>) -> Self {
        let request_id = request_id.or_else(|| request_id_of_headers(&headers).map(str::to_owned));
        Self(Arc::new(Inner {
            status,
            headers,
            request_id,
            history: CallHistory::default(),
        }))
    }

    /// With how the call went.
    pub(crate) fn with_history(mut self, history: CallHistory) -> Self {
        Arc::make_mut(&mut self.0).history = history;
        self
    }

    pub(crate) fn history(&self) -> &CallHistory {
        &self.0.history
    }

    /// The id under which the service knows the request: the one in the answer's body, else of
    /// the header `x-amzn-requestid`, else of `x-amz-request-id`. AWS support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status; 0 if there was no answer.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The URL of the endpoint that was resolved for the call; `None` if it did not come to that.
    pub fn endpoint(&self) -> Option<&str> {
        self.0.history.endpoint.as_deref()
    }

    /// The attempts that were made, in order: each request that was sent. Empty if none was, and
    /// for an answer that was not carried by this crate.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.history.attempts
    }

    /// How long the call took, from its start to the end of the last answer, or to the error:
    /// validation, credentials, all attempts and the pauses between them.
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

/// As the headers of an answer have it.
pub(crate) fn request_id_of_headers(headers: &HeaderMap) -> Option<&str> {
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
    fn the_request_id_of_the_body_beats_the_headers() {
        let headers = headers(&[("x-amzn-requestid", "from-header")]);
        let metadata = ResponseMetadata::new(200, headers, Some("from-body".into()));
        assert_eq!(metadata.request_id(), Some("from-body"));
    }

    #[test]
    fn both_headers_are_read_and_a_blank_one_is_no_request_id() {
        let older = headers(&[("x-amzn-requestid", " "), ("x-amz-request-id", "older")]);
        let metadata = ResponseMetadata::new(503, older, None);
        assert_eq!(metadata.request_id(), Some("older"));
        assert_eq!(metadata.status(), 503);
        assert_eq!(ResponseMetadata::default().request_id(), None);
    }

    #[test]
    fn two_are_equal_when_their_answers_are_however_the_calls_went() {
        let metadata = || ResponseMetadata::new(200, headers(&[("date", "today")]), None);
        let history = CallHistory {
            duration: Duration::from_secs(1),
            ..CallHistory::default()
        };
        assert_eq!(metadata(), metadata().with_history(history));
        assert_ne!(metadata(), ResponseMetadata::new(200, headers(&[]), None));
    }
}
