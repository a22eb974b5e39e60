//! When a call makes another attempt, how long it pauses before, and when it leaves it at that.
//! Time passes by hand.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod classifying;
mod client;
mod pauses;
mod quota;
mod settings;
#[path = "../support/mod.rs"]
mod support;
