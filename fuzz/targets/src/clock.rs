//! A clock that stands still.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use querysmith_runtime::clock::Clock;

/// The time of all seeds, 2020-09-13T12:26:40Z, in seconds since 1970.
const NOW: u64 = 1_600_000_000;

#[derive(Debug)]
pub(crate) struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW)
    }
}
