//! Tests of `diff`: the effects of a new version of a model on dependents of the crate.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod api;
mod endpoints;
mod judgements;
mod mutations;
mod output;
mod published;
mod soundness;
mod support;
