//! Credentials with the times at which they want to be refreshed.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use crate::credentials::Credentials;

/// Shorter than this before they expire, callers wait for new credentials.
const MANDATORY_WINDOW: Duration = Duration::from_secs(60);

const MINUTE: Duration = Duration::from_secs(60);

/// The credentials that a cache holds.
pub(super) struct Held {
    pub(super) credentials: Credentials,
    /// A service refused them, or the user did.
    pub(super) invalidated: bool,
    expires_at: Option<SystemTime>,
    pub(super) advisory_window: Duration,
    /// The time in which they are left alone although they are about to expire.
    rest: Option<Range<SystemTime>>,
}

/// How much credentials want to be refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not at all.
    Fresh,
    /// One caller refreshes them, and the others go on with what there is.
    Advisory,
    /// All wait for the refresh.
    Mandatory,
}

impl Held {
    /// Credentials that were given at `now`.
    pub(super) fn new(
        credentials: Credentials,
        now: SystemTime,
        configured_window: Option<Duration>,
    ) -> Self {
        let expires_at = expiry(&credentials);
        let lifetime = expires_at.map_or(Duration::MAX, |time| until(time, now));
        let window = configured_window.unwrap_or_else(|| advisory_window(lifetime));
        // Some sources give out credentials that are inside the window from the start. Without a
        // rest each call would go to such a source.
        let rest = (lifetime <= window.max(MANDATORY_WINDOW)).then(|| now..now + lifetime / 2);
        Self {
            credentials,
            invalidated: false,
            expires_at,
            advisory_window: window,
            rest,
        }
    }

    pub(super) fn phase(&self, now: SystemTime) -> Phase {
        if self.invalidated {
            return Phase::Mandatory;
        }
        let Some(expires_at) = self.expires_at else {
            return Phase::Fresh;
        };
        if self.rest.as_ref().is_some_and(|rest| rest.contains(&now)) {
            return Phase::Fresh;
        }
        match until(expires_at, now) {
            left if left <= MANDATORY_WINDOW => Phase::Mandatory,
            left if left <= self.advisory_window => Phase::Advisory,
            _ => Phase::Fresh,
        }
    }
}

/// How long before they expire credentials of this lifetime are first refreshed.
fn advisory_window(lifetime: Duration) -> Duration {
    if lifetime <= 20 * MINUTE {
        5 * MINUTE
    } else if lifetime < 90 * MINUTE {
        15 * MINUTE
    } else {
        60 * MINUTE
    }
}

/// When credentials expire, if they do. A time that the platform's clock cannot hold is too far
/// off to matter.
pub(super) fn expiry(credentials: &Credentials) -> Option<SystemTime> {
    credentials.expires_at()?.try_into().ok()
}

/// The time from `now` to `time`, zero when it has passed.
fn until(time: SystemTime, now: SystemTime) -> Duration {
    time.duration_since(now).unwrap_or_default()
}
