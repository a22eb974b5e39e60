//! Retry classifiers, in calls and without I/O.

use std::time::Duration;

use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Bytes, Config, Error, Operation, http};

use super::client::{Client, fails, failure, succeeds};
use crate::support::time::{millis, secs};
use crate::support::{ScriptedRandomness, WEIGHED, WeighInput, response};

#[derive(Debug)]
struct FixedDecision(&'static str, RetryDecision);

impl ClassifyRetry for FixedDecision {
    fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
        match error.code() == Some(self.0) {
            true => self.1,
            false => so_far,
        }
    }
}

#[test]
fn a_classifier_can_enable_and_disable_retries_of_an_error() {
    let retry = RetryDecision::retry_after(RetryReason::Throttling, Some(secs(3)));
    let set = |builder: querysmith_runtime::ConfigBuilder| {
        builder
            .retry_classifier(FixedDecision("AccessDenied", retry))
            .retry_classifier(FixedDecision("InternalFailure", RetryDecision::Stop))
    };
    let client = Client::with([fails(403, "AccessDenied"), succeeds()], set);
    client.call().unwrap();
    assert_eq!(client.time.waits(), [secs(3)]);

    let client = Client::with([fails(500, "InternalFailure")], set);
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);

    // For errors that no classifier decides on, the default applies.
    let client = Client::with([fails(500, "Other")], set);
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 3);
}

#[test]
fn the_last_classifier_decides() {
    let client = Client::with([fails(403, "AccessDenied")], |builder| {
        builder
            .retry_classifier(FixedDecision(
                "AccessDenied",
                RetryDecision::retry(RetryReason::Transient),
            ))
            .retry_classifier(FixedDecision("AccessDenied", RetryDecision::Stop))
    });
    client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
}

#[test]
fn whether_to_retry_is_decided_without_io() {
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
        RetryDecision::retry_after(RetryReason::Transient, Some(secs(7)))
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
fn the_backoff_is_computed_without_io() {
    let config = |new| {
        Config::builder()
            .randomness(ScriptedRandomness::default())
            .new_retries_2026(new)
    };
    let (classic, new) = (config(false).build(), config(true).build());
    let transient = RetryDecision::retry(RetryReason::Transient);
    let pauses = |config: &Config| [1, 2, 3].map(|retry| transient.pause(config, retry).unwrap());
    assert_eq!(pauses(&classic), [millis(500), secs(1), secs(2)]);
    assert_eq!(pauses(&new), [millis(25), millis(50), millis(100)]);
    assert_eq!(RetryDecision::Stop.pause(&classic, 1), None);
    let requested = RetryDecision::retry_after(RetryReason::Throttling, Some(secs(3)));
    assert_eq!(requested.pause(&classic, 1), Some(secs(3)));
    let renewed = RetryDecision::retry(RetryReason::ExpiredCredentials);
    assert_eq!(renewed.pause(&classic, 1), Some(Duration::ZERO));
}
