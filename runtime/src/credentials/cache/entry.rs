//! Cached credentials, with the times at which they are to be refreshed.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use crate::credentials::Credentials;

/// In this last part of the lifetime, callers wait for new credentials.
const MANDATORY_WINDOW: Duration = Duration::from_secs(60);

const MINUTE: Duration = Duration::from_secs(60);

/// The credentials in a cache.
pub(super) struct CachedEntry {
    pub(super) credentials: Credentials,
    /// A service rejected them, or the user called `invalidate`.
    pub(super) invalidated: bool,
    expires_at: Option<SystemTime>,
    pub(super) advisory_window: Duration,
    /// The period in which they are not refreshed although they are about to expire.
    quiet_period: Option<Range<SystemTime>>,
}

/// How urgently credentials must be refreshed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not at all.
    Fresh,
    /// One caller refreshes them, and the others get the old ones.
    Advisory,
    /// All callers wait for the refresh.
    Mandatory,
}

impl CachedEntry {
    /// An entry for credentials that were provided at `now`.
    pub(super) fn new(
        credentials: Credentials,
        now: SystemTime,
        configured_window: Option<Duration>,
    ) -> Self {
        let expires_at = expiry(&credentials);
        let lifetime = expires_at.map_or(Duration::MAX, |time| until(time, now));
        let window = configured_window.unwrap_or_else(|| advisory_window(lifetime));
        // Some sources return credentials that are inside the window from the start. Without a
        // quiet period each call would go to such a source.
        let quiet_period =
            (lifetime <= window.max(MANDATORY_WINDOW)).then(|| now..now + lifetime / 2);
        Self {
            credentials,
            invalidated: false,
            expires_at,
            advisory_window: window,
            quiet_period,
        }
    }

    pub(super) fn phase(&self, now: SystemTime) -> Phase {
        if self.invalidated {
            return Phase::Mandatory;
        }
        let Some(expires_at) = self.expires_at else {
            return Phase::Fresh;
        };
        if self
            .quiet_period
            .as_ref()
            .is_some_and(|quiet_period| quiet_period.contains(&now))
        {
            return Phase::Fresh;
        }
        match until(expires_at, now) {
            left if left <= MANDATORY_WINDOW => Phase::Mandatory,
            left if left <= self.advisory_window => Phase::Advisory,
            _ => Phase::Fresh,
        }
    }
}

/// How long before their expiration credentials of this lifetime are first refreshed.
fn advisory_window(lifetime: Duration) -> Duration {
    if lifetime <= 20 * MINUTE {
        5 * MINUTE
    } else if lifetime < 90 * MINUTE {
        15 * MINUTE
    } else {
        60 * MINUTE
    }
}

/// When credentials expire, if they do. A time that the platform's clock cannot represent is too
/// far in the future to matter.
pub(super) fn expiry(credentials: &Credentials) -> Option<SystemTime> {
    credentials.expires_at()?.try_into().ok()
}

/// The time from `now` to `time`, zero when it has passed.
fn until(time: SystemTime, now: SystemTime) -> Duration {
    time.duration_since(now).unwrap_or_default()
}
