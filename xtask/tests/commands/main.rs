//! Tests of the command `querysmith`, which they run.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod codegen;
mod corpus;
mod diff;
mod generate;
#[cfg(unix)]
mod killed;
mod model;
