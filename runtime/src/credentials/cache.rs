//! A cache around any provider of credentials.

mod builder;
mod flight;
mod held;
mod state;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

pub use builder::CachedCredentialsBuilder;

use super::{Credentials, CredentialsError, ProvideCredentials, log};
use crate::system::clock::{BoxFuture, Clock};
use crate::system::randomness::Randomness;
use flight::{Flight, Outcome, Passenger};
use held::Held;
use state::{Failed, Look, State, refuse_expired};

/// Remembers what a provider gives, and asks it again in good time.
///
/// Clones share what is remembered. A [`Config`](crate::Config) puts one around its provider, so
/// it is only made by hand to share credentials between configs, or to set it up differently.
///
/// - Those who ask while a refresh is under way share it. It goes on for as long as one of them
///   waits; nothing is spawned.
/// - Credentials are first refreshed 5 minutes before they expire if they live up to 20 minutes,
///   15 minutes before if they live less than 90 minutes, and else 60 minutes before. One caller
///   waits for that refresh; those who come meanwhile get the old ones. In the last minute, all
///   wait. Credentials that are inside this window from the start are first refreshed after half
///   of their life. Those without a time to expire at are never refreshed.
/// - When a refresh fails, the old credentials are served for another 5 to 10 minutes, chosen at
///   random, before the provider is asked again; also when they have expired, for a service may
///   take them still, and a call that surely fails helps nobody. So it goes on until a refresh
///   succeeds. A refresh that all gave up after 5 seconds or more counts as failed.
/// - An error that [cannot mend itself](CredentialsError::is_permanent) is raised at once, and
///   again for 1 to 5 seconds, chosen at random, to those who ask after that.
/// - The provider has all the time it takes, to ask a person for a code for example; time limits
///   are the caller's.
///
/// ```
/// use querysmith_runtime::Credentials;
/// use querysmith_runtime::credentials::CachedCredentials;
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
    /// Never locked while foreign code runs.
    state: Mutex<State>,
}

impl CachedCredentials {
    /// A cache around `provider`, on the computer's clock.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self::builder(provider).build()
    }

    /// Makes a cache around `provider` that differs from the default.
    pub fn builder(provider: impl ProvideCredentials + 'static) -> CachedCredentialsBuilder {
        CachedCredentialsBuilder::new(Arc::new(provider))
    }

    /// Has the next caller refresh the credentials, however long they are valid. If that fails,
    /// or is not yet tried again after it failed, the old ones are served on.
    pub fn invalidate(&self) {
        if let Some(held) = &mut self.0.state().held {
            held.invalidated = true;
        }
    }

    /// Why the latest refresh failed; `None` when it succeeded, or none was made. While old
    /// credentials are served, callers do not see this error.
    pub fn last_failure(&self) -> Option<CredentialsError> {
        let state = self.0.state();
        state.failure.as_ref().map(|failure| failure.error.clone())
    }
}

impl ProvideCredentials for CachedCredentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            match self.0.ask() {
                Ask::Answer(outcome) => outcome,
                Ask::Wait(passenger) => passenger.await,
            }
        })
    }

    /// Invalidates what is held, if it is this, and tells the provider inside.
    fn reject(&self, credentials: &Credentials) {
        if let Some(held) = &mut self.0.state().held
            && held.credentials.access_key_id() == credentials.access_key_id()
        {
            held.invalidated = true;
        }
        self.0.provider.reject(credentials);
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

/// What one caller gets, or how.
enum Ask {
    Answer(Outcome),
    Wait(Passenger),
}

impl Inner {
    fn ask(self: &Arc<Self>) -> Ask {
        let now = self.clock.now();
        let mut state = self.state();
        let meanwhile = match state.look(now) {
            Look::Answer(outcome) => return Ask::Answer(outcome),
            Look::RefreshOr(credentials) => Some(credentials),
            Look::Refresh => None,
        };
        match (state.flight.upgrade(), meanwhile) {
            (Some(flight), Some(credentials)) => {
                // This may be the last owner by now, and dropping the work takes the lock.
                drop(state);
                drop(flight);
                Ask::Answer(Ok(credentials))
            }
            (Some(flight), None) => Ask::Wait(flight.join()),
            (None, _) => {
                let flight = Flight::new(Refresh::new(Arc::clone(self), now).run());
                state.flight = Arc::downgrade(&flight);
                Ask::Wait(flight.join())
            }
        }
    }

    fn settle(&self, result: Outcome) -> Outcome {
        let now = self.clock.now();
        match result.and_then(|credentials| refuse_expired(credentials, now)) {
            Ok(credentials) => {
                let held = Held::new(credentials.clone(), now, self.advisory_window);
                self.state().hold(held);
                Ok(credentials)
            }
            Err(error) => {
                let random = self.randomness.uniform();
                let failed = self.state().settle_failed(error, now, random);
                tell(failed)
            }
        }
    }

    fn abandon(&self, started_at: SystemTime) {
        let (now, random) = (self.clock.now(), self.randomness.uniform());
        let failed = self.state().abandon(started_at, now, random);
        // Nobody is left to be told the outcome.
        let _ = failed.map(tell);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What those who waited for a refresh that failed get. Nobody sees the error if that is the old
/// credentials, so it is logged.
fn tell(failed: Failed) -> Outcome {
    if let Ok(credentials) = &failed.outcome {
        log::serving_on(&failed.error, credentials.expires_at(), failed.pause);
    }
    failed.outcome
}

/// The work of a refresh, which notices when it is dropped before its end.
struct Refresh {
    cache: Arc<Inner>,
    started_at: SystemTime,
    settled: bool,
}

impl Refresh {
    fn new(cache: Arc<Inner>, started_at: SystemTime) -> Self {
        Self {
            cache,
            started_at,
            settled: false,
        }
    }

    async fn run(mut self) -> Outcome {
        let result = self.cache.provider.provide_credentials().await;
        self.settled = true;
        self.cache.settle(result)
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
        let held = {
            let state = self.0.state();
            state.held.as_ref().map(|held| held.credentials.clone())
        };
        f.debug_struct("CachedCredentials")
            .field("provider", &self.0.provider)
            .field("held", &held)
            .field("last_failure", &self.last_failure())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
