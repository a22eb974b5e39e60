//! What becomes of a call when the network, the server or what stands between fails, over real
//! sockets on loopback.
//!
//! Each test is a fault and its outcome. `script.rs` has the words in which a fault is told,
//! `server.rs` carries it out, and `fault.rs` asserts what follows from it: the error and its
//! predicates, the attempts, what the server saw, and that the client goes on working. The other
//! files hold the faults, by the moment at which they strike.
//!
//! `blocking.rs` is the root of the same tests for the client that is not async; `kind/` has what
//! differs.
//!
//! No time passes in these tests: pauses end at once and are written down, and a time limit passes
//! when the server has nothing more to say.

// The sockets are the default transport's.
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
