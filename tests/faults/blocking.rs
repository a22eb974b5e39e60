//! The faults of `main.rs`, for the client that is not async.

// The sockets are the default transport's.
#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// What only `async_only.rs` needs.
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
