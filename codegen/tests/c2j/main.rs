//! Models in botocore's format: they give the same code as the same facts in Smithy's, and their
//! defects are reported at a place in the file that was read.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod diff;
mod ec2;
mod emitted;
mod files;
mod places;
mod support;
#[path = "../without_hashes/mod.rs"]
mod without_hashes;
