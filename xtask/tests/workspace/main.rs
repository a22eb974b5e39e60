//! Checks of the workspace as a whole: its versions, and that no test is left out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod ignored;
mod versions;
