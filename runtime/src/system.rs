//! The outside world as values that are passed in: the time, timers, random numbers, environment
//! variables and files.

pub mod clock;
#[cfg(feature = "hyper")]
pub(crate) mod drivers;
pub mod env;
pub(crate) mod executor;
pub mod files;
pub mod randomness;
