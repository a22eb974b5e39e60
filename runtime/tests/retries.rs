//! When a call makes another attempt, how long it pauses before, and when it leaves it at that.
//! Time passes by hand.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::error::Error as _;
use std::time::Duration;

use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{
    Attempt, Bytes, Config, Error, ErrorKind, Handle, Operation, RetryMode, http,
};
use support::time::{millis, secs};
use support::{
    Dice, ManualTime, Script, Scripted, WEIGHED, WeighInput, WeighOutput, parcel, response,
    retrying,
};

fn failure(code: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>")
}

fn fails(status: u16, code: &str) -> Script {
    Script::Answer(status, failure(code))
}

fn succeeds() -> Script {
    Script::Answer(200, WEIGHED.into())
}

fn lost() -> Script {
    let kind = TransportErrorKind::Io;
    Script::Fail(TransportError::new(kind, "the connection broke"))
}

/// An answer with a header that asks to wait.
fn asks(status: u16, name: &'static str, value: &'static str) -> Script {
    let mut response = response(status, "");
    let value = value.parse().unwrap();
    response.headers_mut().insert(name, value);
    Script::Respond(response)
}

/// A client whose transport follows a script, with the defaults but for time and randomness.
struct Client {
    time: ManualTime,
    transport: Scripted,
    handle: Handle,
}

impl Client {
    fn new(script: impl IntoIterator<Item = Script>) -> Self {
        Self::with(script, |builder| builder)
    }

    fn with(
        script: impl IntoIterator<Item = Script>,
        set: impl FnOnce(querysmith_runtime::ConfigBuilder) -> querysmith_runtime::ConfigBuilder,
    ) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps(script).in_time(&time);
        let config = set(retrying(&transport, &time)).build();
        Self {
            handle: Handle::new(&config),
            time,
            transport,
        }
    }

    fn call(&self) -> Result<WeighOutput, Error> {
        self.time.run(self.handle.call(&parcel()))
    }

    /// As the call above, with what follows from here on.
    fn call_with(&self, script: impl IntoIterator<Item = Script>) -> Result<WeighOutput, Error> {
        self.transport.then(script);
        self.call()
    }

    fn attempts(&self) -> usize {
        self.transport.requests().len()
    }

    fn quota(&self) -> u32 {
        self.handle.retry_quota_left()
    }

    /// Fails until there is not enough left of the quota for another retry.
    fn use_up_the_quota(&self) {
        while self.quota() >= 5 {
            self.call_with([fails(500, "X")]).unwrap_err();
        }
    }
}

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
fn switched_off_there_is_one_attempt() {
    let client = Client::with([fails(500, "X")], |b| b.retry_mode(RetryMode::Off));
    let error = client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
    assert_eq!(error.metadata().unwrap().attempts().len(), 1);
}

#[test]
fn the_number_of_attempts_can_be_set_and_is_never_less_than_one() {
    for (set, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let client = Client::with([fails(500, "X")], |b| b.max_attempts(set));
        client.call().unwrap_err();
        assert_eq!(client.attempts(), expected);
    }
}

#[test]
fn retries_are_taken_from_a_quota_and_a_failed_one_is_gone() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    assert_eq!(client.quota(), 490);
    client.call_with([fails(400, "Throttling")]).unwrap_err();
    assert_eq!(client.quota(), 480);
}

#[test]
fn a_retry_after_a_timeout_costs_twice_as_much() {
    let client = Client::new([Script::Hang]);
    let error = client.call().unwrap_err();
    assert!(error.is_timeout());
    // Two times the read timeout; the third would end after the call's own.
    assert_eq!(client.quota(), 490);
    let timeout = TransportError::new(TransportErrorKind::Timeout, "slow");
    client.call_with([Script::Fail(timeout)]).unwrap_err();
    assert_eq!(client.quota(), 470);
}

#[test]
fn a_retried_success_returns_what_the_retry_cost() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    assert_eq!(client.quota(), 490);
    client.call_with([fails(500, "X"), succeeds()]).unwrap();
    assert_eq!(client.quota(), 490);
    // The first of two retries failed.
    client
        .call_with([fails(500, "X"), fails(500, "X"), succeeds()])
        .unwrap();
    assert_eq!(client.quota(), 485);
}

#[test]
fn a_success_at_once_returns_one() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    client.call_with([succeeds()]).unwrap();
    client.call().unwrap();
    assert_eq!(client.quota(), 492);
    // A failure does not.
    client
        .call_with([fails(400, "ValidationError")])
        .unwrap_err();
    assert_eq!(client.quota(), 492);
}

#[test]
fn with_the_quota_used_up_there_is_one_attempt() {
    let client = Client::new([fails(500, "X")]);
    for _ in 0..50 {
        client.call().unwrap_err();
    }
    assert_eq!((client.attempts(), client.quota()), (150, 0));
    client.call().unwrap_err();
    assert_eq!((client.attempts(), client.quota()), (151, 0));
    for _ in 0..5 {
        client.call_with([succeeds()]).unwrap();
    }
    client.call_with([fails(500, "X"), succeeds()]).unwrap();
    assert_eq!((client.attempts(), client.quota()), (158, 5));
}

#[test]
fn clones_of_a_client_share_the_quota_and_other_clients_do_not() {
    let client = Client::new([fails(500, "X")]);
    client.use_up_the_quota();
    let sent = client.attempts();
    let clone = client.handle.clone();
    client.time.run(clone.call(&parcel())).unwrap_err();
    assert_eq!(client.attempts(), sent + 1);
    let other = Handle::new(client.handle.config());
    client.time.run(other.call(&parcel())).unwrap_err();
    assert_eq!(client.attempts(), sent + 4);
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
        "Weigh failed: the call did not end within 2s (operation timeout) (2 attempts)"
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

#[derive(Debug)]
struct Fixed(&'static str, RetryDecision);

impl ClassifyRetry for Fixed {
    fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
        match error.code() == Some(self.0) {
            true => self.1,
            false => so_far,
        }
    }
}

#[test]
fn a_classifier_can_have_retried_what_by_default_is_not_and_the_other_way_round() {
    let retry = RetryDecision::Retry {
        reason: RetryReason::Throttling,
        after: Some(secs(3)),
    };
    let set = |builder: querysmith_runtime::ConfigBuilder| {
        builder
            .retry_classifier(Fixed("AccessDenied", retry))
            .retry_classifier(Fixed("InternalFailure", RetryDecision::Stop))
    };
    let client = Client::with([fails(403, "AccessDenied"), succeeds()], set);
    client.call().unwrap();
    assert_eq!(client.time.waits(), [secs(3)]);

    let client = Client::with([fails(500, "InternalFailure")], set);
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);

    // Of what they have no opinion on, the default is left.
    let client = Client::with([fails(500, "Other")], set);
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 3);
}

#[test]
fn the_last_classifier_has_the_last_word() {
    let client = Client::with([fails(403, "AccessDenied")], |builder| {
        builder
            .retry_classifier(Fixed(
                "AccessDenied",
                RetryDecision::retry(RetryReason::Transient),
            ))
            .retry_classifier(Fixed("AccessDenied", RetryDecision::Stop))
    });
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
}

#[test]
fn whether_to_retry_is_told_without_io() {
    let classify = |status, body: &str| WeighInput::classify(Ok(&response(status, body)));
    assert_eq!(classify(200, WEIGHED), RetryDecision::Stop);
    assert_eq!(classify(403, &failure("AccessDenied")), RetryDecision::Stop);
    let reason = |decision: RetryDecision| decision.reason();
    let busy = classify(400, &failure("ScaleBusy"));
    assert_eq!(reason(busy), Some(RetryReason::Transient));
    let throttled = classify(400, &failure("Throttling"));
    assert_eq!(reason(throttled), Some(RetryReason::Throttling));

    let slow = http::Response::builder()
        .status(503)
        .header("retry-after", "7")
        .body(Bytes::new())
        .unwrap();
    assert_eq!(
        WeighInput::classify(Ok(&slow)),
        RetryDecision::Retry {
            reason: RetryReason::Transient,
            after: Some(secs(7)),
        }
    );

    let lost = |kind| WeighInput::classify(Err(&TransportError::new(kind, "lost")));
    let timeout = lost(TransportErrorKind::Timeout);
    assert_eq!(reason(timeout), Some(RetryReason::Timeout));
    assert_eq!(
        reason(lost(TransportErrorKind::Io)),
        Some(RetryReason::Transient)
    );
    assert!(!lost(TransportErrorKind::Tls).is_retry());
}

#[test]
fn how_long_to_wait_is_told_without_io() {
    let config = |new| {
        Config::builder()
            .randomness(Dice::default())
            .new_retries_2026(new)
    };
    let (classic, new) = (config(false).build(), config(true).build());
    let again = RetryDecision::retry(RetryReason::Transient);
    let pauses = |config: &Config| [1, 2, 3].map(|retry| again.pause(config, retry).unwrap());
    assert_eq!(pauses(&classic), [millis(500), secs(1), secs(2)]);
    assert_eq!(pauses(&new), [millis(25), millis(50), millis(100)]);
    assert_eq!(RetryDecision::Stop.pause(&classic, 1), None);
    let asked = RetryDecision::Retry {
        reason: RetryReason::Throttling,
        after: Some(secs(3)),
    };
    assert_eq!(asked.pause(&classic, 1), Some(secs(3)));
    let renewed = RetryDecision::retry(RetryReason::ExpiredCredentials);
    assert_eq!(renewed.pause(&classic, 1), Some(Duration::ZERO));
}

#[test]
fn retries_are_configured_by_the_environment() {
    let from = |name: &str, value: &str| {
        Config::from_env(
            &[(name, value)]
                .into_iter()
                .collect::<querysmith_runtime::env::Env>(),
        )
    };
    let mode = |value| from("AWS_RETRY_MODE", value).unwrap().retry_mode();
    assert_eq!(mode(""), RetryMode::Standard);
    assert_eq!(mode("Standard"), RetryMode::Standard);
    assert_eq!(mode("legacy"), RetryMode::Standard);
    assert_eq!(mode("adaptive"), RetryMode::Adaptive);
    assert_eq!(mode("off"), RetryMode::Off);
    let max = |value| from("AWS_MAX_ATTEMPTS", value).unwrap().max_attempts();
    assert_eq!((max(""), max("1"), max(" 12 ")), (3, 1, 12));
    assert_eq!(from("AWS_RETRY_MODE", "off").unwrap().max_attempts(), 1);
    let off = from("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "true").unwrap();
    assert!(off.disable_clock_skew_correction());

    for (name, value, expected) in [
        (
            "AWS_RETRY_MODE",
            "never",
            "standard, adaptive, legacy or off",
        ),
        ("AWS_MAX_ATTEMPTS", "0", "a number from 1 on"),
        ("AWS_MAX_ATTEMPTS", "many", "a number from 1 on"),
        ("AWS_NEW_RETRIES_2026", "1", "true or false"),
        ("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "on", "true or false"),
    ] {
        let error = from(name, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            format!("the environment variable {name} is {value:?}, expected {expected}")
        );
    }
}

#[test]
fn the_environment_turns_the_rules_of_2026_on() {
    let env = [("AWS_NEW_RETRIES_2026", "TRUE")].into_iter().collect();
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Answer(500, String::new()));
    let config = querysmith_runtime::ConfigBuilder::<Config>::from_env(&env)
        .unwrap()
        .endpoint_url("http://h")
        .transport(transport)
        .clock(time.clone())
        .sleep(time.clone())
        .randomness(Dice::default())
        .build();
    let handle = Handle::new(&config);
    time.run(handle.call(&support::KnockInput)).unwrap_err();
    assert_eq!(time.waits(), [millis(25), millis(50)]);
    assert_eq!(handle.retry_quota_left(), 472);
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
