//! When the hooks of interceptors run, what they see, what they can change, and what becomes of
//! their errors.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod changes;
mod client;
mod context;
mod errors;
mod order;
#[path = "../support/mod.rs"]
mod support;
