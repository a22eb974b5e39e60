//! Test doubles for code that makes calls. Tests need no network, no credentials and no delays.
//!
//! From the simplest to the closest to the wire:
//!
//! - [`Stubs`], or the `testing::Stub` of an emitted crate: a function for each operation that
//!   takes the typed input and returns the typed output or error.
//! - [`ScriptedTransport`]: returns responses and transport errors in order to complete calls, with
//!   signing and retries, and records the requests. A response is created from an output or a
//!   modeled error with [`Response::of`], from names and strings with [`Response::success`] and
//!   [`Response::error`], or from any body.
//! - [`RecordingTransport`] records the exchanges of another transport without their secrets, and
//!   [`ReplayTransport`] replays them.
//!
//! They are complemented by [`ManualTime`], in which delays and timeouts take no real time,
//! [`ScriptedRandomness`] and [`SeededRandomness`]. [`ErrorBuilder`] and
//! [`ResponseMetadataBuilder`] create values that otherwise only a call creates; outputs and their
//! structures have builders of their own. The environment and files are values already:
//! [`Env`](querysmith_runtime::env::Env) and [`Files`](querysmith_runtime::files::Files).
//!
//! ```
//! # mod querysmith {
//! #     pub use querysmith_runtime::*;
//! #     pub use querysmith_testing as testing;
//! # }
//! use querysmith::testing::{Response, ScriptedTransport, config};
//!
//! let transport = ScriptedTransport::new([Response::error(503, "ServiceUnavailable", "Busy.")]);
//! let config = config().transport(transport.clone()).build();
//! assert!(transport.requests().is_empty());
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod error_builder;
mod metadata_builder;
mod randomness;
mod recording;
mod replay;
mod response;
mod script;
mod sent;
mod stub;
mod time;

pub use error_builder::ErrorBuilder;
pub use metadata_builder::ResponseMetadataBuilder;
pub use randomness::{ScriptedRandomness, SeededRandomness};
pub use recording::{Recording, RecordingError, RecordingTransport};
pub use replay::ReplayTransport;
pub use response::Response;
pub use script::ScriptedTransport;
pub use sent::SentRequest;
pub use stub::{Calls, StubFunction, Stubs};
pub use time::ManualTime;

pub use querysmith_runtime::server::ToResponse;

use querysmith_runtime::{Config, ConfigBuilder, Credentials};

/// A config builder for tests, the same on every machine: the region `us-east-1`, dummy
/// credentials, [automatically advancing](ManualTime::auto_advancing) time, and the same randomness in
/// every run. Add a transport or a stub.
pub fn config() -> ConfigBuilder {
    let time = ManualTime::auto_advancing();
    Config::builder()
        .region("us-east-1")
        .credentials_provider(Credentials::new("TESTKEYID", "test-secret"))
        .clock(time.clone())
        .sleep(time)
        .randomness(ScriptedRandomness::default())
        .transport(ScriptedTransport::new([]))
}
