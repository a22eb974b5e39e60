//! Fault injection: calls during faults of the network, the server or an intermediary, over real
//! sockets on loopback.
//!
//! Each test consists of a fault and its expected result. `script.rs` defines the steps of a fault,
//! `server.rs` executes them, and `fault.rs` checks the result: the error and its predicates, the
//! attempts, the requests that the server received, and that the next call succeeds. The other
//! files contain the faults, grouped by the phase of the call in which they occur.
//!
//! `blocking.rs` is the root of the same tests with the blocking client; `kind/` contains the
//! differences.
//!
//! The tests do not wait: back-off delays elapse immediately and are recorded, and a time limit
//! elapses when the server stalls.

// The tests use the sockets of the default transport.
#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod async_only;
mod body;
mod certificate;
mod client;
mod connect;
mod content;
mod fault;
mod head;
#[path = "kind/hyper.rs"]
mod kind;
mod pool;
mod refusal;
mod script;
mod server;
mod tls;
