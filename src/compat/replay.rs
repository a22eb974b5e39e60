//! HTTP clients for tests.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use querysmith_runtime::Bytes;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::http::{Request, Response};
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

use super::body::SdkBody;

/// A request that a test expects, and the response to it.
#[derive(Debug)]
pub struct ReplayEvent {
    expected: Request<Bytes>,
    response: Response<Bytes>,
}

impl ReplayEvent {
    /// An event with this request and response.
    pub fn new(request: Request<SdkBody>, response: Response<SdkBody>) -> Self {
        Self {
            expected: request.map(|body| body.0),
            response: response.map(|body| body.0),
        }
    }
}

/// An HTTP client that returns responses in the given order, regardless of the requests.
/// [`assert_requests_match`](Self::assert_requests_match) compares the requests afterwards. Clones
/// share the responses.
#[derive(Clone, Debug)]
pub struct StaticReplayClient {
    state: Arc<Mutex<Replayed>>,
}

struct Replayed {
    expected: Vec<Request<Bytes>>,
    responses: std::vec::IntoIter<Response<Bytes>>,
    actual: Vec<Request<Bytes>>,
}

/// Without the requests and responses, which can contain secrets.
impl fmt::Debug for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replayed")
            .field("expected", &self.expected.len())
            .field("actual", &self.actual.len())
            .finish()
    }
}

impl StaticReplayClient {
    /// A client that returns the responses of `events`.
    pub fn new(events: Vec<ReplayEvent>) -> Self {
        let (expected, responses): (_, Vec<_>) = events
            .into_iter()
            .map(|event| (event.expected, event.response))
            .unzip();
        Self {
            state: Arc::new(Mutex::new(Replayed {
                expected,
                responses: responses.into_iter(),
                actual: Vec::new(),
            })),
        }
    }

    /// The requests so far, with their signatures.
    pub fn actual_requests(&self) -> impl Iterator<Item = Request<Bytes>> + use<> {
        self.with_state(|state| state.actual.clone()).into_iter()
    }

    /// Compares the requests with the expected ones: their number, URLs, bodies, and the expected
    /// headers except for `ignored`.
    ///
    /// # Panics
    ///
    /// If they differ.
    #[track_caller]
    pub fn assert_requests_match(&self, ignored: &[&str]) {
        let difference = self.with_state(|state| difference(state, ignored));
        assert!(difference.is_empty(), "{difference}");
    }

    fn with_state<T>(&self, function: impl FnOnce(&mut Replayed) -> T) -> T {
        function(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Transport for StaticReplayClient {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let response = self.with_state(|state| {
            state.actual.push(request);
            state.responses.next()
        });
        let result = response.ok_or_else(|| {
            let message = "the StaticReplayClient has no response left";
            TransportError::new(TransportErrorKind::Other, message)
        });
        Box::pin(std::future::ready(result))
    }

    fn is_test_double(&self) -> bool {
        true
    }
}

/// The differences between the expected requests and the actual ones; empty if there are none.
fn difference(state: &Replayed, ignored: &[&str]) -> String {
    let (expected, actual) = (state.expected.len(), state.actual.len());
    if expected != actual {
        return format!("expected {expected} requests, found {actual}");
    }
    let mut differences = Vec::new();
    for (index, (expected, actual)) in state.expected.iter().zip(&state.actual).enumerate() {
        let mut compare = |what: &str, expected: &str, actual: &str| {
            if expected != actual {
                differences.push(format!(
                    "request {index}: {what}: expected {expected:?}, found {actual:?}"
                ));
            }
        };
        compare(
            "URL",
            &expected.uri().to_string(),
            &actual.uri().to_string(),
        );
        for (name, value) in expected.headers() {
            if ignored.iter().any(|ignored| name == *ignored) {
                continue;
            }
            let found = actual.headers().get(name).map(|value| value.as_bytes());
            compare(
                name.as_str(),
                &String::from_utf8_lossy(value.as_bytes()),
                &String::from_utf8_lossy(found.unwrap_or_default()),
            );
        }
        compare(
            "body",
            &String::from_utf8_lossy(expected.body()),
            &String::from_utf8_lossy(actual.body()),
        );
    }
    differences.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::client_config::SdkConfig;
    use crate::compat::credentials::Credentials;
    use crate::compat::region::Region;

    fn event(url: &str, header: (&'static str, &'static str), body: &'static str) -> ReplayEvent {
        let request = Request::builder().uri(url).header(header.0, header.1);
        ReplayEvent::new(
            request.body(SdkBody::from(body)).unwrap(),
            Response::new(SdkBody::from(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account>\
                 </GetCallerIdentityResult></GetCallerIdentityResponse>",
            )),
        )
    }

    async fn replayed(event: ReplayEvent) -> StaticReplayClient {
        let client = StaticReplayClient::new(vec![event]);
        let config = SdkConfig::builder()
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::for_tests())
            .http_client(client.clone())
            .build();
        let sts = querysmith_sts::Client::new(&config);
        let identity = sts.get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some("1"));
        let error = sts.get_caller_identity().send().await.unwrap_err();
        assert!(error.to_string().contains("no response left"), "{error}");
        client
    }

    const URL: &str = "https://sts.eu-west-1.amazonaws.com/";
    const TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

    /// The differences in the first request.
    async fn found(event: ReplayEvent, ignored: &[&str]) -> String {
        let client = replayed(event).await;
        client.with_state(|state| {
            state.actual.truncate(1);
            difference(state, ignored)
        })
    }

    #[tokio::test]
    async fn equal_requests_match() {
        assert_eq!(found(event(URL, TYPE, BODY), &[]).await, "");
        let other = event(URL, ("authorization", "other"), BODY);
        assert_eq!(found(other, &["authorization"]).await, "");
    }

    #[tokio::test]
    async fn a_difference_names_the_request_and_the_part() {
        for (event, part) in [
            (event("https://sts.example/", TYPE, BODY), "request 0: URL"),
            (event(URL, ("x-trace", "1"), BODY), "request 0: x-trace"),
            (event(URL, TYPE, "Action=AssumeRole"), "request 0: body"),
        ] {
            let text = found(event, &[]).await;
            assert!(text.starts_with(part), "{text}");
        }
    }

    #[tokio::test]
    #[should_panic(expected = "expected 1 requests, found 2")]
    async fn a_request_too_many_does_not_match() {
        replayed(event(URL, TYPE, BODY))
            .await
            .assert_requests_match(&[]);
    }
}
