//! The Query protocols written anew from their specification, to hold emitted crates against.
//!
//! A [`Model`] is read without the generator. From it come random values ([`Tree`]), a decoder of
//! forms, and a writer of answers that uses every freedom that XML leaves. [`glue`] emits the tests
//! of a crate: they turn trees into inputs and outputs into trees, and hand both to
//! [`check_requests`], [`check_answers`] and the like. It finds types and members by reading the crate's own
//! source: members stand in the order of the model, whatever they are called.
//!
//! This crate tests, so it panics where something does not hold.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answer;
mod check;
mod form;
mod glue;
mod model;
mod random;
mod time;
mod tree;

pub use check::{check_answers, check_requests, check_typed_answers, check_typed_errors};
pub use form::{decode, pairs};
pub use glue::glue;
pub use model::{Kind, Member, Model, Protocol, Shape};
pub use tree::{Members, Tree};
