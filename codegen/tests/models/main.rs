//! What the generator accepts, refuses and emits, without compiling it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and a skipped one prints why"
)]

mod bad_models;
#[path = "../botocore/mod.rs"]
mod botocore;
mod builder;
mod c2j;
mod determinism;
mod diff;
mod known_overlays;
mod model_equality;
mod model_update;
mod older_models;
mod public_api;
mod published_models;
mod settings;
mod small_changes;
#[path = "../support/mod.rs"]
mod support;
#[path = "../without_hashes/mod.rs"]
mod without_hashes;
