//! The retry settings.

use std::sync::Arc;
use std::time::Duration;

use super::variables::{boolean, one_of};
use super::{Config, ConfigBuilder};
use crate::config::retry::{Backoff, ClassifyRetry, RetryMode, Rules};
use crate::error::Error;
use crate::system::env::Env;
use crate::system::randomness::{FastRandomness, Randomness};

const RETRY_MODE: &str = "AWS_RETRY_MODE";
const MAX_ATTEMPTS: &str = "AWS_MAX_ATTEMPTS";
const NEW_RETRIES: &str = "AWS_NEW_RETRIES_2026";
const NO_CLOCK_SKEW_CORRECTION: &str = "AWS_DISABLE_CLOCK_SKEW_CORRECTION";

/// The default maximum number of attempts per call.
const DEFAULT_MAX_ATTEMPTS: u32 = 3;

#[derive(Clone, Debug)]
pub(super) struct Attempts {
    mode: RetryMode,
    max: u32,
    backoff: Backoff,
    classifiers: Vec<Arc<dyn ClassifyRetry>>,
    pub(super) disable_clock_skew_correction: bool,
    pub(super) randomness: Arc<dyn Randomness>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            mode: RetryMode::default(),
            max: DEFAULT_MAX_ATTEMPTS,
            backoff: Backoff::default(),
            classifiers: Vec::new(),
            disable_clock_skew_correction: false,
            randomness: Arc::new(FastRandomness),
        }
    }
}

impl Attempts {
    pub(super) fn from_env(env: &Env) -> Result<Self, Error> {
        let defaults = Self::default();
        let rules = if boolean(env, NEW_RETRIES)? {
            Rules::Of2026
        } else {
            Rules::Classic
        };
        Ok(Self {
            mode: one_of(env, RETRY_MODE, &RETRY_MODES)?.map_or(defaults.mode, retry_mode_of),
            max: max_attempts(env)?.unwrap_or(defaults.max),
            backoff: rules.into(),
            disable_clock_skew_correction: boolean(env, NO_CLOCK_SKEW_CORRECTION)?,
            ..defaults
        })
    }
}

impl Attempts {
    /// Whether these are the defaults, apart from the source of random numbers.
    pub(super) fn are_default(&self) -> bool {
        let Self {
            mode,
            max,
            backoff,
            classifiers,
            disable_clock_skew_correction,
            randomness: _,
        } = self;
        *mode == RetryMode::default()
            && *max == DEFAULT_MAX_ATTEMPTS
            && *backoff == Backoff::default()
            && classifiers.is_empty()
            && !disable_clock_skew_correction
    }
}

/// The names of the retry modes in settings.
pub const RETRY_MODES: [&str; 4] = ["standard", "adaptive", "legacy", "off"];

/// `legacy` selects an older mode in some tools; here it means `standard`.
pub fn retry_mode_of(name: &str) -> RetryMode {
    match name {
        "adaptive" => RetryMode::Adaptive,
        "off" => RetryMode::Off,
        _ => RetryMode::Standard,
    }
}

fn max_attempts(env: &Env) -> Result<Option<u32>, Error> {
    let Some(found) = env.get(MAX_ATTEMPTS) else {
        return Ok(None);
    };
    match found.parse() {
        Ok(attempts) if attempts > 0 => Ok(Some(attempts)),
        _ => Err(Error::configuration(
            None,
            format!(
                "the environment variable {MAX_ATTEMPTS} is {found:?}, expected a number of at least 1"
            ),
        )),
    }
}

impl Config {
    /// The retry mode.
    pub fn retry_mode(&self) -> RetryMode {
        self.0.attempts.mode
    }

    /// The maximum number of attempts per call: 1 if [`retry_mode`](Self::retry_mode) is
    /// [`RetryMode::Off`].
    pub fn max_attempts(&self) -> u32 {
        match self.retry_mode() {
            RetryMode::Off => 1,
            _ => self.0.attempts.max,
        }
    }

    /// The retry classifiers that run after the default one, in this order.
    pub fn retry_classifiers(&self) -> &[Arc<dyn ClassifyRetry>] {
        &self.0.attempts.classifiers
    }

    /// The source of random numbers.
    pub fn randomness(&self) -> &Arc<dyn Randomness> {
        &self.0.attempts.randomness
    }

    /// Whether requests are signed with the local time even if responses show that it is wrong.
    pub fn disable_clock_skew_correction(&self) -> bool {
        self.0.attempts.disable_clock_skew_correction
    }

    pub(crate) fn retry_rules(&self) -> Rules {
        self.0.attempts.backoff.rules
    }

    /// The lengths of the pauses between attempts.
    pub(crate) fn backoff(&self) -> Backoff {
        self.0.attempts.backoff
    }
}

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
    /// instead of 1 s, and a retry costs 14 of the quota of 500 instead of 5 (or 10 after a
    /// timeout). After throttling, back-off still starts at 1 s and a retry costs 5.
    #[must_use]
    pub fn new_retries_2026(mut self, new_retries: bool) -> Self {
        self.settings.attempts.backoff.rules = if new_retries {
            Rules::Of2026
        } else {
            Rules::Classic
        };
        self
    }

    /// Sets the maximum pause before the first retry, `None` for that of the retry parameters; 1 s
    /// by default. The pause before each further retry is twice as long. Its actual length is
    /// random.
    #[must_use]
    pub fn initial_backoff(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.settings.attempts.backoff.initial = pause.into();
        self
    }

    /// Sets the maximum pause before any retry, `None` for the default of 20 s. A pause that the
    /// service requests can be longer by up to 5 s.
    #[must_use]
    pub fn max_backoff(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.settings.attempts.backoff.max = pause.into();
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
