//! The retry quota that the calls of a client share. It limits the load of retries when a service
//! is failing.

use std::sync::atomic::{AtomicU32, Ordering};

const CAPACITY: u32 = 500;

/// The tokens that a call returns if its first attempt succeeds, until the quota is full.
const FOR_SUCCESS: u32 = 1;

/// A token bucket, initially full.
#[derive(Debug)]
pub(crate) struct RetryQuota(AtomicU32);

impl RetryQuota {
    /// Takes `cost` tokens for a retry; `None` if there are fewer.
    pub(crate) fn take(&self, cost: u32) -> Option<Permit<'_>> {
        let take = |left: u32| left.checked_sub(cost);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .ok()?;
        Some(Permit { quota: self, cost })
    }

    /// Records that a call succeeded without a retry.
    pub(crate) fn succeeded(&self) {
        // The fast path of most calls: a full quota needs no write.
        if self.left() < CAPACITY {
            self.put_back(FOR_SUCCESS);
        }
    }

    /// The remaining tokens.
    pub(crate) fn left(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn put_back(&self, tokens: u32) {
        let add = |left: u32| Some(left.saturating_add(tokens).min(CAPACITY));
        // `add` always returns `Some`, so this cannot fail.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

/// A permit for one retry. Dropping it returns its tokens, because the retry succeeded or was never
/// made.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    quota: &'a RetryQuota,
    cost: u32,
}

impl Permit<'_> {
    /// Consumes the tokens, because the retry failed.
    pub(crate) fn spend(mut self) {
        self.cost = 0;
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.cost > 0 {
            self.quota.put_back(self.cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failed_retries_consume_tokens() {
        let quota = RetryQuota::default();
        quota.take(5).unwrap().spend();
        assert_eq!(quota.left(), 495);
        let permit = quota.take(10).unwrap();
        assert_eq!(quota.left(), 485);
        drop(permit);
        assert_eq!(quota.left(), 495);
    }

    #[test]
    fn the_quota_cannot_be_overdrawn_or_overfilled() {
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
    fn success_without_a_retry_returns_one_token() {
        let quota = RetryQuota::default();
        quota.take(5).unwrap().spend();
        quota.succeeded();
        assert_eq!(quota.left(), 496);
    }
}
