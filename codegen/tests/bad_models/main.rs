//! Bad models: what the generator says of each defect, word for word.
//!
//! Every test edits one valid model, so that what is reported is its defect and no other.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod constraints;
mod document;
mod endpoint_rules;
mod examples;
mod names;
mod overlay;
mod pagination;
mod robustness;
mod service;
mod shapes;
mod structures;
mod support;
mod traits;
mod waiters;
