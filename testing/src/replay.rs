//! A transport that replays a recording.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::recording::{Content, Exchange, Outcome, REDACTED, Recording, Redaction, Request};
use super::sent::SentRequest;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

/// A [`Transport`] that replays a [`Recording`]. Clones share the remaining exchanges.
///
/// A request gets the response of the first remaining exchange with the same request: the same
/// operation with the same parameters, in any order, or for other requests the same method, path
/// and body. Each response is used once. A redacted value matches any value; the host and the
/// headers are not compared.
///
/// A request that was not recorded fails with an error that shows the actual and the expected
/// request, and that is not retried.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::testing::{Recording, ReplayTransport, config};
///
/// let recording = Recording::from_json(r#"{"version": 1, "exchanges": []}"#)?;
/// let transport = ReplayTransport::new(recording);
/// let config = config().transport(transport.clone()).build();
/// // After calls with this config:
/// # drop(config);
/// assert_eq!(transport.exchanges_left(), 0);
/// # Ok::<(), querysmith::testing::RecordingError>(())
/// ```
#[derive(Clone)]
pub struct ReplayTransport {
    remaining: Arc<Mutex<Vec<Exchange>>>,
    ignored: Vec<String>,
}

impl ReplayTransport {
    /// A transport that replays `recording`.
    pub fn new(recording: Recording) -> Self {
        Self {
            remaining: Arc::new(Mutex::new(recording.exchanges)),
            ignored: Vec::new(),
        }
    }

    /// Ignores the parameter `name`, for values that differ with each call.
    #[must_use]
    pub fn ignoring(mut self, name: impl Into<String>) -> Self {
        self.ignored.push(name.into());
        self
    }

    /// The number of exchanges that have not been replayed.
    pub fn exchanges_left(&self) -> usize {
        self.remaining().len()
    }

    fn remaining(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.remaining
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn play_back(&self, sent: &SentRequest) -> Result<http::Response<Bytes>, TransportError> {
        let mut redaction = Redaction::default();
        redaction.add_secrets_of(sent);
        let actual = Request::of(sent, &redaction);
        let mut remaining = self.remaining();
        let matches = |exchange: &Exchange| self.differences(&exchange.request, &actual).is_empty();
        let Some(index) = remaining.iter().position(matches) else {
            let message = self.unexpected(&actual, &remaining);
            return Err(TransportError::new(TransportErrorKind::Other, message));
        };
        play(remaining.remove(index).outcome)
    }

    /// Describes the differences between the two requests.
    fn differences(&self, recorded: &Request, actual: &Request) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, recorded: Option<&str>, actual: Option<&str>| {
            let hidden = recorded == Some(REDACTED) && actual.is_some();
            if recorded != actual && !hidden {
                let shown =
                    |value: Option<&str>| value.map_or("none".into(), |it| format!("{it:?}"));
                let (recorded, actual) = (shown(recorded), shown(actual));
                differences.push(format!("{what}: expected {recorded}, found {actual}"));
            }
        };
        compare("method", Some(&recorded.method), Some(&actual.method));
        compare("path", Some(recorded.target()), Some(actual.target()));
        match (&recorded.content, &actual.content) {
            (Content::Body(recorded), Content::Body(actual)) => {
                compare("body", Some(recorded), Some(actual));
            }
            _ => {
                let added = names(actual).filter(|name| recorded.get(name).is_none());
                for name in names(recorded).chain(added) {
                    if !self.ignored.iter().any(|ignored| ignored == name) {
                        compare(name, recorded.get(name), actual.get(name));
                    }
                }
            }
        }
        differences
    }

    fn unexpected(&self, actual: &Request, remaining: &[Exchange]) -> String {
        let title = actual.title();
        let start = format!("the recording has no response to this {title}");
        if remaining.is_empty() {
            return format!("{start}: every exchange has been replayed");
        }
        let mut same = remaining
            .iter()
            .filter(|other| other.request.title() == title);
        match same.next() {
            Some(other) => {
                let differences = self.differences(&other.request, actual);
                format!("{start}: {}", differences.join("; "))
            }
            None => {
                let titles: Vec<_> = remaining
                    .iter()
                    .map(|other| other.request.title())
                    .collect();
                format!("{start}: expected one of {}", titles.join(", "))
            }
        }
    }
}

/// The names of the members of a form.
fn names(request: &Request) -> impl Iterator<Item = &str> {
    let form = match &request.content {
        Content::Form(form) => form.as_slice(),
        Content::Body(_) => &[],
    };
    form.iter().map(|(name, _)| name.as_str())
}

fn play(outcome: Outcome) -> Result<http::Response<Bytes>, TransportError> {
    match outcome {
        Outcome::Response {
            status,
            headers,
            body,
        } => {
            let mut response = http::Response::new(Bytes::from(body));
            let status = StatusCode::from_u16(status);
            *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            for (name, value) in headers {
                let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
                if let (Ok(name), Ok(value)) = header {
                    response.headers_mut().append(name, value);
                }
            }
            Ok(response)
        }
        Outcome::Error(kind, message) => {
            Err(TransportError::new(Outcome::kind_named(kind), message))
        }
    }
}

impl Transport for ReplayTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let outcome = self.play_back(&SentRequest::new(request));
        Box::pin(std::future::ready(outcome))
    }

    fn is_test_double(&self) -> bool {
        true
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayTransport")
            .field("exchanges_left", &self.exchanges_left())
            .finish_non_exhaustive()
    }
}
