//! The time of these tests, and numbers that are random no more.

use std::time::Duration;

pub use querysmith_runtime::testing::ManualTime;
pub use querysmith_runtime::testing::ScriptedRandomness as Dice;

/// When [`ManualTime`] begins: 2020-09-13T12:26:40Z, after 1970.
pub const START: Duration = Duration::from_secs(1_600_000_000);

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub const fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
