//! The builder of a cache.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{CachedCredentials, Inner};
use crate::credentials::ProvideCredentials;
use crate::system::clock::{Clock, SystemClock};
use crate::system::randomness::{FastRandomness, Randomness};

/// A builder of [`CachedCredentials`].
pub struct CachedCredentialsBuilder {
    provider: Arc<dyn ProvideCredentials>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    advisory_window: Option<Duration>,
}

impl CachedCredentialsBuilder {
    pub(super) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self {
            provider,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(FastRandomness),
            advisory_window: None,
        }
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the source of randomness, which chooses the delay after a failed refresh.
    #[must_use]
    pub fn randomness(mut self, randomness: impl Randomness + 'static) -> Self {
        self.randomness = Arc::new(randomness);
        self
    }

    /// Sets how long before their expiration credentials are first refreshed, regardless of their
    /// lifetime. In the last minute they are always refreshed.
    #[must_use]
    pub fn advisory_window(mut self, window: Duration) -> Self {
        self.advisory_window = Some(window);
        self
    }

    /// Builds the cache, which is empty at first.
    pub fn build(self) -> CachedCredentials {
        CachedCredentials(Arc::new(Inner {
            provider: self.provider,
            clock: self.clock,
            randomness: self.randomness,
            advisory_window: self.advisory_window,
            state: Mutex::default(),
        }))
    }
}

impl std::fmt::Debug for CachedCredentialsBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CachedCredentialsBuilder")
            .field("provider", &self.provider)
            .field("clock", &self.clock)
            .field("randomness", &self.randomness)
            .field("advisory_window", &self.advisory_window)
            .finish_non_exhaustive()
    }
}
