//! The running refreshes of a cache.

use std::sync::{Arc, Weak};

use super::shared_refresh::SharedRefresh;
use crate::system::executor::ExecutorId;

/// The running refreshes, at most one for each executor: a refresh makes progress only while the
/// executor that polled it first is running, and callers in another one must not depend on that.
/// Only its waiters keep a refresh alive.
#[derive(Default)]
pub(super) struct RunningRefreshes(Vec<(ExecutorId, Weak<SharedRefresh>)>);

impl RunningRefreshes {
    /// The refresh that callers in `executor` share.
    pub(super) fn of(&self, executor: ExecutorId) -> Option<Arc<SharedRefresh>> {
        let (_, refresh) = self.0.iter().find(|(id, _)| *id == executor)?;
        refresh.upgrade()
    }

    /// The refresh of any executor.
    pub(super) fn any(&self) -> Option<Arc<SharedRefresh>> {
        self.0.iter().find_map(|(_, refresh)| refresh.upgrade())
    }

    /// Adds the refresh of `executor`, and forgets those that were abandoned.
    pub(super) fn insert(&mut self, executor: ExecutorId, refresh: &Arc<SharedRefresh>) {
        self.0
            .retain(|(id, refresh)| *id != executor && refresh.strong_count() > 0);
        self.0.push((executor, Arc::downgrade(refresh)));
    }

    /// Removes the refresh of `executor`, because it is complete.
    pub(super) fn remove(&mut self, executor: ExecutorId) {
        self.0.retain(|(id, _)| *id != executor);
    }
}
