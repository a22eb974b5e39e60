//! What a cache remembers, and what it makes of it: rules only, without I/O or a clock.

use std::ops::Range;
use std::sync::Weak;
use std::time::{Duration, SystemTime};

use super::flight::{Flight, Outcome};
use super::held::{Held, Phase, expiry};
use crate::credentials::{Credentials, CredentialsError};

/// After a failed refresh the old credentials are served for so many milliseconds.
const BACKOFF_MILLIS: Range<f64> = 300_000.0..600_000.0;

/// An error that cannot mend itself is remembered for so many milliseconds, so that a program
/// which swallows it and tries again does not become a load on the source.
const MEMORY_MILLIS: Range<f64> = 1_000.0..5_000.0;

/// A refresh that was given up after this long counts as failed: the source hangs.
const HANGS_AFTER: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct State {
    pub(super) held: Option<Held>,
    pub(super) failure: Option<Failure>,
    /// The refresh under way. Only those who wait for it keep it alive.
    pub(super) flight: Weak<Flight>,
}

/// The latest refresh, which failed.
pub(super) struct Failure {
    pub(super) error: CredentialsError,
    /// While this lasts, the source is left alone. It has a start too, so that a clock which is
    /// set back does not prolong it.
    pub(super) pause: Range<SystemTime>,
}

/// A refresh has failed.
pub(super) struct Failed {
    pub(super) error: CredentialsError,
    /// How long the source is left alone.
    pub(super) pause: Duration,
    /// What those who waited for it get all the same.
    pub(super) outcome: Outcome,
}

/// What a caller gets.
pub(super) enum Look {
    /// This, at once.
    Answer(Outcome),
    /// What a refresh gives. If one is under way already, these at once.
    RefreshOr(Credentials),
    /// What a refresh gives.
    Refresh,
}

impl State {
    /// What a caller gets at `now`.
    pub(super) fn look(&self, now: SystemTime) -> Look {
        let phase = self.held.as_ref().map(|held| held.phase(now));
        let held = self.held.as_ref().map(|held| held.credentials.clone());
        if let Some(credentials) = &held
            && phase == Some(Phase::Fresh)
        {
            return Look::Answer(Ok(credentials.clone()));
        }
        if let Some(failure) = &self.failure
            && failure.pause.contains(&now)
        {
            return Look::Answer(failure.outcome(held));
        }
        match held {
            Some(credentials) if phase == Some(Phase::Advisory) => Look::RefreshOr(credentials),
            _ => Look::Refresh,
        }
    }

    /// Takes in what a refresh gave.
    pub(super) fn hold(&mut self, held: Held) {
        self.flight = Weak::new();
        self.held = Some(held);
        self.failure = None;
    }

    /// Takes in that a refresh has failed. `random` is in [0, 1).
    pub(super) fn settle_failed(
        &mut self,
        error: CredentialsError,
        now: SystemTime,
        random: f64,
    ) -> Failed {
        self.flight = Weak::new();
        self.fail(error, now, random)
    }

    /// Takes in that everyone who waited for a refresh gave it up. `Some` if that counts as a
    /// failure.
    pub(super) fn abandon(
        &mut self,
        started_at: SystemTime,
        now: SystemTime,
        random: f64,
    ) -> Option<Failed> {
        let waited = now.duration_since(started_at).unwrap_or_default();
        // With nothing to fall back on, the next caller has to try anyway.
        if waited < HANGS_AFTER || self.held.is_none() {
            return None;
        }
        let message = format!("the provider gave no answer, and was given up after {waited:?}");
        Some(self.fail(CredentialsError::failed(message), now, random))
    }

    fn fail(&mut self, error: CredentialsError, now: SystemTime, random: f64) -> Failed {
        let held = self.held.as_ref().map(|held| held.credentials.clone());
        let pause = if error.is_permanent() {
            pick(MEMORY_MILLIS, random)
        } else if held.is_some() {
            pick(BACKOFF_MILLIS, random)
        } else {
            Duration::ZERO
        };
        let failure = Failure {
            error: error.clone(),
            pause: now..now + pause,
        };
        let outcome = failure.outcome(held);
        self.failure = Some(failure);
        Failed {
            error,
            pause,
            outcome,
        }
    }
}

impl Failure {
    /// The old credentials, if there are any and it is no use to hope for new ones later.
    fn outcome(&self, held: Option<Credentials>) -> Outcome {
        match held {
            Some(credentials) if !self.error.is_permanent() => Ok(credentials),
            _ => Err(self.error.clone()),
        }
    }
}

/// A source that gives out credentials which have expired has failed to get new ones.
pub(super) fn refuse_expired(credentials: Credentials, now: SystemTime) -> Outcome {
    match (expiry(&credentials), credentials.expires_at()) {
        (Some(time), Some(shown)) if time <= now => Err(CredentialsError::failed(format!(
            "the provider gave {}, which expired at {shown}; expected credentials that are still \
             valid, so look at their source and at this computer's clock",
            credentials.access_key_id()
        ))),
        _ => Ok(credentials),
    }
}

fn pick(millis: Range<f64>, random: f64) -> Duration {
    // The source of randomness may be foreign code, and a pause must neither vanish nor last.
    let random = if (0.0..=1.0).contains(&random) {
        random
    } else {
        0.5
    };
    let millis = millis.start + random * (millis.end - millis.start);
    Duration::from_millis(millis as u64)
}
