//! Makes calls without default features, as on `wasm32-unknown-unknown`: there the standard library
//! compiles, and panics where it is asked for what a browser does not give. So it is not enough
//! that this builds; `.ci/run` runs it as well.

// It is a test: it fails by panicking.
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

const ANSWER: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

fn main() {
    the_two_halves_of_a_call_work_without_io();
    a_call_goes_over_the_transport_that_is_given();
    what_needs_a_clock_says_so_where_there_is_none();
    what_needs_a_computer_finds_none();
}

fn the_two_halves_of_a_call_work_without_io() {
    let config = config().clock(Stopped).build();
    let input = GetCallerIdentityInput::builder().build();
    let mut request = input.to_request(&config).expect("a request");
    GetCallerIdentityInput::sign(&mut request, &config, &credentials()).expect("a signature");
    let signed = request.headers().get("authorization");
    let signed = signed.and_then(|value| value.to_str().ok());
    let signed = signed.expect("a header in ASCII");
    assert!(signed.contains("/20200913/eu-west-1/sts/"), "{signed}");
    let answer = Response::new(Bytes::from(ANSWER));
    check(&GetCallerIdentityInput::parse_response(&answer).expect("an output"));
}

fn a_call_goes_over_the_transport_that_is_given() {
    let client = Client::new(&config().clock(Stopped).transport(Memory).build());
    let call = client.get_caller_identity().send();
    check(&at_once(call).expect("an output"));
}

fn what_needs_a_clock_says_so_where_there_is_none() {
    let client = Client::new(&config().transport(Memory).build());
    let outcome = at_once(client.get_caller_identity().send());
    if cfg!(target_family = "wasm") {
        let error = outcome.expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("no clock"), "{error}");
    } else {
        check(&outcome.expect("an output"));
    }
}

/// The default chain looks at all that there is: variables, files, processes, the network.
fn what_needs_a_computer_finds_none() {
    if cfg!(target_family = "wasm") {
        assert_eq!(Env::process().get("HOME"), None);
        let config = at_once(querysmith::load()).expect("a config");
        let provider = config.credentials_provider().expect("the default chain");
        at_once(provider.provide_credentials()).expect_err("no credentials");
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

/// Has the answer at once, as an HTTP client of a browser would have it after a while.
#[derive(Debug)]
struct Memory;

impl Transport for Memory {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(Response::new(Bytes::from(ANSWER)))))
    }
}

/// The output of a future that has nothing to wait for.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
    .expect("a future that has nothing to wait for")
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_holds_here_as_well() {
        super::main();
    }
}
