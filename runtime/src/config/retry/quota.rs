//! The quota of retries that the calls of a client share: when a service fails for everyone,
//! retries would only add to its load.

use std::sync::atomic::{AtomicU32, Ordering};

const CAPACITY: u32 = 500;

/// What a call that succeeds at once adds, until the quota is full.
const FOR_SUCCESS: u32 = 1;

/// A bucket of tokens, full at first.
#[derive(Debug)]
pub(crate) struct RetryQuota(AtomicU32);

impl RetryQuota {
    /// Takes `cost` tokens for a retry; `None` if fewer are left.
    pub(crate) fn take(&self, cost: u32) -> Option<Permit<'_>> {
        let take = |left: u32| left.checked_sub(cost);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .ok()?;
        Some(Permit { quota: self, cost })
    }

    /// A call succeeded without a retry.
    pub(crate) fn succeeded(&self) {
        // Most calls end here, most of them with a full quota: that is seen without writing.
        if self.left() < CAPACITY {
            self.give(FOR_SUCCESS);
        }
    }

    /// The tokens that are left.
    pub(crate) fn left(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn give(&self, tokens: u32) {
        let give = |left: u32| Some(left.saturating_add(tokens).min(CAPACITY));
        // It always gives `Some`, so this cannot fail.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

/// Leave for one retry. Dropping it gives its tokens back: the retry succeeded, or was never made.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    quota: &'a RetryQuota,
    cost: u32,
}

impl Permit<'_> {
    /// The retry failed: its tokens are gone.
    pub(crate) fn spend(mut self) {
        self.cost = 0;
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.cost > 0 {
            self.quota.give(self.cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_retry_costs_and_any_other_does_not() {
        let quota = RetryQuota::default();
        quota.take(5).unwrap().spend();
        assert_eq!(quota.left(), 495);
        let permit = quota.take(10).unwrap();
        assert_eq!(quota.left(), 485);
        drop(permit);
        assert_eq!(quota.left(), 495);
    }

    #[test]
    fn it_cannot_be_overdrawn_or_overfilled() {
        let quota = RetryQuota::default();
        for _ in 0..35 {
            quota.take(14).unwrap().spend();
        }
        assert_eq!(quota.left(), 10);
        assert!(quota.take(14).is_none());
        assert_eq!(quota.left(), 10);
        assert!(quota.take(10).is_some());
        for _ in 0..1000 {
            quota.succeeded();
        }
        assert_eq!(quota.left(), 500);
    }

    #[test]
    fn a_success_at_once_adds_one() {
        let quota = RetryQuota::default();
        quota.take(5).unwrap().spend();
        quota.succeeded();
        assert_eq!(quota.left(), 496);
    }
}
