//! What a new version of a model means for those who depend on the crate.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod api;
mod judgements;
mod mutations;
mod output;
mod published;
mod soundness;
mod support;
