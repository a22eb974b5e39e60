//! For tests of code that makes calls: no network, no credentials, no waiting, and any result.
//!
//! From the quickest to write to the closest to the wire:
//!
//! - [`Stubs`], or the `testing::Stub` of an emitted crate: a function for each operation, typed
//!   input in, typed output or error out.
//! - [`ScriptedTransport`]: answers and faults in order, over which whole calls are made, with
//!   signatures and retries. It keeps the requests. An answer is made of an output or a modelled
//!   error by [`Answer::of`], of names and texts by [`Answer::success`] and [`Answer::error`], or
//!   of any body.
//! - [`RecordingTransport`] writes down what goes over another transport, without its secrets, and
//!   [`ReplayTransport`] plays it back.
//!
//! With them go [`ManualTime`], in which pauses and timeouts take no time, [`ScriptedRandomness`]
//! and [`SeededRandomness`]. [`ErrorBuilder`] and [`ResponseMetadataBuilder`] make what otherwise
//! only a call makes; outputs and their parts have builders of their own. Environment and files
//! are values already: [`Env`](querysmith_runtime::env::Env) and [`Files`](querysmith_runtime::files::Files).

mod answer;
mod error_builder;
mod metadata_builder;
mod randomness;
mod recording;
mod replay;
mod script;
mod sent;
mod stub;
mod time;
mod typed;
mod xml_writer;

pub use answer::Answer;
pub use error_builder::ErrorBuilder;
pub use metadata_builder::ResponseMetadataBuilder;
pub use randomness::{ScriptedRandomness, SeededRandomness};
pub use recording::{Recording, RecordingError, RecordingTransport};
pub use replay::ReplayTransport;
pub use script::ScriptedTransport;
pub use sent::SentRequest;
pub use stub::{AnswerCall, Calls, Stubs};
pub use time::ManualTime;
pub use typed::ToAnswer;

use querysmith_runtime::{Config, ConfigBuilder, Credentials};

/// What emitted crates use: hidden and versioned.
#[doc(hidden)]
pub mod codegen_v1 {
    pub use crate::typed::{AnswerFrame, ToAnswer};
    pub use crate::xml_writer::XmlWriter;
}

/// The builder of a config for tests, which says the same on every computer: the region
/// `us-east-1`, credentials that are none, [leaping](ManualTime::leaping) time, the same
/// randomness in every run. What it lacks is a transport or a stub.
pub fn config() -> ConfigBuilder {
    let time = ManualTime::leaping();
    Config::builder()
        .region("us-east-1")
        .credentials_provider(Credentials::new("TESTKEYID", "test-secret"))
        .clock(time.clone())
        .sleep(time)
        .randomness(ScriptedRandomness::default())
        .transport(ScriptedTransport::new([]))
}
