//! What every client must do over sockets: use proxies, use TLS, pool connections, and share them
//! between runtimes.
//!
//! A case is a function that takes a constructor of a [`Client`](client::Client), so that the same
//! cases run with each kind of client. All servers are on loopback.

#![cfg(feature = "hyper")]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// The modules of a test crate are not reachable from outside.
#![allow(unreachable_pub)]

/// Declares a test of each case for each kind of client.
macro_rules! cases {
    ($($case:ident)*) => {
        mod hyper {
            $(#[test] fn $case() { super::$case(crate::client::hyper) })*
        }

        #[cfg(feature = "blocking")]
        mod blocking {
            $(#[test] fn $case() { super::$case(crate::client::blocking) })*
        }

        #[cfg(feature = "blocking")]
        mod blocking_in_a_runtime {
            $(#[test] fn $case() { super::$case(crate::client::blocking_in_a_runtime) })*
        }
    };
}

#[cfg(feature = "blocking")]
mod blocking;
mod certificates;
mod client;
mod dead;
mod direct;
mod failing;
mod heads;
mod hostile_responses;
mod hyper_transport;
mod idle;
mod limits;
#[path = "../loopback/mod.rs"]
mod loopback;
mod network;
mod p521;
mod pool;
mod proxies;
mod proxy;
mod roots;
mod runtimes;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tls;
#[path = "../two_runtimes/mod.rs"]
mod two_runtimes;
