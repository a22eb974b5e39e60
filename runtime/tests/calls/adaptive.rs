//! Adaptive retry mode: after throttling, a client limits its request rate to what the service
//! accepts.

use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{ConfigBuilder, RetryMode};

use crate::support::time::{millis, secs};
use crate::support::{ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

fn throttles() -> Script {
    let body = "<E><Error><Code>Throttling</Code></Error></E>";
    Script::Respond(400, body.into())
}

fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

fn client(
    script: impl IntoIterator<Item = Script>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> (ManualTime, Scripted, ClientCore) {
    let time = ManualTime::default();
    let transport = Scripted::steps(script);
    let builder = retrying(&transport, &time).retry_mode(RetryMode::Adaptive);
    let handle = ClientCore::new(&set(builder).build());
    (time, transport, handle)
}

#[test]
fn a_client_that_was_never_throttled_does_not_wait() {
    let (time, _, handle) = client([succeeds()], |b| b);
    for _ in 0..1000 {
        time.run(handle.call(&parcel())).unwrap();
    }
    assert_eq!(time.elapsed(), Duration::ZERO);
}

#[test]
fn a_throttled_attempt_waits_for_the_backoff_and_then_for_a_token() {
    let (time, _, handle) = client([throttles(), succeeds()], |b| b);
    time.run(handle.call(&parcel())).unwrap();
    // At half a token per second, the backoff has refilled a quarter of a token.
    assert_eq!(time.waits(), [millis(500), millis(1500)]);
    assert_eq!(handle.retry_quota_left(), 500);
}

#[test]
fn after_throttling_other_calls_of_the_client_also_wait() {
    let (time, transport, handle) = client([throttles(), succeeds()], |b| b.max_attempts(1));
    time.run(handle.call(&parcel())).unwrap_err();
    time.run(handle.clone().call(&parcel())).unwrap();
    assert_eq!(time.waits(), [secs(2)]);
    assert_eq!(transport.requests().len(), 2);

    let other = ClientCore::new(handle.config());
    time.run(other.call(&parcel())).unwrap();
    assert_eq!(time.waits(), [secs(2)]);
}

#[test]
fn a_call_that_took_a_token_makes_the_next_call_wait() {
    let (time, _, handle) = client([throttles(), succeeds()], |b| b.max_attempts(1));
    time.run(handle.call(&parcel())).unwrap_err();
    time.run(handle.call(&parcel())).unwrap();
    time.run(handle.call(&parcel())).unwrap();
    assert_eq!(time.waits().len(), 2);
}

#[test]
fn the_rate_recovers_as_calls_succeed() {
    let (time, _, handle) = client([throttles(), succeeds()], |b| b.max_attempts(1));
    time.run(handle.call(&parcel())).unwrap_err();
    for _ in 0..40 {
        time.run(handle.call(&parcel())).unwrap();
    }
    let waits = time.waits();
    assert_eq!(waits[0], secs(2));
    let last = waits.last().unwrap();
    assert!(*last < millis(1000), "{last:?}");
}

#[test]
fn waiting_for_a_token_ends_at_the_operation_timeout() {
    let (time, transport, handle) = client([throttles(), succeeds()], |b| {
        b.max_attempts(1).operation_timeout(secs(1))
    });
    time.run(handle.call(&parcel())).unwrap_err();
    let error = time.run(handle.call(&parcel())).unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(time.elapsed(), secs(1));
    assert_eq!(transport.requests().len(), 1);
    assert!(error.metadata().unwrap().attempts().is_empty());
}

#[test]
fn standard_mode_does_not_limit_the_request_rate() {
    let (time, _, handle) = client([throttles(), succeeds()], |b| {
        b.retry_mode(RetryMode::Standard).max_attempts(1)
    });
    time.run(handle.call(&parcel())).unwrap_err();
    time.run(handle.call(&parcel())).unwrap();
    assert_eq!(time.elapsed(), Duration::ZERO);
}
