//! The state of a cache and its rules, without I/O or a clock.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use super::entry::{CachedEntry, Phase, expiry};
use super::running::RunningRefreshes;
use super::shared_refresh::Outcome;
use crate::credentials::{Credentials, CredentialsError};
use crate::system::executor::ExecutorId;

/// After a failed refresh, the old credentials are served for this many milliseconds.
const BACKOFF_MILLIS: Range<f64> = 300_000.0..600_000.0;

/// A permanent error is cached for this many milliseconds, so that a program that ignores it and
/// retries puts no load on the source.
const ERROR_CACHE_MILLIS: Range<f64> = 1_000.0..5_000.0;

/// A refresh that was abandoned after this long is treated as failed, because the source hangs.
const HANGS_AFTER: Duration = Duration::from_secs(5);

/// How long the source is not called again for rejections of the same access key after one of them
/// has caused a call. Otherwise, a service that rejects every call would run a command each time,
/// which may ask the user for a code.
const REJECTION_PAUSE: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct State {
    pub(super) entry: Option<CachedEntry>,
    /// The access key id of the latest rejection that had an effect, and the period in which others
    /// of the same key have none.
    rejected: Option<(String, Range<SystemTime>)>,
    pub(super) failure: Option<Failure>,
    pub(super) refreshes: RunningRefreshes,
}

/// The failure of the latest refresh.
pub(super) struct Failure {
    pub(super) error: CredentialsError,
    /// The period in which the source is not called. It has a start too, so that a clock that is
    /// set back does not prolong it.
    pub(super) pause: Range<SystemTime>,
}

/// The result of a refresh that failed.
pub(super) struct FailedRefresh {
    pub(super) error: CredentialsError,
    /// How long the source is not called.
    pub(super) pause: Duration,
    /// What the waiters get: the old credentials or the error.
    pub(super) outcome: Outcome,
}

/// What a caller gets.
pub(super) enum Decision {
    /// This outcome, immediately.
    Return(Outcome),
    /// The outcome of a new refresh, or these credentials immediately if a refresh is running.
    RefreshUnlessRunning(Credentials),
    /// The outcome of a refresh.
    Refresh,
}

impl State {
    /// What a caller gets at `now`. Pauses are measured by the `uncorrected` time, so that they do not
    /// change when a response shows that the clock is wrong.
    pub(super) fn decide(&self, now: SystemTime, uncorrected: SystemTime) -> Decision {
        let phase = self.entry.as_ref().map(|entry| entry.phase(now));
        let old = self.entry.as_ref().map(|entry| entry.credentials.clone());
        if let Some(credentials) = &old
            && phase == Some(Phase::Fresh)
        {
            return Decision::Return(Ok(credentials.clone()));
        }
        if let Some(failure) = &self.failure
            && failure.pause.contains(&uncorrected)
        {
            return Decision::Return(failure.outcome(old));
        }
        match old {
            Some(credentials) if phase == Some(Phase::Advisory) => {
                Decision::RefreshUnlessRunning(credentials)
            }
            _ => Decision::Refresh,
        }
    }

    /// Stores the credentials of the refresh in `executor`.
    pub(super) fn store(&mut self, executor: ExecutorId, entry: CachedEntry) {
        self.refreshes.remove(executor);
        self.entry = Some(entry);
        self.failure = None;
    }

    /// Records that the refresh in `executor` failed. `random` is in [0, 1).
    pub(super) fn settle_failed(
        &mut self,
        executor: ExecutorId,
        error: CredentialsError,
        now: SystemTime,
        random: f64,
    ) -> FailedRefresh {
        self.refreshes.remove(executor);
        self.fail(error, now, random)
    }

    /// Records that a service rejected `credentials`. Returns whether the source has to be called.
    pub(super) fn reject(&mut self, credentials: &Credentials, now: SystemTime) -> bool {
        let id = credentials.access_key_id();
        if let Some((rejected, pause)) = &self.rejected
            && rejected == id
            && pause.contains(&now)
        {
            return false;
        }
        self.rejected = Some((id.to_owned(), now..now + REJECTION_PAUSE));
        if let Some(entry) = &mut self.entry
            && entry.credentials.access_key_id() == id
        {
            entry.invalidated = true;
        }
        true
    }

    /// Records that all waiters abandoned a refresh after this time. Returns `Some` if that is
    /// treated as a failure.
    pub(super) fn abandon(
        &mut self,
        waited: Duration,
        now: SystemTime,
        random: f64,
    ) -> Option<FailedRefresh> {
        // With nothing to fall back on, the next caller has to try anyway.
        if waited < HANGS_AFTER || self.entry.is_none() {
            return None;
        }
        let message = format!("the provider did not respond, and was abandoned after {waited:?}");
        Some(self.fail(CredentialsError::failed(message), now, random))
    }

    fn fail(&mut self, error: CredentialsError, now: SystemTime, random: f64) -> FailedRefresh {
        let old = self.entry.as_ref().map(|entry| entry.credentials.clone());
        let pause = if error.is_permanent() {
            pick(ERROR_CACHE_MILLIS, random)
        } else if old.is_some() {
            pick(BACKOFF_MILLIS, random)
        } else {
            Duration::ZERO
        };
        let failure = Failure {
            error: error.clone(),
            pause: now..now + pause,
        };
        let outcome = failure.outcome(old);
        self.failure = Some(failure);
        FailedRefresh {
            error,
            pause,
            outcome,
        }
    }
}

impl Failure {
    /// The old credentials if there are any and the error is not permanent, the error otherwise.
    fn outcome(&self, old: Option<Credentials>) -> Outcome {
        match old {
            Some(credentials) if !self.error.is_permanent() => Ok(credentials),
            _ => Err(self.error.clone()),
        }
    }
}

/// Rejects expired credentials: a source that returns them has failed to get new ones.
pub(super) fn refuse_expired(credentials: Credentials, now: SystemTime) -> Outcome {
    match (expiry(&credentials), credentials.expires_at()) {
        (Some(time), Some(shown)) if time <= now => Err(CredentialsError::failed(format!(
            "the provider returned {}, which expired at {shown}; expected credentials that are \
             still valid, so check their source and this computer's clock",
            credentials.access_key_id()
        ))),
        _ => Ok(credentials),
    }
}

fn pick(millis: Range<f64>, random: f64) -> Duration {
    // The source of randomness may be user code, and a pause must be neither zero nor endless.
    let random = if (0.0..=1.0).contains(&random) {
        random
    } else {
        0.5
    };
    let millis = millis.start + random * (millis.end - millis.start);
    Duration::from_millis(millis as u64)
}
