//! Makes a cache.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::jitter::{self, Jitter};
use super::{CachedCredentials, Inner};
use crate::clock::{Clock, SystemClock};
use crate::credentials::ProvideCredentials;

/// Makes [`CachedCredentials`].
pub struct CachedCredentialsBuilder {
    provider: Arc<dyn ProvideCredentials>,
    clock: Arc<dyn Clock>,
    jitter: Jitter,
    advisory_window: Option<Duration>,
}

impl CachedCredentialsBuilder {
    pub(super) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self {
            provider,
            clock: Arc::new(SystemClock),
            jitter: Arc::new(jitter::standard),
            advisory_window: None,
        }
    }

    /// What tells the time.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.shared_clock(Arc::new(clock))
    }

    /// What tells the time, of a config.
    #[must_use]
    pub(crate) fn shared_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// What chooses how long a failure is waited out: uniform numbers in [0, 1).
    #[must_use]
    pub fn jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// How long before they expire credentials are first refreshed, whatever their lifetime. In
    /// the last minute they are in any case.
    #[must_use]
    pub fn advisory_window(mut self, window: Duration) -> Self {
        self.advisory_window = Some(window);
        self
    }

    /// The cache. It holds nothing yet.
    pub fn build(self) -> CachedCredentials {
        CachedCredentials(Arc::new(Inner {
            provider: self.provider,
            clock: self.clock,
            jitter: self.jitter,
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
            .field("advisory_window", &self.advisory_window)
            .finish_non_exhaustive()
    }
}
