//! Whether a failed attempt is worth another one, and why.
//!
//! What the default says is in [`classify`], a plain function of an error. A config can name
//! [`ClassifyRetry`]s of its own, which are asked after it and may overrule it.

pub(crate) mod backoff;
mod quota;
mod rate_limit;

use std::fmt::{self, Debug};
use std::time::Duration;

pub use backoff::Rules;
pub(crate) use quota::{Permit, RetryQuota};
pub(crate) use rate_limit::RateLimiter;

use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::system::randomness::Randomness;

/// How failed attempts are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetryMode {
    /// What is worth another attempt gets one, within a number of attempts and a quota that the
    /// calls of a client share.
    #[default]
    Standard,
    /// As `Standard`; in addition, a client that was throttled slows all its calls down to a rate
    /// that the service takes, and speeds up again from there.
    Adaptive,
    /// There is one attempt.
    Off,
}

/// Why there is to be another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// The cause may pass.
    Transient,
    /// There was no whole answer in time.
    Timeout,
    /// The service asks for fewer requests.
    Throttling,
    /// The signature was refused for the time in it, and the right time is now known.
    ClockSkew,
    /// The credentials that signed the request have expired, and their provider has given others
    /// since. There is no pause before this retry, and no more than one in a call.
    ExpiredCredentials,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryDecision {
    /// Leave it at that: it succeeded, or would fail the same way again.
    Stop,
    /// Try again, as far as the number of attempts, the quota and the time limit allow it.
    #[non_exhaustive]
    Retry {
        /// Why.
        reason: RetryReason,
        /// How long the service asks to wait. The pause that was due is made longer by it, at
        /// most by 5 s, and never shorter.
        after: Option<Duration>,
    },
}

/// Says which failed attempts are worth another one.
///
/// ```
/// use querysmith_runtime::Error;
/// use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
///
/// /// New roles take a few seconds to be known everywhere.
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
    /// What to do after an attempt failed with `error`. `so_far` is what was said by those asked
    /// before this one, the first of which is the default; giving it back leaves it at that.
    fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision;
}

/// The default: what the error's code, its status and the model say of it, and how long its
/// headers ask to wait.
///
/// That an error comes from a wrong clock, or that there are other credentials than those which
/// have expired, is not to be seen from it alone, and not told here.
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
    RetryDecision::retry_after(reason, backoff::asked_for(error))
}

impl RetryDecision {
    /// To try again for `reason`, after the pause that is due.
    pub const fn retry(reason: RetryReason) -> Self {
        Self::retry_after(reason, None)
    }

    /// To retry for `reason`, after the pause that is due or the one that the service asks for. The
    /// latter makes the pause longer, at most by 5 s, and never shorter.
    pub const fn retry_after(reason: RetryReason, after: Option<Duration>) -> Self {
        Self::Retry { reason, after }
    }

    /// How long to wait before the retry with this number, the first being 1, by the rules and the
    /// randomness of `config`: up to 1 s before the first, twice as long before each further one,
    /// and longer where the service asks for it. `None` if not to try again.
    pub fn pause(self, config: &Config, retry: u32) -> Option<Duration> {
        self.pause_by(config.retry_rules(), retry, config.randomness())
    }

    /// As [`pause`](Self::pause), by these rules.
    pub(crate) fn pause_by(
        self,
        rules: Rules,
        retry: u32,
        randomness: &dyn Randomness,
    ) -> Option<Duration> {
        let Self::Retry { reason, after } = self else {
            return None;
        };
        let backoff = rules.backoff(reason, retry, randomness.uniform());
        Some(backoff::pause(backoff, after))
    }

    /// Whether to try again.
    pub const fn is_retry(self) -> bool {
        matches!(self, Self::Retry { .. })
    }

    /// Why to try again; `None` if not to.
    pub const fn reason(self) -> Option<RetryReason> {
        match self {
            Self::Retry { reason, .. } => Some(reason),
            Self::Stop => None,
        }
    }
}

impl RetryReason {
    /// Whether it is of use to wait: with other credentials, the next request is another.
    pub(crate) const fn needs_pause(self) -> bool {
        !matches!(self, Self::ExpiredCredentials)
    }
}

/// In lower case, as logs have it: `clock skew`.
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
