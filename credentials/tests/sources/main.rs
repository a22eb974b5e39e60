//! The sources of credentials and settings, most of them over real sockets on loopback.

// Clippy treats helpers outside of test functions as production code.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[cfg(feature = "hyper")]
mod ca_bundle;
#[cfg(feature = "hyper")]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "one of several crates that share it"
)]
#[path = "../../../runtime/tests/transport/certificates.rs"]
mod certificates;
#[cfg(feature = "hyper")]
mod container;
#[cfg(feature = "hyper")]
mod instance_metadata;
#[cfg(feature = "hyper")]
mod login;
mod logs;
#[cfg(feature = "hyper")]
#[path = "../../../runtime/tests/loopback/mod.rs"]
mod loopback;
#[cfg(target_os = "linux")]
mod process_group;
mod profile_chain;
#[cfg(feature = "hyper")]
mod proxies;
#[cfg(feature = "hyper")]
mod runtimes;
#[cfg(feature = "hyper")]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "one of several crates that share it"
)]
#[path = "../../../runtime/tests/transport/server.rs"]
mod server;
#[cfg(feature = "hyper")]
mod sso;
#[path = "../../../runtime/tests/support/mod.rs"]
mod support;
#[cfg(feature = "hyper")]
#[path = "../../../runtime/tests/two_runtimes/mod.rs"]
mod two_runtimes;
