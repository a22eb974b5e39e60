//! A transport that follows a script.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::answer::{Answer, Outcome};
use super::sent::SentRequest;
use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

/// A [`Transport`] that gives answers and faults in the order of a script, and keeps the requests
/// that it was given. Clones share both.
///
/// A request for which the script has no answer left fails with an error that says so, and that
/// is not retried.
///
/// ```
/// use querysmith_testing::{Answer, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([
///     Answer::error(503, "ServiceUnavailable", "Busy."),
///     Answer::success("GetCallerIdentity", [("Account", "123456789012")]),
/// ]);
/// let config = querysmith_testing::config()
///     .transport(transport.clone())
///     .build();
/// // Two attempts of a call with this config later:
/// # drop(config);
/// assert_eq!(transport.requests().len() + transport.answers_left(), 2);
/// ```
#[derive(Clone)]
pub struct ScriptedTransport {
    state: Arc<Mutex<State>>,
    time: Option<Arc<dyn Sleep>>,
}

struct State {
    answers: VecDeque<Answer>,
    repeats_last: bool,
    requests: Vec<SentRequest>,
}

impl ScriptedTransport {
    /// A transport with these answers, one for each request.
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                answers: answers.into_iter().collect(),
                repeats_last: false,
                requests: Vec::new(),
            })),
            time: None,
        }
    }

    /// A transport with the same answer to every request.
    pub fn always(answer: Answer) -> Self {
        Self::new([answer]).repeating_last()
    }

    /// With the last answer not only for one request, but for all that follow.
    #[must_use]
    pub fn repeating_last(self) -> Self {
        self.state().repeats_last = true;
        self
    }

    /// With the time in which answers come [late](Answer::after): that of the config.
    #[must_use]
    pub fn in_time(mut self, time: impl Sleep + 'static) -> Self {
        self.time = Some(Arc::new(time));
        self
    }

    /// Replaces the answers that are left.
    pub fn set_answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().answers = answers.into_iter().collect();
    }

    /// How many answers are left.
    pub fn answers_left(&self) -> usize {
        self.state().answers.len()
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

    fn take_answer(&self, request: http::Request<Bytes>) -> Answer {
        let request = SentRequest::new(request);
        let mut state = self.state();
        let answer = match state.answers.len() {
            1 if state.repeats_last => state.answers.front().cloned(),
            _ => state.answers.pop_front(),
        };
        let answer = answer.unwrap_or_else(|| {
            let (number, action) = (state.requests.len() + 1, request.action());
            other(format!(
                "the script has no answer to request {number}, {}",
                action.unwrap_or("which names no action")
            ))
            .into()
        });
        state.requests.push(request);
        answer
    }

    async fn wait(&self, delay: Duration) -> Result<(), TransportError> {
        if delay.is_zero() {
            return Ok(());
        }
        let Some(time) = &self.time else {
            return Err(other(format!(
                "an answer of the script comes after {delay:?}, and there is no time: give the \
                 transport that of the config with `in_time`"
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
        let answer = self.take_answer(request);
        Box::pin(async move {
            self.wait(answer.delay).await?;
            match answer.outcome {
                Outcome::Response(response) => Ok(response),
                Outcome::Fault(error) => Err(error),
                Outcome::Hang => std::future::pending().await,
            }
        })
    }
}

/// Without what was sent and what is to be answered.
impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ScriptedTransport")
            .field("answers_left", &state.answers.len())
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
    fn answers_come_in_order_and_then_no_more() {
        let transport = ScriptedTransport::new([Answer::new(200, "one"), Answer::new(201, "")]);
        let time = ManualTime::new();
        let status = || {
            let outcome = time.run(transport.send(request()));
            outcome.map(|response| response.status().as_u16())
        };
        assert_eq!(status().unwrap(), 200);
        assert_eq!(transport.answers_left(), 1);
        assert_eq!(status().unwrap(), 201);
        let error = status().unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Other);
        assert_eq!(
            error.to_string(),
            "the script has no answer to request 3, Weigh"
        );
        assert_eq!(transport.requests().len(), 3);
        assert_eq!(transport.last_request().unwrap().action(), Some("Weigh"));
    }

    #[test]
    fn the_last_answer_can_be_for_all_that_follow() {
        let transport = ScriptedTransport::always(Answer::fault(TransportErrorKind::Io));
        for _ in 0..3 {
            let error = ManualTime::new().run(transport.send(request()));
            assert_eq!(error.unwrap_err().kind(), TransportErrorKind::Io);
        }
        assert_eq!(transport.answers_left(), 1);
    }

    #[test]
    fn an_answer_comes_late_in_the_time_that_there_is() {
        let (time, minute) = (ManualTime::new(), Duration::from_secs(60));
        let late = Answer::new(200, "").after(minute);
        let transport = ScriptedTransport::always(late).in_time(time.clone());
        time.run(transport.send(request())).unwrap();
        assert_eq!(time.elapsed(), minute);
    }

    #[test]
    fn an_answer_that_comes_late_takes_time() {
        let late = Answer::new(200, "").after(Duration::from_secs(1));
        let transport = ScriptedTransport::new([late]);
        let error = ManualTime::new().run(transport.send(request()));
        assert!(error.unwrap_err().to_string().contains("in_time"));
    }

    #[test]
    fn debug_shows_nothing_of_the_content() {
        let transport = ScriptedTransport::always(Answer::new(200, "hush"));
        ManualTime::new().run(transport.send(request())).unwrap();
        let text = format!("{transport:?} {:?}", transport.requests());
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("requests: 1"), "{text}");
    }
}
