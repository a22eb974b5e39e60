//! A transport that follows a script.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::response::{Outcome, Response};
use super::sent::SentRequest;
use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

/// A [`Transport`] that returns responses and transport errors in the order of a script, and
/// records the requests. Clones share both.
///
/// A request after the last response of the script fails with an error that is not retried.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::testing::{Response, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([
///     Response::error(503, "ServiceUnavailable", "Busy."),
///     Response::success("GetCallerIdentity", [("Account", "123456789012")]),
/// ]);
/// let config = querysmith::testing::config()
///     .transport(transport.clone())
///     .build();
/// // Two attempts of a call with this config later:
/// # drop(config);
/// assert_eq!(transport.requests().len() + transport.responses_left(), 2);
/// ```
#[derive(Clone)]
pub struct ScriptedTransport {
    state: Arc<Mutex<State>>,
    time: Option<Arc<dyn Sleep>>,
}

struct State {
    responses: VecDeque<Response>,
    repeats_last: bool,
    requests: Vec<SentRequest>,
}

impl ScriptedTransport {
    /// A transport with these responses, one for each request.
    pub fn new(responses: impl IntoIterator<Item = Response>) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                responses: responses.into_iter().collect(),
                repeats_last: false,
                requests: Vec::new(),
            })),
            time: None,
        }
    }

    /// A transport with the same response to every request.
    pub fn always(response: Response) -> Self {
        Self::new([response]).repeating_last()
    }

    /// Repeats the last response for all further requests.
    #[must_use]
    pub fn repeating_last(self) -> Self {
        self.state().repeats_last = true;
        self
    }

    /// Sets the timer for [delayed](Response::after) responses: pass that of the config.
    #[must_use]
    pub fn in_time(mut self, time: impl Sleep + 'static) -> Self {
        self.time = Some(Arc::new(time));
        self
    }

    /// Replaces the remaining responses.
    pub fn set_responses(&self, responses: impl IntoIterator<Item = Response>) {
        self.state().responses = responses.into_iter().collect();
    }

    /// The number of remaining responses.
    pub fn responses_left(&self) -> usize {
        self.state().responses.len()
    }

    /// The requests so far, in order: one for each attempt.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().requests.clone()
    }

    /// The last request; `None` if there was none.
    pub fn last_request(&self) -> Option<SentRequest> {
        self.state().requests.last().cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_response(&self, request: http::Request<Bytes>) -> Response {
        let request = SentRequest::new(request);
        let mut state = self.state();
        let response = match state.responses.len() {
            1 if state.repeats_last => state.responses.front().cloned(),
            _ => state.responses.pop_front(),
        };
        let response = response.unwrap_or_else(|| {
            let (number, action) = (state.requests.len() + 1, request.action());
            other(format!(
                "the script has no response to request {number}, {}",
                action.unwrap_or("which has no action")
            ))
            .into()
        });
        state.requests.push(request);
        response
    }

    async fn wait(&self, delay: Duration) -> Result<(), TransportError> {
        if delay.is_zero() {
            return Ok(());
        }
        let Some(time) = &self.time else {
            return Err(other(format!(
                "a response of the script has a delay of {delay:?}, but the transport has no \
                 timer: set that of the config with `in_time`"
            )));
        };
        time.sleep(delay).await;
        Ok(())
    }
}

fn other(message: String) -> TransportError {
    TransportError::new(TransportErrorKind::Other, message)
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = self.next_response(request);
        Box::pin(async move {
            self.wait(response.delay).await?;
            match response.outcome {
                Outcome::Response(response) => Ok(response),
                Outcome::Fault(error) => Err(error),
                Outcome::Hang => std::future::pending().await,
            }
        })
    }

    fn is_test_double(&self) -> bool {
        true
    }
}

/// Shows only the number of requests and responses.
impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ScriptedTransport")
            .field("responses_left", &state.responses.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManualTime;

    fn request() -> http::Request<Bytes> {
        http::Request::new(Bytes::from_static(b"Action=Weigh&Token=hush"))
    }

    #[test]
    fn responses_are_returned_in_order_until_none_remains() {
        let transport = ScriptedTransport::new([Response::new(200, "one"), Response::new(201, "")]);
        let time = ManualTime::new();
        let status = || {
            let outcome = time.run(transport.send(request()));
            outcome.map(|response| response.status().as_u16())
        };
        assert_eq!(status().unwrap(), 200);
        assert_eq!(transport.responses_left(), 1);
        assert_eq!(status().unwrap(), 201);
        let error = status().unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Other);
        assert_eq!(
            error.to_string(),
            "the script has no response to request 3, Weigh"
        );
        assert_eq!(transport.requests().len(), 3);
        assert_eq!(transport.last_request().unwrap().action(), Some("Weigh"));
    }

    #[test]
    fn the_last_response_can_be_repeated() {
        let transport = ScriptedTransport::always(Response::fault(TransportErrorKind::Io));
        for _ in 0..3 {
            let error = ManualTime::new().run(transport.send(request()));
            assert_eq!(error.unwrap_err().kind(), TransportErrorKind::Io);
        }
        assert_eq!(transport.responses_left(), 1);
    }

    #[test]
    fn a_delayed_response_takes_time_of_the_timer() {
        let (time, minute) = (ManualTime::new(), Duration::from_secs(60));
        let late = Response::new(200, "").after(minute);
        let transport = ScriptedTransport::always(late).in_time(time.clone());
        time.run(transport.send(request())).unwrap();
        assert_eq!(time.elapsed(), minute);
    }

    #[test]
    fn a_delayed_response_requires_a_timer() {
        let late = Response::new(200, "").after(Duration::from_secs(1));
        let transport = ScriptedTransport::new([late]);
        let error = ManualTime::new().run(transport.send(request()));
        assert!(error.unwrap_err().to_string().contains("in_time"));
    }

    #[test]
    fn debug_shows_no_content() {
        let transport = ScriptedTransport::always(Response::new(200, "hush"));
        ManualTime::new().run(transport.send(request())).unwrap();
        let text = format!("{transport:?} {:?}", transport.requests());
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("requests: 1"), "{text}");
    }
}
