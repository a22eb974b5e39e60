//! Tests that compile emitted code with Cargo. They take minutes: `.ci/run` runs those that
//! `cargo test` ignores.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and a skipped one prints why"
)]

mod conformance;
mod contract;
mod hostile;
mod round_trips;
