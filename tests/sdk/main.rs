//! The modules of the crate beside the credentials: what it exports, its test doubles, the server's
//! side of STS, and presigned identities.

// Clippy treats helpers outside of test functions as production code.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[cfg(feature = "blocking")]
mod blocking;
#[path = "../botocore/mod.rs"]
mod botocore;
mod exports;
mod first_run;
mod identity;
mod local_sts;
#[path = "../peer/mod.rs"]
mod peer;
mod server;
mod testing;
