//! A test service with two operations and a scripted transport, for end-to-end calls.

// Each test crate compiles its own copy of this module and uses only part of it.
#![allow(dead_code, unreachable_pub)]
// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod hooks;
pub mod listener;
pub mod time;

use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};
use querysmith_runtime::codegen_v1::QueryWriter;
use querysmith_runtime::codegen_v1::Validator;
use querysmith_runtime::codegen_v1::{Element, XmlError};
use querysmith_runtime::codegen_v1::{ErrorSpec, OperationSpec, Service};
use querysmith_runtime::endpoint::{Endpoint, EndpointError, EndpointParams};
use querysmith_runtime::transport::{Transport, TransportError};
use querysmith_runtime::{
    AuthScheme, Bytes, Config, ConfigBuilder, Credentials, Error, Operation, ResponseMetadata,
    RetryHint, RetryMode, http,
};
use querysmith_testing::{Response, ScriptedTransport};

pub use time::{ManualTime, ScriptedRandomness};

pub const POST_OFFICE: Service =
    Service::new("Post Office", "2020-01-01", "post", resolve_endpoint);

fn resolve_endpoint(params: &EndpointParams) -> Result<Endpoint, EndpointError> {
    match (&params.endpoint, &params.region) {
        (Some(url), _) if !params.use_fips => Ok(Endpoint::new(url)),
        (Some(_), _) => Err(EndpointError::new(
            "FIPS and a custom endpoint cannot be combined",
        )),
        (None, Some(region)) => Ok(Endpoint::new(format!("https://post.{region}.example"))),
        (None, None) => Err(EndpointError::new("a region is required")),
    }
}

/// The input of a signed operation with an output.
#[derive(Debug, Clone, Default)]
pub struct WeighInput {
    pub parcel: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct WeighOutput {
    pub grams: i32,
    pub request_id: Option<String>,
    pub metadata: ResponseMetadata,
}

impl Operation for WeighInput {
    type Output = WeighOutput;
    type Error = Error;
    const SPEC: &'static OperationSpec = &OperationSpec::new(
        &POST_OFFICE,
        "Weigh",
        AuthScheme::SigV4,
        Some("WeighResult"),
        &[ErrorSpec::new("ScaleBusy", 400).with_retry(RetryHint::Yes)],
    );

    fn validate(&self, validator: &mut Validator) {
        validator.required("Parcel", self.parcel.is_some());
    }

    fn serialize(&self, writer: &mut QueryWriter) {
        writer.string("Parcel", self.parcel.as_deref());
    }

    fn deserialize(
        result: Element<'_>,
        metadata: ResponseMetadata,
    ) -> Result<WeighOutput, XmlError> {
        let grams = match result.child("Grams") {
            Some(element) => Some(element.integer()?),
            None => None,
        };
        Ok(WeighOutput {
            grams: result.required("Grams", grams)?,
            request_id: metadata.request_id().map(str::to_owned),
            metadata,
        })
    }
}

/// The input of an unsigned operation without an output.
#[derive(Debug, Clone)]
pub struct KnockInput;

impl Operation for KnockInput {
    type Output = ResponseMetadata;
    type Error = Error;
    const SPEC: &'static OperationSpec =
        &OperationSpec::new(&POST_OFFICE, "Knock", AuthScheme::NoAuth, None, &[]);

    fn validate(&self, _: &mut Validator) {}

    fn serialize(&self, _: &mut QueryWriter) {}

    fn deserialize(
        _: Element<'_>,
        metadata: ResponseMetadata,
    ) -> Result<ResponseMetadata, XmlError> {
        Ok(metadata)
    }
}

pub fn parcel() -> WeighInput {
    WeighInput {
        parcel: Some("a box".into()),
    }
}

pub const WEIGHED: &str = "<WeighResponse><WeighResult><Grams>750</Grams></WeighResult>\
     <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></WeighResponse>";

/// What a scripted transport does with a request.
#[derive(Debug, Clone)]
pub enum Script {
    Respond(u16, String),
    Http(http::Response<Bytes>),
    Fail(TransportError),
    Hang,
    /// The next step, after this delay.
    After(Duration, Box<Script>),
}

impl Script {
    pub fn after(self, time: Duration) -> Self {
        Self::After(time, Box::new(self))
    }
}

impl From<Script> for Response {
    fn from(script: Script) -> Self {
        match script {
            Script::Respond(status, body) => response(status, &body).into(),
            Script::Http(response) => response.into(),
            Script::Fail(error) => error.into(),
            Script::Hang => Response::hang(),
            Script::After(time, next) => Response::from(*next).after(time),
        }
    }
}

/// A transport that follows a script and repeats its last step for all further requests.
#[derive(Debug, Clone)]
pub struct Scripted(ScriptedTransport);

impl Scripted {
    pub fn new(script: Script) -> Self {
        Self::steps([script])
    }

    pub fn steps(script: impl IntoIterator<Item = Script>) -> Self {
        let steps = script.into_iter().map(Response::from);
        Self(ScriptedTransport::new(steps).repeating_last())
    }

    /// Sets the time in which [`Script::After`] waits.
    pub fn in_time(self, time: &ManualTime) -> Self {
        Self(self.0.in_time(time.clone()))
    }

    /// Replaces the rest of the script.
    pub fn then(&self, script: impl IntoIterator<Item = Script>) {
        self.0.set_responses(script.into_iter().map(Response::from));
    }

    pub fn responding(status: u16, body: &str) -> Self {
        Self::new(Script::Respond(status, body.to_owned()))
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        let requests = self.0.requests();
        requests.iter().map(|sent| sent.http().clone()).collect()
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.send(request)
    }
}

pub fn response(status: u16, body: &str) -> http::Response<Bytes> {
    http::Response::builder()
        .status(status)
        .header("x-amzn-requestid", "from-header")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// A clock that always returns the same time.
#[derive(Debug)]
pub struct FixedClock(pub SystemTime);

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// A sleep that completes at once for one duration, and never for any other.
#[derive(Debug)]
pub struct SkipSleep(pub Duration);

impl Sleep for SkipSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration == self.0 {
            Box::pin(std::future::ready(()))
        } else {
            Box::pin(std::future::pending())
        }
    }
}

/// A config with a region, credentials, a fixed clock, this transport, and no retries.
pub fn config(transport: &Scripted) -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush").with_session_token("hush-token"))
        // 2020-09-13T12:26:40Z
        .clock(FixedClock(
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000),
        ))
        .retry_mode(RetryMode::Off)
        .transport(transport.clone())
}

/// Like [`config`], but with retries, this time, and a random number of 0.5.
pub fn retrying(transport: &Scripted, time: &ManualTime) -> ConfigBuilder {
    config(transport)
        .retry_mode(RetryMode::Standard)
        .clock(time.clone())
        .sleep(time.clone())
        .randomness(ScriptedRandomness::default())
}
