//! Calls over scripted transports, with time under the control of the test.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod adaptive;
mod attempts;
mod call;
mod clock_skew;
mod credentials_cache;
mod customize;
mod drops;
mod error_documents;
mod expired_credentials;
mod interceptors;
mod invalid_config;
mod logs;
mod modeled_errors;
mod no_clock;
mod pagination;
mod presign;
mod regions;
mod retries;
#[path = "../support/mod.rs"]
mod support;
mod times;
mod waiter;
