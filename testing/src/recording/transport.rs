//! A transport that records the exchanges of another.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{Exchange, Outcome, Recording, Redaction, Request};
use crate::SentRequest;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::transport::{Transport, TransportError};

/// A [`Transport`] that wraps another and records its exchanges without secrets, for a
/// [`ReplayTransport`](super::super::ReplayTransport) to replay. Clones share one [`Recording`].
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::testing::{Response, RecordingTransport, ScriptedTransport, config};
///
/// # let inner = ScriptedTransport::new([]);
/// let transport = RecordingTransport::new(inner);
/// let config = config().transport(transport.clone()).build();
/// // After calls with this config, which are sent to the service:
/// # let path = std::env::temp_dir().join("querysmith-doc-recording.json");
/// transport.recording().save(path)?;
/// # drop(config);
/// # Ok::<(), querysmith::testing::RecordingError>(())
/// ```
#[derive(Clone)]
pub struct RecordingTransport {
    inner: Arc<dyn Transport>,
    redaction: Arc<Mutex<Redaction>>,
    recording: Arc<Mutex<Recording>>,
}

impl RecordingTransport {
    /// A transport that records the exchanges of `inner`.
    pub fn new(inner: impl Transport + 'static) -> Self {
        Self {
            inner: Arc::new(inner),
            redaction: Arc::default(),
            recording: Arc::default(),
        }
    }

    /// Also redacts `name`, ignoring case: a header, a member of a form, an element or a JSON
    /// member. For a member of a structure, it is the last part of the path.
    #[must_use]
    pub fn redacting(self, name: &str) -> Self {
        lock(&self.redaction).add_name(name);
        self
    }

    /// The recording so far. A request that has no response yet, or whose caller stopped waiting,
    /// has a timeout instead.
    pub fn recording(&self) -> Recording {
        lock(&self.recording).clone()
    }

    /// Adds an exchange without an outcome, and returns its index.
    fn push(&self, request: Request) -> usize {
        let exchanges = &mut lock(&self.recording).exchanges;
        exchanges.push(Exchange {
            request,
            outcome: Outcome::abandoned(),
        });
        exchanges.len() - 1
    }
}

impl Transport for RecordingTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let sent = SentRequest::new(request.clone());
        let redaction = {
            let mut redaction = lock(&self.redaction);
            redaction.add_secrets_of(&sent);
            redaction.clone()
        };
        let place = self.push(Request::of(&sent, &redaction));
        Box::pin(async move {
            let outcome = self.inner.send(request).await;
            if let Some(exchange) = lock(&self.recording).exchanges.get_mut(place) {
                exchange.outcome = Outcome::of(&outcome, &redaction);
            }
            outcome
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for RecordingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingTransport")
            .field("inner", &self.inner)
            .field("recording", &*lock(&self.recording))
            .finish_non_exhaustive()
    }
}
