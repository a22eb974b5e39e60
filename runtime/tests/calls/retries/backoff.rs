//! Which errors are retried, and after what backoff.

use std::error::Error as _;
use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Attempt, Error, ErrorKind};

use super::client::{Client, fails, lost, requests_delay, succeeds};
use crate::support::time::{millis, secs};
use crate::support::{ManualTime, Script, Scripted, ScriptedRandomness, WeighInput, retrying};

#[test]
fn a_failed_attempt_is_retried_twice_with_exponential_backoff() {
    let client = Client::new([fails(500, "InternalFailure")]);
    let error = client.call().unwrap_err();
    assert_eq!(client.attempts(), 3);
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
    assert_eq!(
        error.to_string(),
        "Weigh failed: InternalFailure (HTTP 500, request id from-header, 3 attempts)"
    );
}

#[test]
fn each_pause_is_a_random_part_of_the_maximum_backoff() {
    let script = [fails(500, "X"), fails(500, "X"), succeeds()];
    let client = Client::with(script, |b| {
        b.randomness(ScriptedRandomness::new([0.25, 0.75]))
    });
    client.call().unwrap();
    assert_eq!(client.time.waits(), [millis(250), millis(1500)]);
}

#[test]
fn the_backoff_is_limited_to_20_seconds() {
    let client = Client::with([fails(500, "X")], |builder| {
        builder.max_attempts(9).operation_timeout(None)
    });
    client.call().unwrap_err();
    let expected = [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000].map(millis);
    assert_eq!(client.time.waits(), expected);
}

#[test]
fn transient_errors_are_retried() {
    for cause in [
        lost(),
        Script::Fail(TransportError::new(TransportErrorKind::Connect, "refused")),
        Script::Fail(TransportError::new(TransportErrorKind::Timeout, "slow")),
        fails(400, "RequestTimeout"),
        fails(400, "RequestTimeoutException"),
        fails(400, "ScaleBusy"), // retryable by its model
        Script::Respond(500, String::new()),
        Script::Respond(502, "<html>".into()),
        Script::Respond(503, String::new()),
        Script::Respond(504, String::new()),
        Script::Respond(429, String::new()),
    ] {
        let client = Client::new([cause.clone(), succeeds()]);
        client.call().unwrap();
        assert_eq!(client.attempts(), 2, "{cause:?}");
    }
}

#[test]
fn throttling_codes_are_retried_regardless_of_the_status() {
    for code in [
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    ] {
        let client = Client::new([fails(400, code)]);
        let error = client.call().unwrap_err();
        assert_eq!(client.attempts(), 3, "{code}");
        assert!(error.is_throttling(), "{code}");
    }
}

#[test]
fn permanent_errors_are_not_retried() {
    let tls = TransportError::new(TransportErrorKind::Tls, "not trusted");
    let large = TransportError::body_too_large(1);
    for cause in [
        fails(400, "ValidationError"),
        fails(403, "AccessDenied"),
        fails(501, "NotImplemented"),
        Script::Respond(301, String::new()),
        Script::Respond(200, "<junk".into()),
        Script::Fail(tls),
        Script::Fail(large),
    ] {
        let client = Client::new([cause.clone(), succeeds()]);
        client.call().unwrap_err();
        assert_eq!(client.attempts(), 1, "{cause:?}");
        assert_eq!(client.time.elapsed(), Duration::ZERO);
    }
}

#[test]
fn a_service_can_request_a_longer_pause() {
    for (response, expected) in [
        (requests_delay(500, "x-amz-retry-after", "1500"), 1500),
        // At least the computed backoff, and at most 5 s longer.
        (requests_delay(500, "x-amz-retry-after", "100"), 500),
        (requests_delay(500, "x-amz-retry-after", "60000"), 5500),
        (requests_delay(500, "x-amz-retry-after", "soon"), 500),
        (requests_delay(500, "x-amz-retry-after", "-1"), 500),
        (
            requests_delay(500, "x-amz-retry-after", "99999999999999999999"),
            500,
        ),
        (requests_delay(429, "retry-after", "2"), 2000),
        (requests_delay(503, "retry-after", "2"), 2000),
        (requests_delay(503, "retry-after", "120"), 5500),
        (
            requests_delay(503, "retry-after", "Sun, 13 Sep 2020 12:26:42 GMT"),
            500,
        ),
        (requests_delay(500, "retry-after", "2"), 500),
    ] {
        let client = Client::new([response.clone(), succeeds()]);
        client.call().unwrap();
        assert_eq!(client.time.waits(), [millis(expected)], "{response:?}");
    }
}

#[test]
fn the_2026_rules_retry_sooner_at_a_higher_cost() {
    let client = Client::with([fails(500, "X")], |b| b.new_retries_2026(true));
    client.call().unwrap_err();
    assert_eq!(client.time.waits(), [millis(25), millis(50)]);
    assert_eq!(client.quota(), 500 - 2 * 14);
    // A timeout costs the same as any other failure.
    let timeout = TransportError::new(TransportErrorKind::Timeout, "slow");
    client
        .call_with([Script::Fail(timeout), succeeds()])
        .unwrap();
    assert_eq!(client.time.waits()[2..], [millis(25)]);
    assert_eq!(client.quota(), 500 - 2 * 14);
}

#[test]
fn the_2026_rules_leave_throttling_unchanged() {
    let client = Client::with([fails(400, "Throttling")], |b| b.new_retries_2026(true));
    client.call().unwrap_err();
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
    assert_eq!(client.quota(), 490);
}

#[test]
fn no_attempt_is_made_that_would_start_after_the_operation_timeout() {
    let script = [fails(503, "X").after(millis(600)), succeeds()];
    let client = Client::with(script, |b| b.operation_timeout(secs(1)));
    let error = client.call().unwrap_err();
    // The service error is more useful than a timeout, and is returned sooner.
    assert_eq!(error.status(), Some(503));
    assert_eq!(client.time.elapsed(), millis(600));
    assert_eq!((client.attempts(), client.quota()), (1, 500));
}

#[test]
fn the_operation_timeout_ends_a_retry_that_hangs() {
    let script = [fails(500, "Broken"), Script::Hang];
    let client = Client::with(script, |b| b.operation_timeout(secs(2)));
    let error = client.call().unwrap_err();
    assert_eq!(client.time.elapsed(), secs(2));
    assert_eq!(
        error.to_string(),
        "Weigh failed: the call did not complete within 2s (operation timeout); it was waiting for \
         the response (2 attempts)"
    );
    // The source is the error that caused the second attempt.
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(source.code(), Some("Broken"));
    // The retry failed, so its cost is not returned.
    assert_eq!(client.quota(), 495);
    let durations: Vec<_> = attempts(&error).map(Attempt::duration).collect();
    assert_eq!(durations, [Duration::ZERO, millis(1500)]);
}

fn attempts(error: &Error) -> impl Iterator<Item = &Attempt> {
    error.metadata().unwrap().attempts().iter()
}

#[test]
fn without_a_timer_there_is_one_attempt() {
    #[derive(Debug)]
    struct UnavailableSleep;
    impl querysmith_runtime::clock::Sleep for UnavailableSleep {
        fn sleep(&self, _: Duration) -> querysmith_runtime::clock::BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
        fn is_available(&self) -> bool {
            false
        }
    }
    let client = Client::with([fails(500, "X")], |b| b.sleep(UnavailableSleep));
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
}

#[test]
fn errors_before_the_first_attempt_are_not_retried() {
    let transport = Scripted::new(succeeds());
    let time = ManualTime::default();
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let error = time.run(handle.call(&WeighInput::default())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    let metadata = error.metadata().unwrap();
    assert_eq!((metadata.attempts(), metadata.endpoint()), (&[][..], None));
    assert_eq!((error.status(), metadata.status()), (None, 0));
}
