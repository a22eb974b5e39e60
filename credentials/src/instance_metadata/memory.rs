//! Remembers which services issue no tokens, so that tokens are not requested repeatedly.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::settings::Service;
use crate::context::ProviderContext;

/// How long a service is called without a token: as long as a token would have been valid.
const WITHOUT_TOKEN: Duration = Duration::from_secs(6 * 60 * 60);
/// How long after a failure the token is not requested again, even if requests without one fail.
const PAUSE: Duration = Duration::from_secs(60);
/// The maximum number of services that are remembered.
const SERVICES: usize = 16;

/// The services that issue no tokens, and why. Clones share the memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Arc<Mutex<Vec<Entry>>>);

#[derive(Debug)]
struct Entry {
    endpoint: String,
    since: SystemTime,
    reason: String,
    again: Again,
}

/// Whether the token is requested again during the [`PAUSE`], if requests without one fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// Once: the request timed out, which may have been a coincidence.
    Once,
    /// It is being requested again.
    Now,
    No,
}

/// The memory of all providers with the default transport, which reach the same services.
static OF_PROCESS: LazyLock<Memory> = LazyLock::new(Memory::default);

impl Memory {
    pub(super) fn of(context: &ProviderContext) -> Self {
        match context.transport {
            Some(_) => Self::default(),
            None => OF_PROCESS.clone(),
        }
    }

    /// Why no token is requested from `service` at `now`; `None` if one is.
    pub(super) fn reason(&self, service: &Service, now: SystemTime) -> Option<String> {
        let limit = match service.allows_v1 {
            true => WITHOUT_TOKEN,
            false => PAUSE,
        };
        let entries = self.entries();
        let entry = entries.iter().find(|it| it.endpoint == service.endpoint)?;
        let applies = entry.again != Again::Now && entry.is_younger(limit, now);
        applies.then(|| entry.reason.clone())
    }

    /// Called when `service` has issued no token; `timed_out` if it has not responded in time.
    pub(super) fn remember(
        &self,
        service: &Service,
        now: SystemTime,
        reason: String,
        timed_out: bool,
    ) {
        let mut entries = self.entries();
        let is_second = entries
            .iter()
            .any(|it| it.endpoint == service.endpoint && it.again == Again::Now);
        entries.retain(|it| it.endpoint != service.endpoint);
        if entries.len() >= SERVICES {
            entries.remove(0);
        }
        entries.push(Entry {
            endpoint: service.endpoint.clone(),
            since: now,
            reason,
            again: match timed_out && !is_second {
                true => Again::Once,
                false => Again::No,
            },
        });
    }

    /// Called when `service` has issued a token.
    pub(super) fn clear(&self, service: &Service) {
        let mut entries = self.entries();
        entries.retain(|it| it.endpoint != service.endpoint);
    }

    /// Called when `service` rejects a request without a token. Returns whether a token may be
    /// requested again.
    pub(super) fn forget(&self, service: &Service, now: SystemTime) -> bool {
        let mut entries = self.entries();
        entries.retain(|it| it.endpoint != service.endpoint || it.is_younger(PAUSE, now));
        let mut entry = entries.iter_mut();
        match entry.find(|it| it.endpoint == service.endpoint) {
            None => true,
            Some(entry) if entry.again == Again::Once => {
                entry.again = Again::Now;
                true
            }
            Some(_) => false,
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Whether the age is less than `limit`. An entry from the future is treated as old, because
    /// the clock was set back.
    fn is_younger(&self, limit: Duration, now: SystemTime) -> bool {
        let age = now.duration_since(self.since);
        age.is_ok_and(|age| age < limit)
    }
}
