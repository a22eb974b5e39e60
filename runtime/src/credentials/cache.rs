//! A cache around any provider of credentials.

mod builder;
mod entry;
mod running;
mod shared_refresh;
mod state;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

pub use builder::CachedCredentialsBuilder;

use super::{Credentials, CredentialsError, ProvideCredentials, RefreshFailure, log};
use crate::system::clock::{BoxFuture, Clock};
use crate::system::executor::ExecutorId;
use crate::system::randomness::Randomness;
use entry::{CachedEntry, Phase};
use shared_refresh::{Outcome, SharedRefresh, Waiter};
use state::{Decision, FailedRefresh, State, refuse_expired};

/// Caches a provider's credentials, and refreshes them before they expire.
///
/// Clones share one cache. A [`Config`](crate::Config) wraps its provider in a cache, so create
/// one only to share credentials between configs, or to change its settings.
///
/// - Callers that need credentials during a refresh share it if they run in the same tokio runtime:
///   a refresh ends with the runtime that started it. The refresh continues for as long as one of
///   them waits; no task is spawned.
/// - Credentials are first refreshed 5 minutes before they expire if their lifetime is at most 20
///   minutes, 15 minutes before if it is less than 90 minutes, and 60 minutes before otherwise.
///   One caller waits for that refresh; other callers get the old credentials meanwhile. In the
///   last minute, all callers wait. Credentials that are inside this window from the start are
///   first refreshed after half of their lifetime. Credentials without an expiration time are
///   never refreshed.
/// - When a refresh fails, the old credentials are served for another 5 to 10 minutes, chosen at
///   random, before the provider is called again. This applies to expired credentials too: the
///   service may still accept them, and an error here would fail the call for certain. This repeats
///   until a refresh succeeds. A refresh that every caller abandoned after 5 seconds or more is
///   treated as failed.
/// - A [permanent](CredentialsError::is_permanent) error is returned immediately, and to further
///   callers for 1 to 5 seconds, chosen at random.
/// - The provider has no time limit, because it may prompt a person for a code, for example; time
///   limits are the caller's.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::Credentials;
/// use querysmith::credentials::CachedCredentials;
///
/// # fn assume_role_provider() -> Credentials { Credentials::new("AKID", "secret") }
/// let shared = CachedCredentials::new(assume_role_provider());
/// let for_another_config = shared.clone();
/// shared.invalidate();
/// ```
#[derive(Clone)]
pub struct CachedCredentials(Arc<Inner>);

struct Inner {
    provider: Arc<dyn ProvideCredentials>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    advisory_window: Option<Duration>,
    /// Never locked while code outside this module runs.
    state: Mutex<State>,
}

impl CachedCredentials {
    /// A cache around `provider`, with the system clock.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self::builder(provider).build()
    }

    /// A builder for a cache around `provider`, with settings other than the defaults.
    pub fn builder(provider: impl ProvideCredentials + 'static) -> CachedCredentialsBuilder {
        CachedCredentialsBuilder::new(Arc::new(provider))
    }

    /// Makes the next caller refresh the credentials, however long they are still valid. If that
    /// fails, or an earlier failure delays the next refresh, the old ones are still served.
    pub fn invalidate(&self) {
        if let Some(entry) = &mut self.0.state().entry {
            entry.invalidated = true;
        }
    }

    /// The error of the latest refresh; `None` if it succeeded, or there was none. While old
    /// credentials are served, callers do not see this error.
    pub fn last_failure(&self) -> Option<CredentialsError> {
        let state = self.0.state();
        state.failure.as_ref().map(|failure| failure.error.clone())
    }
}

impl ProvideCredentials for CachedCredentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            loop {
                let executor = ExecutorId::current();
                let waiter = match self.0.look_up(executor) {
                    Lookup::Ready(outcome) => return outcome,
                    Lookup::Wait(waiter) => waiter,
                };
                if let Some(outcome) = unless_moved(executor, waiter).await {
                    return outcome;
                }
            }
        })
    }

    fn ready_credentials(&self) -> Option<Credentials> {
        let now = self.0.clock.now();
        let state = self.0.state();
        let entry = state.entry.as_ref()?;
        (entry.phase(now) == Phase::Fresh).then(|| entry.credentials.clone())
    }

    /// Invalidates the cached credentials if they have the same access key id, and forwards the
    /// call to the provider. Does nothing if the same key was rejected less than 30 s ago.
    fn reject(&self, credentials: &Credentials) {
        let now = self.0.clock.uncorrected();
        if self.0.state().reject(credentials, now) {
            self.0.provider.reject(credentials);
        }
    }

    fn latest_failure(&self) -> Option<RefreshFailure> {
        let now = self.0.clock.uncorrected();
        let state = self.0.state();
        let failure = state.failure.as_ref()?;
        let found = RefreshFailure::new(failure.error.clone());
        Some(match failure.pause.contains(&now) {
            true => found.with_next_refresh(failure.pause.end.into()),
            false => found,
        })
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

/// Waits for a refresh. `None` if this future has moved to another executor, which does not drive
/// the refresh.
async fn unless_moved(executor: ExecutorId, mut waiter: Waiter) -> Option<Outcome> {
    poll_fn(|context| match ExecutorId::current() == executor {
        true => Pin::new(&mut waiter).poll(context).map(Some),
        false => Poll::Ready(None),
    })
    .await
}

/// The result for a caller, or a future of it.
enum Lookup {
    Ready(Outcome),
    Wait(Waiter),
}

impl Inner {
    fn look_up(self: &Arc<Self>, executor: ExecutorId) -> Lookup {
        let times = (self.clock.now(), self.clock.uncorrected());
        let mut state = self.state();
        let old = match state.decide(times.0, times.1) {
            Decision::Return(outcome) => return Lookup::Ready(outcome),
            Decision::RefreshUnlessRunning(credentials) => Some(credentials),
            Decision::Refresh => None,
        };
        let running = match old {
            Some(_) => state.refreshes.any(),
            None => state.refreshes.of(executor),
        };
        match (running, old) {
            (Some(refresh), Some(credentials)) => {
                // This may be the last reference by now, and dropping the refresh takes the lock.
                drop(state);
                drop(refresh);
                Lookup::Ready(Ok(credentials))
            }
            (Some(refresh), None) => Lookup::Wait(refresh.join()),
            (None, _) => {
                let refresh = Refresh::new(Arc::clone(self), executor);
                let refresh = SharedRefresh::new(refresh.run());
                state.refreshes.insert(executor, &refresh);
                Lookup::Wait(refresh.join())
            }
        }
    }

    fn settle(&self, executor: ExecutorId, result: Outcome) -> Outcome {
        let now = self.clock.now();
        // While the clock skew is unknown, the service decides whether they have expired.
        let is_certain = (self.clock.measured_skew()).is_none_or(|skew| skew.get().is_some());
        // Clocks of services differ too: what has expired by one of the clocks only may be valid.
        let earliest = now.min(self.clock.uncorrected());
        match result.and_then(|credentials| match is_certain {
            true => refuse_expired(credentials, earliest),
            false => Ok(credentials),
        }) {
            Ok(credentials) => {
                let entry = CachedEntry::new(credentials.clone(), now, self.advisory_window);
                self.state().store(executor, entry);
                Ok(credentials)
            }
            Err(error) => {
                let (now, random) = (self.clock.uncorrected(), self.randomness.uniform());
                let failed = self.state().settle_failed(executor, error, now, random);
                finish_failed(failed)
            }
        }
    }

    fn abandon(&self, started_at: Duration) {
        let waited = self.clock.monotonic().saturating_sub(started_at);
        let (now, random) = (self.clock.uncorrected(), self.randomness.uniform());
        let failed = self.state().abandon(waited, now, random);
        // No caller is left to receive the outcome.
        let _ = failed.map(finish_failed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outcome for callers that waited for a refresh that failed. If they get the old credentials
/// they do not see the error, so it is logged.
fn finish_failed(failed: FailedRefresh) -> Outcome {
    if let Ok(credentials) = &failed.outcome {
        log::serving_on(&failed.error, credentials.expires_at(), failed.pause);
    }
    failed.outcome
}

/// A running refresh, which reports to the cache if it is dropped before it completes.
struct Refresh {
    cache: Arc<Inner>,
    executor: ExecutorId,
    /// By the monotonic clock: what the call in progress learns may correct the other one.
    started_at: Duration,
    settled: bool,
}

impl Refresh {
    fn new(cache: Arc<Inner>, executor: ExecutorId) -> Self {
        Self {
            started_at: cache.clock.monotonic(),
            cache,
            executor,
            settled: false,
        }
    }

    async fn run(mut self) -> Outcome {
        let result = self.cache.provider.provide_credentials().await;
        self.settled = true;
        self.cache.settle(self.executor, result)
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        if !self.settled {
            self.cache.abandon(self.started_at);
        }
    }
}

/// Without secrets: credentials redact themselves.
impl fmt::Debug for CachedCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = {
            let state = self.0.state();
            state.entry.as_ref().map(|entry| entry.credentials.clone())
        };
        let mut shown = f.debug_struct("CachedCredentials");
        shown.field("provider", &self.0.provider);
        if let Some(credentials) = &credentials {
            shown.field("credentials", credentials);
        }
        if let Some(failure) = self.last_failure() {
            shown.field("last_failure", &failure);
        }
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
