//! The retry settings.

use std::time::Duration;

use querysmith_runtime::ConfigBuilder;
use querysmith_runtime::RetryMode as Mode;

/// The default maximum number of attempts.
const MAX_ATTEMPTS: u32 = 3;
const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
const MAX_BACKOFF: Duration = Duration::from_secs(20);

/// The retry mode of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// Retries with a quota.
    Standard,
    /// Like `Standard`, and limits the rate of requests when the service throttles them.
    Adaptive,
}

/// The retry settings of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryConfig {
    mode: RetryMode,
    max_attempts: u32,
    initial_backoff: Option<Duration>,
    max_backoff: Option<Duration>,
}

impl RetryConfig {
    /// The standard mode, with up to three attempts.
    pub fn standard() -> Self {
        Self {
            mode: RetryMode::Standard,
            max_attempts: MAX_ATTEMPTS,
            initial_backoff: None,
            max_backoff: None,
        }
    }

    /// The adaptive mode, with up to three attempts.
    pub fn adaptive() -> Self {
        Self::standard().with_retry_mode(RetryMode::Adaptive)
    }

    /// No retries.
    pub fn disabled() -> Self {
        Self::standard().with_max_attempts(1)
    }

    /// Sets the mode.
    #[must_use]
    pub fn with_retry_mode(self, mode: RetryMode) -> Self {
        Self { mode, ..self }
    }

    /// Sets the maximum number of attempts, including the first. 0 is treated as 1.
    #[must_use]
    pub fn with_max_attempts(self, max_attempts: u32) -> Self {
        Self {
            max_attempts,
            ..self
        }
    }

    /// Sets the maximum pause before the first retry. It doubles before each further one.
    #[must_use]
    pub fn with_initial_backoff(self, pause: Duration) -> Self {
        Self {
            initial_backoff: Some(pause),
            ..self
        }
    }

    /// Sets the maximum pause before any retry.
    #[must_use]
    pub fn with_max_backoff(self, pause: Duration) -> Self {
        Self {
            max_backoff: Some(pause),
            ..self
        }
    }

    /// The mode.
    pub fn mode(&self) -> RetryMode {
        self.mode
    }

    /// The maximum number of attempts.
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// The maximum pause before the first retry.
    pub fn initial_backoff(&self) -> Duration {
        self.initial_backoff.unwrap_or(INITIAL_BACKOFF)
    }

    /// The maximum pause before any retry.
    pub fn max_backoff(&self) -> Duration {
        self.max_backoff.unwrap_or(MAX_BACKOFF)
    }

    /// Whether there are retries.
    pub fn has_retry(&self) -> bool {
        self.max_attempts > 1
    }

    pub(super) fn apply(&self, builder: ConfigBuilder) -> ConfigBuilder {
        let mode = match self.mode {
            RetryMode::Standard => Mode::Standard,
            RetryMode::Adaptive => Mode::Adaptive,
        };
        builder
            .retry_mode(mode)
            .max_attempts(self.max_attempts)
            .initial_backoff(self.initial_backoff)
            .max_backoff(self.max_backoff)
    }
}

/// Builds a [`RetryConfig`].
#[derive(Clone, Debug, Default)]
pub struct RetryConfigBuilder {
    mode: Option<RetryMode>,
    max_attempts: Option<u32>,
    initial_backoff: Option<Duration>,
    max_backoff: Option<Duration>,
}

impl RetryConfigBuilder {
    /// A builder with the defaults of [`RetryConfig::standard`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the mode.
    pub fn mode(mut self, mode: RetryMode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Sets the maximum number of attempts, including the first.
    pub fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = Some(max_attempts);
        self
    }

    /// Sets the maximum pause before the first retry.
    pub fn initial_backoff(mut self, pause: Duration) -> Self {
        self.initial_backoff = Some(pause);
        self
    }

    /// Sets the maximum pause before any retry.
    pub fn max_backoff(mut self, pause: Duration) -> Self {
        self.max_backoff = Some(pause);
        self
    }

    /// Builds the settings.
    pub fn build(self) -> RetryConfig {
        RetryConfig {
            mode: self.mode.unwrap_or(RetryMode::Standard),
            max_attempts: self.max_attempts.unwrap_or(MAX_ATTEMPTS),
            initial_backoff: self.initial_backoff,
            max_backoff: self.max_backoff,
        }
    }
}
