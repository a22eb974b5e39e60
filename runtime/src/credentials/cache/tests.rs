//! Caches around a scripted source, with a manual clock.

mod conformance;
mod outage;
mod refresh;
mod shared_refresh;
mod windows;

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;

use super::*;
use crate::error::{Error, ErrorKind, ErrorParts};
use crate::value::date_time::DateTime;

const HOUR: u64 = 3600;
const SIX_HOURS: u64 = 6 * HOUR;

/// A clock that is set manually, in seconds since the Unix epoch.
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

/// A clock that responses correct by a number of seconds.
#[derive(Debug, Clone)]
struct CorrectableClock {
    clock: ManualClock,
    skew: Arc<Mutex<u64>>,
}

impl Clock for CorrectableClock {
    fn now(&self) -> SystemTime {
        self.clock.now() + Duration::from_secs(*self.skew.lock().unwrap())
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn uncorrected(&self) -> SystemTime {
        self.clock.now()
    }
}

/// Returns the same number every time.
#[derive(Debug, Clone, Copy)]
struct FixedRandomness(f64);

impl Randomness for FixedRandomness {
    fn uniform(&self) -> f64 {
        self.0
    }

    fn fill(&self, _: &mut [u8]) {}
}

/// The reply of a source.
#[derive(Debug, Clone)]
enum Reply {
    /// Credentials with a lifetime in seconds; negative for expired ones.
    Credentials(i64),
    /// Credentials without an expiration.
    NeverExpiring,
    Error(CredentialsError),
    Panic,
}

/// Returns `AKID-1`, `AKID-2` and so on, counting the requests that return credentials.
#[derive(Debug, Clone)]
struct Source(Arc<SourceInner>);

#[derive(Debug)]
struct SourceInner {
    clock: ManualClock,
    reply: Mutex<Reply>,
    /// If there is a gate, each permit lets one request complete.
    gate: Option<Semaphore>,
    issued: AtomicUsize,
    requests: AtomicUsize,
    in_progress: AtomicUsize,
    max_concurrent: AtomicUsize,
    rejected: Mutex<Vec<String>>,
}

impl Source {
    fn new(clock: &ManualClock, reply: Reply) -> Self {
        Self::with(clock, reply, None)
    }

    /// A source whose requests complete when [`Source::open`] is called.
    fn gated(clock: &ManualClock, reply: Reply) -> Self {
        Self::with(clock, reply, Some(Semaphore::new(0)))
    }

    fn with(clock: &ManualClock, reply: Reply, gate: Option<Semaphore>) -> Self {
        Self(Arc::new(SourceInner {
            clock: clock.clone(),
            reply: Mutex::new(reply),
            gate,
            issued: AtomicUsize::new(0),
            requests: AtomicUsize::new(0),
            in_progress: AtomicUsize::new(0),
            max_concurrent: AtomicUsize::new(0),
            rejected: Mutex::default(),
        }))
    }

    fn set_reply(&self, reply: Reply) {
        *self.0.reply.lock().unwrap() = reply;
    }

    fn open(&self, requests: usize) {
        self.0.gate.as_ref().unwrap().add_permits(requests);
    }

    fn requests(&self) -> usize {
        self.0.requests.load(SeqCst)
    }

    fn in_progress(&self) -> usize {
        self.0.in_progress.load(SeqCst)
    }

    fn max_concurrent(&self) -> usize {
        self.0.max_concurrent.load(SeqCst)
    }

    fn issue(&self, expires_at: Option<i64>) -> Credentials {
        let number = self.0.issued.fetch_add(1, SeqCst) + 1;
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
            let reply = inner.reply.lock().unwrap().clone();
            match reply {
                Reply::Credentials(lifetime) => {
                    Ok(self.issue(Some(inner.clock.secs() as i64 + lifetime)))
                }
                Reply::NeverExpiring => Ok(self.issue(None)),
                Reply::Error(error) => Err(error),
                Reply::Panic => panic!("scripted panic"),
            }
        })
    }

    fn reject(&self, credentials: &Credentials) {
        let id = credentials.access_key_id().to_owned();
        self.0.rejected.lock().unwrap().push(id);
    }
}

/// A request in progress. Dropping it ends the count, even if the request was canceled.
struct Request<'a>(&'a SourceInner);

impl<'a> Request<'a> {
    fn start(source: &'a SourceInner) -> Self {
        let in_progress = source.in_progress.fetch_add(1, SeqCst) + 1;
        source.max_concurrent.fetch_max(in_progress, SeqCst);
        Self(source)
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        self.0.in_progress.fetch_sub(1, SeqCst);
    }
}

fn unavailable() -> CredentialsError {
    CredentialsError::failed("HTTP 503")
}

fn denied() -> CredentialsError {
    let mut parts = ErrorParts::of_kind(ErrorKind::Service, None);
    parts.code = Some("AccessDenied".to_owned());
    let error = Error::new(parts);
    CredentialsError::failed("the role cannot be assumed").with_source(error)
}

fn cache_of(source: &Source, random: f64) -> CachedCredentials {
    CachedCredentials::builder(source.clone())
        .clock(source.0.clock.clone())
        .randomness(FixedRandomness(random))
        .build()
}

/// The access key id that a caller gets, or the text of the error.
async fn key(cache: &CachedCredentials) -> Result<String, String> {
    soon(request_key(cache)).await
}

/// Like [`key`], for tasks and threads that must be polled only when they are woken.
async fn request_key(cache: &CachedCredentials) -> Result<String, String> {
    match cache.provide_credentials().await {
        Ok(credentials) => Ok(credentials.access_key_id().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn ok_key(key: &str) -> Result<String, String> {
    Ok(key.to_owned())
}

/// Awaits a future that completes once other tasks have run, and fails a test that would hang.
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

/// Polls once with a waker that does nothing.
fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
