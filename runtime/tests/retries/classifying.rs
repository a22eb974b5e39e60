//! Who decides whether there is another attempt, with a call and without I/O.

use std::time::Duration;

use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::transport::{TransportError, TransportErrorKind};
use querysmith_runtime::{Bytes, Config, Error, Operation, http};

use crate::client::{Client, fails, failure, succeeds};
use crate::support::time::{millis, secs};
use crate::support::{Dice, WEIGHED, WeighInput, response};

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
