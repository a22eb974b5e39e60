//! The settings of attempts and retries.

use std::sync::Arc;

use super::ConfigBuilder;
use crate::config::retry::{ClassifyRetry, RetryMode, Rules};
use crate::system::randomness::Randomness;

impl ConfigBuilder {
    /// Sets the retry mode; [`RetryMode::Standard`] by default.
    #[must_use]
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.settings.attempts.mode = mode;
        self
    }

    /// Sets the maximum number of attempts per call, including the first; 3 by default. 0 is
    /// treated as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts.max = attempts.max(1);
        self
    }

    /// Whether to use the retry parameters that AWS SDKs adopt in 2026. Back-off starts at 50 ms
    /// instead of 1 s, and a retry costs 14 of the quota of 500 instead of 5, or 10 after a
    /// timeout. After throttling, back-off still starts at 1 s and a retry costs 5.
    #[must_use]
    pub fn new_retries_2026(mut self, new_retries: bool) -> Self {
        self.settings.attempts.rules = if new_retries {
            Rules::Of2026
        } else {
            Rules::Classic
        };
        self
    }

    /// Adds a retry classifier, which decides whether a failed attempt is retried. It runs after
    /// the default classifier and those added before; the last decision wins.
    #[must_use]
    pub fn retry_classifier(mut self, classifier: impl ClassifyRetry + 'static) -> Self {
        self.settings
            .attempts
            .classifiers
            .push(Arc::new(classifier));
        self
    }

    /// Whether to sign requests with the local time even if responses show that it is wrong.
    #[must_use]
    pub fn disable_clock_skew_correction(mut self, disable: bool) -> Self {
        self.settings.attempts.disable_clock_skew_correction = disable;
        self
    }

    /// Sets the source of random numbers: for the pauses between attempts and between refreshes of
    /// credentials, and for invocation ids.
    #[must_use]
    pub fn randomness(mut self, randomness: impl Randomness + 'static) -> Self {
        self.settings.attempts.randomness = Arc::new(randomness);
        self
    }
}
