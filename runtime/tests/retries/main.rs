//! When a call is retried, after what backoff, and when it gives up. Time is advanced manually.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod backoff;
mod classifying;
mod client;
mod quota;
mod settings;
#[path = "../support/mod.rs"]
mod support;
