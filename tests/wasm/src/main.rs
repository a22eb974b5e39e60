//! Makes calls without default features, as on `wasm32-unknown-unknown`. On that target, the
//! standard library compiles but panics if a function is not available in browsers, so `.ci/run`
//! not only builds this program but also runs it.

// This is a test, which fails by panicking.
#![allow(clippy::expect_used)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock};
use querysmith::env::Env;
use querysmith::http::{Request, Response};
use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use querysmith::transport::{Transport, TransportError};
use querysmith::{
    Bytes, Config, ConfigBuilder, Credentials, ErrorKind, Operation, ProvideCredentials,
};

const RESPONSE: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

fn main() {
    a_call_can_be_made_without_io();
    a_call_uses_the_configured_transport();
    a_missing_clock_is_reported();
    the_default_chain_finds_no_credentials();
}

fn a_call_can_be_made_without_io() {
    let config = config().clock(Stopped).build();
    let input = GetCallerIdentityInput::builder().build();
    let mut request = input.to_request(&config).expect("a request");
    GetCallerIdentityInput::sign(&mut request, &config, &credentials()).expect("a signature");
    let signed = request.headers().get("authorization");
    let signed = signed.and_then(|value| value.to_str().ok());
    let signed = signed.expect("a header in ASCII");
    assert!(signed.contains("/20200913/eu-west-1/sts/"), "{signed}");
    let response = Response::new(Bytes::from(RESPONSE));
    check(&GetCallerIdentityInput::parse_response(&response).expect("an output"));
}

fn a_call_uses_the_configured_transport() {
    let client = Client::new(&config().clock(Stopped).transport(Memory).build());
    let call = client.get_caller_identity().send();
    check(&ready(call).expect("an output"));
}

fn a_missing_clock_is_reported() {
    let client = Client::new(&config().transport(Memory).build());
    let outcome = ready(client.get_caller_identity().send());
    if cfg!(target_family = "wasm") {
        let error = outcome.expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("no clock"), "{error}");
    } else {
        check(&outcome.expect("an output"));
    }
}

/// The default chain tries environment variables, files, processes and the network.
fn the_default_chain_finds_no_credentials() {
    if cfg!(target_family = "wasm") {
        assert_eq!(Env::process().get("HOME"), None);
        let config = ready(querysmith::load()).expect("a config");
        let provider = config.credentials_provider().expect("the default chain");
        ready(provider.provide_credentials()).expect_err("no credentials");
    }
}

fn check(output: &GetCallerIdentityOutput) {
    assert_eq!(output.account(), Some("111122223333"));
}

fn config() -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(credentials())
}

fn credentials() -> Credentials {
    Credentials::new("AKID", "hush")
}

/// 2020-09-13T12:26:40Z.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)
    }
}

/// A transport that returns a response immediately. The HTTP client of a browser would take its
/// place.
#[derive(Debug)]
struct Memory;

impl Transport for Memory {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(Response::new(Bytes::from(RESPONSE)))))
    }
}

/// The output of a future that is ready when it is first polled.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
    .expect("the future is ready")
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_checks_pass_on_this_host() {
        super::main();
    }
}
