//! An independent implementation of the Query protocols, to test emitted crates.
//!
//! It reads a [`Model`] without the generator, and has random values ([`Tree`]), a decoder of
//! forms, and a writer of responses that varies everything that XML leaves open. [`glue`] emits the
//! tests of a crate: they convert trees to inputs and outputs to trees, and call
//! [`check_requests`], [`check_responses`] and the like. It finds types and members in the source
//! of the crate. Members are matched by position, because they are in the order of the model.
//!
//! The checks of this crate panic if they fail.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod check;
mod form;
mod glue;
mod model;
mod random;
mod response;
mod time;
mod tree;

pub use check::{
    check_requests, check_responses, check_typed_errors, check_typed_requests,
    check_typed_responses,
};
pub use form::{decode, pairs};
pub use glue::glue;
pub use model::{Kind, Member, Model, Protocol, Shape};
pub use tree::{Members, Tree};
