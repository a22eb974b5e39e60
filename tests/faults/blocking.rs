//! The tests of `main.rs` with the blocking client.

// The tests use the sockets of the default transport.
#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// `async_only.rs` uses the rest.
#![allow(dead_code)]

mod body;
mod certificate;
mod client;
mod connect;
mod content;
mod fault;
mod head;
#[path = "kind/blocking.rs"]
mod kind;
mod pool;
mod refusal;
mod script;
mod server;
mod tls;
