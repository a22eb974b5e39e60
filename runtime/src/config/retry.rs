//! Retries: the decision which failed attempts are retried, and when.
//!
//! The default classifier is [`classify`], a plain function of an error. A config can add other
//! classifiers ([`ClassifyRetry`]), which run after it and may override it.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Config, RetryMode};
//!
//! let config = Config::builder().retry_mode(RetryMode::Adaptive).max_attempts(5).build();
//! assert_eq!(config.max_attempts(), 5);
//! assert_eq!(config.to_builder().retry_mode(RetryMode::Off).build().max_attempts(), 1);
//! ```

pub(crate) mod backoff;
mod quota;
mod rate_limit;

use std::fmt::{self, Debug};
use std::time::Duration;

pub use backoff::{Backoff, Rules};
pub(crate) use quota::{Permit, RetryQuota};
pub(crate) use rate_limit::RateLimiter;

use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::system::randomness::Randomness;

/// The retry mode of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetryMode {
    /// Retryable errors are retried, limited by the maximum number of attempts and by a quota that
    /// the calls of a client share.
    #[default]
    Standard,
    /// Like `Standard`, and a client that is throttled limits the rate of all its requests to what
    /// the service accepts, and then increases it again.
    Adaptive,
    /// No retries.
    Off,
}

/// The reason for a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// The error is transient.
    Transient,
    /// There was no complete response in time.
    Timeout,
    /// The service throttled the request.
    Throttling,
    /// The signature was rejected because of clock skew, which has now been measured.
    ClockSkew,
    /// The credentials that signed the request have expired, and their provider has returned new
    /// ones since. There is no pause before this retry, and at most one per call.
    ExpiredCredentials,
}

/// The decision whether to retry after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryDecision {
    /// Do not retry: the attempt succeeded, or its error is not retryable.
    Stop,
    /// Retry, if the maximum number of attempts, the quota and the timeout allow it.
    #[non_exhaustive]
    Retry {
        /// The reason for the retry.
        reason: RetryReason,
        /// The delay that the service requests. It can extend the back-off pause by at most 5 s,
        /// and never shortens it.
        after: Option<Duration>,
    },
}

/// A retry classifier: decides which failed attempts are retried.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::Error;
/// use querysmith::retry::{ClassifyRetry, RetryDecision, RetryReason};
///
/// /// New roles take a few seconds to propagate.
/// #[derive(Debug)]
/// struct NewRoles;
///
/// impl ClassifyRetry for NewRoles {
///     fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
///         match error.code() {
///             Some("AccessDenied") => RetryDecision::retry(RetryReason::Transient),
///             _ => so_far,
///         }
///     }
/// }
/// ```
pub trait ClassifyRetry: Debug + Send + Sync {
    /// Decides whether to retry after an attempt failed with `error`. `so_far` is the decision of
    /// the previous classifiers, the first of which is the default one; return it to keep it.
    fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision;
}

/// The default classifier: decides by the error's code, its HTTP status and the model, and reads
/// the requested delay from its headers.
///
/// It does not detect errors caused by clock skew or by expired credentials, because that takes
/// more than the error.
pub fn classify(error: &Error) -> RetryDecision {
    if !error.is_retryable() {
        return RetryDecision::Stop;
    }
    let reason = if error.is_throttling() {
        RetryReason::Throttling
    } else if error.kind() == ErrorKind::Timeout {
        RetryReason::Timeout
    } else {
        RetryReason::Transient
    };
    RetryDecision::retry_after(reason, backoff::requested_delay(error))
}

impl RetryDecision {
    /// A retry for `reason`, after the usual back-off pause.
    pub const fn retry(reason: RetryReason) -> Self {
        Self::retry_after(reason, None)
    }

    /// A retry for `reason`, after the usual back-off pause or the delay that the service requests.
    /// That delay extends the pause by at most 5 s, and never shortens it.
    pub const fn retry_after(reason: RetryReason, after: Option<Duration>) -> Self {
        Self::Retry { reason, after }
    }

    /// The pause before the retry with this number, where the first is 1, according to the retry
    /// settings and the randomness of `config`: up to 1 s before the first by default, doubled
    /// before each further one, and extended if the service requests it. `None` if there is no
    /// retry.
    pub fn pause(self, config: &Config, retry: u32) -> Option<Duration> {
        self.pause_by(config.backoff(), retry, config.randomness())
    }

    /// Like [`pause`](Self::pause), with pauses of these lengths.
    pub(crate) fn pause_by(
        self,
        backoff: Backoff,
        retry: u32,
        randomness: &dyn Randomness,
    ) -> Option<Duration> {
        let Self::Retry { reason, after } = self else {
            return None;
        };
        let backoff = backoff.pause(reason, retry, randomness.uniform());
        Some(backoff::pause(backoff, after))
    }

    /// Whether to retry.
    pub const fn is_retry(self) -> bool {
        matches!(self, Self::Retry { .. })
    }

    /// The reason for the retry; `None` if there is no retry.
    pub const fn reason(self) -> Option<RetryReason> {
        match self {
            Self::Retry { reason, .. } => Some(reason),
            Self::Stop => None,
        }
    }
}

impl RetryReason {
    /// Whether to pause before the retry. With new credentials there is nothing to wait for.
    pub(crate) const fn needs_pause(self) -> bool {
        !matches!(self, Self::ExpiredCredentials)
    }
}

/// Prints the reason in lower case, as in logs: `clock skew`.
impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Transient => "transient",
            Self::Timeout => "timeout",
            Self::Throttling => "throttling",
            Self::ClockSkew => "clock skew",
            Self::ExpiredCredentials => "expired credentials",
        })
    }
}
