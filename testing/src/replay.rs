//! A transport that plays a recording back.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::recording::{Content, Exchange, Outcome, REDACTED, Recording, Redaction, Request};
use super::sent::SentRequest;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

/// A [`Transport`] that plays a [`Recording`] back. Clones share what is left of it.
///
/// A request gets the first answer that is left of those to the same request: the same operation
/// with the same parameters, whatever the order, or for other requests the same method, path and
/// body. Each answer is given once. What the recording does not show, because it was secret,
/// matches any value; the host and the headers do not matter.
///
/// A request that was not recorded fails with an error that says what came and what was expected,
/// and that is not retried.
///
/// ```
/// use querysmith_testing::{Recording, ReplayTransport, config};
///
/// let recording = Recording::from_json(r#"{"version": 1, "exchanges": []}"#)?;
/// let transport = ReplayTransport::new(recording);
/// let config = config().transport(transport.clone()).build();
/// // After calls with this config:
/// # drop(config);
/// assert_eq!(transport.exchanges_left(), 0);
/// # Ok::<(), querysmith_testing::RecordingError>(())
/// ```
#[derive(Clone)]
pub struct ReplayTransport {
    left: Arc<Mutex<Vec<Exchange>>>,
    ignored: Vec<String>,
}

impl ReplayTransport {
    /// Plays this back.
    pub fn new(recording: Recording) -> Self {
        Self {
            left: Arc::new(Mutex::new(recording.exchanges)),
            ignored: Vec::new(),
        }
    }

    /// Lets the parameter `name` have any value, or none: for what is another one with each call.
    #[must_use]
    pub fn ignoring(mut self, name: impl Into<String>) -> Self {
        self.ignored.push(name.into());
        self
    }

    /// How many exchanges were not played back.
    pub fn exchanges_left(&self) -> usize {
        self.left().len()
    }

    fn left(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, sent: &SentRequest) -> Result<http::Response<Bytes>, TransportError> {
        let mut redaction = Redaction::default();
        redaction.add_secrets_of(sent);
        let came = Request::of(sent, &redaction);
        let mut left = self.left();
        let matches = |exchange: &Exchange| self.differences(&exchange.request, &came).is_empty();
        let Some(at) = left.iter().position(matches) else {
            let message = self.unexpected(&came, &left);
            return Err(TransportError::new(TransportErrorKind::Other, message));
        };
        play(left.remove(at).outcome)
    }

    /// What keeps `came` from being `recorded`, in words.
    fn differences(&self, recorded: &Request, came: &Request) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, recorded: Option<&str>, came: Option<&str>| {
            let hidden = recorded == Some(REDACTED) && came.is_some();
            if recorded != came && !hidden {
                let shown =
                    |value: Option<&str>| value.map_or("none".into(), |it| format!("{it:?}"));
                let (recorded, came) = (shown(recorded), shown(came));
                differences.push(format!("{what}: expected {recorded}, came {came}"));
            }
        };
        compare("method", Some(&recorded.method), Some(&came.method));
        compare("path", Some(recorded.target()), Some(came.target()));
        match (&recorded.content, &came.content) {
            (Content::Body(recorded), Content::Body(came)) => {
                compare("body", Some(recorded), Some(came));
            }
            _ => {
                let added = names(came).filter(|name| recorded.get(name).is_none());
                for name in names(recorded).chain(added) {
                    if !self.ignored.iter().any(|ignored| ignored == name) {
                        compare(name, recorded.get(name), came.get(name));
                    }
                }
            }
        }
        differences
    }

    fn unexpected(&self, came: &Request, left: &[Exchange]) -> String {
        let title = came.title();
        let start = format!("the recording has no answer to this {title}");
        if left.is_empty() {
            return format!("{start}: every exchange has been played back");
        }
        let mut same = left.iter().filter(|other| other.request.title() == title);
        match same.next() {
            Some(other) => {
                let differences = self.differences(&other.request, came);
                format!("{start}: {}", differences.join("; "))
            }
            None => {
                let titles: Vec<_> = left.iter().map(|other| other.request.title()).collect();
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
            Err(TransportError::new(Outcome::kind_called(kind), message))
        }
    }
}

impl Transport for ReplayTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let outcome = self.answer(&SentRequest::new(request));
        Box::pin(std::future::ready(outcome))
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayTransport")
            .field("exchanges_left", &self.exchanges_left())
            .finish_non_exhaustive()
    }
}
