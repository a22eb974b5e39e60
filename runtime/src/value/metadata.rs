//! The metadata of a response and of the call that received it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName};

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

/// The headers that have the request id, the preferred one first.
const REQUEST_ID_HEADERS: [HeaderName; 2] = [
    HeaderName::from_static("x-amzn-requestid"),
    HeaderName::from_static("x-amz-request-id"),
];

/// The parts of metadata: see the getters of [`ResponseMetadata`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is what the getter of that name returns")]
pub struct MetadataParts {
    pub status: u16,
    pub headers: HeaderMap,
    /// `None` if it is that of the headers.
    pub request_id: Option<String>,
    pub history: CallHistory,
}

/// The history of a call.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is what the getter of that name returns")]
pub struct CallHistory {
    pub endpoint: Option<Arc<str>>,
    pub attempts: Attempts,
    pub duration: Duration,
}

/// The attempts of a call in order. Most calls have one, which is stored inline.
#[derive(Debug, Clone, Default)]
pub struct Attempts(AttemptList);

#[derive(Debug, Clone, Default)]
enum AttemptList {
    #[default]
    None,
    One(Attempt),
    Several(Vec<Attempt>),
}

impl Attempts {
    /// Adds the next attempt.
    pub fn push(&mut self, attempt: Attempt) {
        match &mut self.0 {
            AttemptList::None => self.0 = AttemptList::One(attempt),
            AttemptList::One(first) => {
                self.0 = AttemptList::Several(vec![*first, attempt]);
            }
            AttemptList::Several(attempts) => attempts.push(attempt),
        }
    }

    /// All attempts.
    pub fn as_slice(&self) -> &[Attempt] {
        match &self.0 {
            AttemptList::None => &[],
            AttemptList::One(attempt) => std::slice::from_ref(attempt),
            AttemptList::Several(attempts) => attempts,
        }
    }

    pub(crate) fn last_mut(&mut self) -> Option<&mut Attempt> {
        match &mut self.0 {
            AttemptList::None => None,
            AttemptList::One(attempt) => Some(attempt),
            AttemptList::Several(attempts) => attempts.last_mut(),
        }
    }
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
    pub(crate) fn new(status: u16, headers: HeaderMap, request_id: Option<Cow<'_, str>>) -> Self {
        // Usually the headers have it too, so that it need not be copied.
        let request_id = request_id.filter(|id| request_id_of_headers(&headers) != Some(id));
        Self::from_parts(MetadataParts {
            status,
            headers,
            request_id: request_id.map(Cow::into_owned),
            history: CallHistory::default(),
        })
    }

    /// Where the parts have no request id, it is that of the headers.
    pub(crate) fn from_parts(parts: MetadataParts) -> Self {
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
        match &self.0.request_id {
            Some(id) => Some(id),
            None => request_id_of_headers(&self.0.headers),
        }
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
        self.0.history.attempts.as_slice()
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
            .field("request_id", &self.request_id())
            .field("headers", &self.0.headers)
            .field("endpoint", &self.endpoint())
            .field("attempts", &self.attempts())
            .field("duration", &self.duration())
            .finish()
    }
}

/// The request id in the headers of a response.
fn request_id_of_headers(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS
        .iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
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
    fn a_request_id_that_the_headers_have_too_is_not_copied() {
        let both = headers(&[("x-amzn-requestid", "same"), ("x-amz-request-id", "other")]);
        let of_body = |id: &'static str| ResponseMetadata::new(200, both.clone(), Some(id.into()));
        assert_eq!(of_body("same").parts().request_id, None);
        assert_eq!(of_body("same").request_id(), Some("same"));
        assert_eq!(of_body("other").request_id(), Some("other"));
        assert!(format!("{:?}", of_body("same")).contains("\"same\""));
    }

    #[test]
    fn attempts_are_kept_in_order() {
        let attempt = |status| Attempt::new(Some(status), Duration::ZERO);
        let mut attempts = Attempts::default();
        assert_eq!(attempts.as_slice(), []);
        assert_eq!(attempts.last_mut(), None);
        for status in 1..=4 {
            attempts.push(attempt(0));
            attempts.last_mut().unwrap().status = Some(status);
            let expected: Vec<Attempt> = (1..=status).map(attempt).collect();
            assert_eq!(attempts.as_slice(), expected);
        }
    }

    #[test]
    fn equality_ignores_the_history_of_the_call() {
        let metadata = |headers| ResponseMetadata::new(200, headers, None);
        let today = || headers(&[("date", "today")]);
        let history = CallHistory {
            duration: Duration::from_secs(1),
            ..CallHistory::default()
        };
        assert_eq!(metadata(today()), metadata(today()).with_history(history));
        assert_ne!(metadata(today()), metadata(headers(&[])));
    }
}
