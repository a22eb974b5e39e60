//! Manual time, scripted randomness, and helpers for durations.

use std::time::Duration;

pub use querysmith_testing::ManualTime;
pub use querysmith_testing::ScriptedRandomness;

/// The start of [`ManualTime`], 2020-09-13T12:26:40Z, as a duration since the Unix epoch.
pub const START: Duration = Duration::from_secs(1_600_000_000);

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub const fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
