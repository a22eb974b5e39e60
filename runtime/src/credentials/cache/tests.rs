//! Caches around a source that does as it is told, on a clock that is set by hand.

mod conformance;
mod outage;
mod refresh;
mod single_flight;
mod windows;

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};
use std::time::UNIX_EPOCH;

use tokio::sync::Semaphore;

use super::*;
use crate::value::date_time::DateTime;
use crate::testing::ErrorBuilder;

const HOUR: u64 = 3600;
const SIX_HOURS: u64 = 6 * HOUR;

/// A clock that is set by hand, in seconds since 1970.
#[derive(Debug, Clone)]
struct ManualClock(Arc<Mutex<u64>>);

impl ManualClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(1_600_000_000)))
    }

    fn secs(&self) -> u64 {
        *self.0.lock().unwrap()
    }

    fn advance(&self, secs: u64) {
        *self.0.lock().unwrap() += secs;
    }

    fn set_back(&self, secs: u64) {
        *self.0.lock().unwrap() -= secs;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.secs())
    }
}

/// Gives the same number again and again.
#[derive(Debug, Clone, Copy)]
struct Fixed(f64);

impl Randomness for Fixed {
    fn uniform(&self) -> f64 {
        self.0
    }

    fn fill(&self, _: &mut [u8]) {}
}

/// What a source answers.
#[derive(Debug, Clone)]
enum Answer {
    /// Credentials that live for so many seconds, below zero for expired ones.
    Credentials(i64),
    /// Credentials without a time at which they expire.
    Everlasting,
    Error(CredentialsError),
    Panic,
}

/// Gives `AKID-1`, `AKID-2` and so on, one for each request that it answers with credentials.
#[derive(Debug, Clone)]
struct Source(Arc<SourceInner>);

#[derive(Debug)]
struct SourceInner {
    clock: ManualClock,
    answer: Mutex<Answer>,
    /// One request is answered for each permit, if there is a gate.
    gate: Option<Semaphore>,
    given: AtomicUsize,
    requests: AtomicUsize,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
    rejected: Mutex<Vec<String>>,
}

impl Source {
    fn new(clock: &ManualClock, answer: Answer) -> Self {
        Self::with(clock, answer, None)
    }

    /// A source that answers when [`Source::open`] is called.
    fn gated(clock: &ManualClock, answer: Answer) -> Self {
        Self::with(clock, answer, Some(Semaphore::new(0)))
    }

    fn with(clock: &ManualClock, answer: Answer, gate: Option<Semaphore>) -> Self {
        Self(Arc::new(SourceInner {
            clock: clock.clone(),
            answer: Mutex::new(answer),
            gate,
            given: AtomicUsize::new(0),
            requests: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            rejected: Mutex::default(),
        }))
    }

    fn answers(&self, answer: Answer) {
        *self.0.answer.lock().unwrap() = answer;
    }

    fn open(&self, requests: usize) {
        self.0.gate.as_ref().unwrap().add_permits(requests);
    }

    fn requests(&self) -> usize {
        self.0.requests.load(SeqCst)
    }

    fn under_way(&self) -> usize {
        self.0.under_way.load(SeqCst)
    }

    fn most_at_once(&self) -> usize {
        self.0.most_at_once.load(SeqCst)
    }

    fn give(&self, expires_at: Option<i64>) -> Credentials {
        let number = self.0.given.fetch_add(1, SeqCst) + 1;
        let credentials =
            Credentials::new(format!("AKID-{number}"), "hush").with_session_token("hush-token");
        match expires_at {
            Some(secs) => credentials.with_expires_at(DateTime::from_secs(secs)),
            None => credentials,
        }
    }
}

impl ProvideCredentials for Source {
    fn provide_credentials(&self) -> BoxFuture<'_, Outcome> {
        Box::pin(async {
            let inner = &self.0;
            inner.requests.fetch_add(1, SeqCst);
            let _request = Request::start(inner);
            match &inner.gate {
                Some(gate) => gate.acquire().await.unwrap().forget(),
                None => tokio::task::yield_now().await,
            }
            let answer = inner.answer.lock().unwrap().clone();
            match answer {
                Answer::Credentials(lifetime) => {
                    Ok(self.give(Some(inner.clock.secs() as i64 + lifetime)))
                }
                Answer::Everlasting => Ok(self.give(None)),
                Answer::Error(error) => Err(error),
                Answer::Panic => panic!("told to"),
            }
        })
    }

    fn reject(&self, credentials: &Credentials) {
        let id = credentials.access_key_id().to_owned();
        self.0.rejected.lock().unwrap().push(id);
    }
}

/// Counts requests under way, those that are given up included.
struct Request<'a>(&'a SourceInner);

impl<'a> Request<'a> {
    fn start(source: &'a SourceInner) -> Self {
        let under_way = source.under_way.fetch_add(1, SeqCst) + 1;
        source.most_at_once.fetch_max(under_way, SeqCst);
        Self(source)
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, SeqCst);
    }
}

fn unavailable() -> CredentialsError {
    CredentialsError::failed("HTTP 503")
}

fn denied() -> CredentialsError {
    let error = ErrorBuilder::service("AccessDenied").build();
    CredentialsError::failed("the role cannot be assumed").with_source(error)
}

fn cache_of(source: &Source, random: f64) -> CachedCredentials {
    CachedCredentials::builder(source.clone())
        .clock(source.0.clock.clone())
        .randomness(Fixed(random))
        .build()
}

/// The id of the key that a caller gets, or the text of the error.
async fn key(cache: &CachedCredentials) -> Result<String, String> {
    soon(ask(cache)).await
}

/// As [`key`], for tasks and threads that are to be polled only when they are woken.
async fn ask(cache: &CachedCredentials) -> Result<String, String> {
    match cache.provide_credentials().await {
        Ok(credentials) => Ok(credentials.access_key_id().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn got(key: &str) -> Result<String, String> {
    Ok(key.to_owned())
}

/// Waits for what needs no more than turns of the other tasks, so that a test which would hang
/// fails.
async fn soon<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..10_000 {
        let polled = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
        if let Poll::Ready(output) = polled.await {
            return output;
        }
        tokio::task::yield_now().await;
    }
    panic!("this would hang");
}

/// Polls once, for a caller that is not woken.
fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
