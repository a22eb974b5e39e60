//! Roles of accounts.

use std::time::Duration;

use super::Tags;
use crate::TrustPolicy;
use crate::fakes;

/// The shortest and the longest maximum session duration of a role, in seconds.
pub(super) const MAX_SESSION_DURATION: std::ops::RangeInclusive<u32> = 3600..=43_200;

/// A role of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    pub(crate) name: String,
    /// The unique id, which the account sets that the role is added to.
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) trust_policy: TrustPolicy,
    /// In seconds.
    pub(crate) max_session_duration: u32,
    pub(crate) tags: Tags,
}

impl Role {
    /// A role with this name, whose sessions last at most one hour.
    pub fn new(name: impl Into<String>, trust_policy: TrustPolicy) -> Self {
        Self {
            name: name.into(),
            id: String::new(),
            path: "/".to_owned(),
            trust_policy,
            max_session_duration: *MAX_SESSION_DURATION.start(),
            tags: Tags::new(),
        }
    }

    /// Sets the path, which starts and ends with a slash; `/` by default.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Sets the maximum duration of sessions, in whole seconds: one to 12 hours. A shorter or longer
    /// time is replaced by the nearest.
    #[must_use]
    pub fn max_session_duration(mut self, duration: Duration) -> Self {
        let seconds = u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
        let (min, max) = MAX_SESSION_DURATION.into_inner();
        self.max_session_duration = seconds.clamp(min, max);
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }

    /// Sets the unique id, which depends on the account.
    pub(super) fn with_id_in(mut self, account: &str) -> Self {
        self.id = fakes::id_of("AROA", &format!("{account}/{}", self.name));
        self
    }
}
