//! What every client over sockets has to do: through proxies, over TLS, and with a pool of
//! connections.
//!
//! A case is a function that is given the way to make a [`Client`](client::Client), so that the
//! same cases run over each kind of client. All servers are on loopback.

#![cfg(feature = "hyper")]
// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// Modules of a test have nobody outside to be reached by.
#![allow(unreachable_pub)]

/// A test of each case for each kind of client.
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

mod bare;
mod certificates;
mod client;
mod kept;
mod pool;
mod proxies;
mod proxy;
mod roots;
mod server;
#[path = "../support/mod.rs"]
mod support;
