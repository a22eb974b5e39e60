//! When the hooks of interceptors run, what they see, what they can change, and how their errors
//! end a call.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod changes;
mod client;
mod context;
mod errors;
mod order;
#[path = "../support/mod.rs"]
mod support;
