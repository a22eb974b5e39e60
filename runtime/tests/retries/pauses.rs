//! When there is another attempt, and how long the pause before it is.

use std::error::Error as _;
use std::time::Duration;

use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Attempt, Error, ErrorKind, Handle};

use crate::client::{Client, asks, fails, lost, succeeds};
use crate::support::time::{millis, secs};
use crate::support::{Dice, ManualTime, Script, Scripted, WeighInput, retrying};

#[test]
fn a_failed_attempt_is_followed_by_two_more_after_pauses_that_double() {
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
fn each_pause_is_a_random_part_of_what_it_may_be() {
    let script = [fails(500, "X"), fails(500, "X"), succeeds()];
    let client = Client::with(script, |b| b.randomness(Dice::new([0.25, 0.75])));
    client.call().unwrap();
    assert_eq!(client.time.waits(), [millis(250), millis(1500)]);
}

#[test]
fn no_pause_is_longer_than_20_seconds() {
    let client = Client::with([fails(500, "X")], |builder| {
        builder.max_attempts(9).operation_timeout(None)
    });
    client.call().unwrap_err();
    let expected = [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000].map(millis);
    assert_eq!(client.time.waits(), expected);
}

#[test]
fn what_may_pass_is_retried() {
    for cause in [
        lost(),
        Script::Fail(TransportError::new(TransportErrorKind::Connect, "refused")),
        Script::Fail(TransportError::new(TransportErrorKind::Timeout, "slow")),
        fails(400, "RequestTimeout"),
        fails(400, "RequestTimeoutException"),
        fails(400, "ScaleBusy"), // by its model
        Script::Answer(500, String::new()),
        Script::Answer(502, "<html>".into()),
        Script::Answer(503, String::new()),
        Script::Answer(504, String::new()),
        Script::Answer(429, String::new()),
    ] {
        let client = Client::new([cause.clone(), succeeds()]);
        client.call().unwrap();
        assert_eq!(client.attempts(), 2, "{cause:?}");
    }
}

#[test]
fn throttling_codes_are_retried_whatever_the_status() {
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
fn what_would_fail_again_is_not_retried() {
    let tls = TransportError::new(TransportErrorKind::Tls, "not trusted");
    let large = TransportError::body_too_large(1);
    for cause in [
        fails(400, "ValidationError"),
        fails(403, "AccessDenied"),
        fails(501, "NotImplemented"),
        Script::Answer(301, String::new()),
        Script::Answer(200, "<junk".into()),
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
fn a_service_can_ask_for_a_longer_pause() {
    for (asks, expected) in [
        (asks(500, "x-amz-retry-after", "1500"), 1500),
        // Not shorter, and not by more than 5 s longer, than the pause that is due.
        (asks(500, "x-amz-retry-after", "100"), 500),
        (asks(500, "x-amz-retry-after", "60000"), 5500),
        (asks(500, "x-amz-retry-after", "soon"), 500),
        (asks(500, "x-amz-retry-after", "-1"), 500),
        (asks(500, "x-amz-retry-after", "99999999999999999999"), 500),
        (asks(429, "retry-after", "2"), 2000),
        (asks(503, "retry-after", "2"), 2000),
        (asks(503, "retry-after", "120"), 5500),
        (
            asks(503, "retry-after", "Sun, 13 Sep 2020 12:26:42 GMT"),
            500,
        ),
        (asks(500, "retry-after", "2"), 500),
    ] {
        let client = Client::new([asks.clone(), succeeds()]);
        client.call().unwrap();
        assert_eq!(client.time.waits(), [millis(expected)], "{asks:?}");
    }
}

#[test]
fn the_rules_of_2026_retry_earlier_at_a_higher_cost() {
    let client = Client::with([fails(500, "X")], |b| b.new_retries_2026(true));
    client.call().unwrap_err();
    assert_eq!(client.time.waits(), [millis(25), millis(50)]);
    assert_eq!(client.quota(), 500 - 2 * 14);
    // A timeout is like any other failure.
    let timeout = TransportError::new(TransportErrorKind::Timeout, "slow");
    client
        .call_with([Script::Fail(timeout), succeeds()])
        .unwrap();
    assert_eq!(client.time.waits()[2..], [millis(25)]);
    assert_eq!(client.quota(), 500 - 2 * 14);
}

#[test]
fn the_rules_of_2026_leave_throttling_as_it_was() {
    let client = Client::with([fails(400, "Throttling")], |b| b.new_retries_2026(true));
    client.call().unwrap_err();
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
    assert_eq!(client.quota(), 490);
}

#[test]
fn no_attempt_is_made_that_could_only_begin_after_the_time_limit() {
    let script = [fails(503, "X").after(millis(600)), succeeds()];
    let client = Client::with(script, |b| b.operation_timeout(secs(1)));
    let error = client.call().unwrap_err();
    // What the service said says more than that time is up, and says it sooner.
    assert_eq!(error.status(), Some(503));
    assert_eq!(client.time.elapsed(), millis(600));
    assert_eq!((client.attempts(), client.quota()), (1, 500));
}

#[test]
fn the_time_limit_of_the_call_ends_a_retry_that_hangs() {
    let script = [fails(500, "Broken"), Script::Hang];
    let client = Client::with(script, |b| b.operation_timeout(secs(2)));
    let error = client.call().unwrap_err();
    assert_eq!(client.time.elapsed(), secs(2));
    assert_eq!(
        error.to_string(),
        "Weigh failed: the call did not complete within 2s (operation timeout) (2 attempts)"
    );
    // Why there was a second attempt.
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(source.code(), Some("Broken"));
    // It failed as any other.
    assert_eq!(client.quota(), 495);
    let durations: Vec<_> = attempts(&error).map(Attempt::duration).collect();
    assert_eq!(durations, [Duration::ZERO, millis(1500)]);
}

fn attempts(error: &Error) -> impl Iterator<Item = &Attempt> {
    error.metadata().unwrap().attempts().iter()
}

#[test]
fn without_a_way_to_wait_there_is_one_attempt() {
    #[derive(Debug)]
    struct Nowhere;
    impl querysmith_runtime::clock::Sleep for Nowhere {
        fn sleep(&self, _: Duration) -> querysmith_runtime::clock::BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
        fn is_available(&self) -> bool {
            false
        }
    }
    let client = Client::with([fails(500, "X")], |b| b.sleep(Nowhere));
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
}

#[test]
fn what_fails_before_an_attempt_is_not_retried() {
    let transport = Scripted::new(succeeds());
    let time = ManualTime::default();
    let handle = Handle::new(&retrying(&transport, &time).build());
    let error = time.run(handle.call(&WeighInput::default())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    let metadata = error.metadata().unwrap();
    assert_eq!((metadata.attempts(), metadata.endpoint()), (&[][..], None));
    assert_eq!((error.status(), metadata.status()), (None, 0));
}
