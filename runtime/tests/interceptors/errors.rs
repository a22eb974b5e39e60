//! What becomes of the errors of hooks.

use std::error::Error as _;

use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::{Error, ErrorKind};

use crate::client::{Client, succeeds};
use crate::support::hooks::{FALLIBLE, Notes, Recorder, Refused};
use crate::support::time::{millis, secs};
use crate::support::{Script, parcel};

#[test]
fn an_error_of_a_hook_ends_the_call_with_that_error_beneath() {
    for (position, point) in FALLIBLE.into_iter().enumerate() {
        let notes = Notes::default();
        let client = Client::new([succeeds()], |config| {
            config
                .interceptor(Recorder::new(&notes).failing_at(point))
                .interceptor(Recorder::new(&notes).named("next "))
        });
        let error = client.call(&parcel()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor, "{point}");
        assert_eq!(error.source().unwrap().downcast_ref(), Some(&Refused(7)));
        let text = error.to_string();
        let start = format!("Weigh failed: an interceptor failed in {point}: refused by rule 7");
        assert!(text.starts_with(&start), "{text}");
        assert!(!error.is_retryable());

        // Whoever comes later at the same point is not asked, and of later points only the last.
        let is_sent = position >= 11;
        assert_eq!(client.requests().len(), usize::from(is_sent), "{point}");
        let attempt = u32::from(position >= 5);
        let notes = notes.take();
        let next = |point: &str| match attempt {
            0 => format!("next {point}"),
            attempt => format!("next {point} {attempt}"),
        };
        assert!(!notes.contains(&next(point)), "{notes:?}");
        let mut ends = Vec::new();
        if attempt == 1 {
            ends.push("read_after_attempt 1: Interceptor".to_owned());
            ends.push("next read_after_attempt 1: Interceptor".to_owned());
        }
        ends.push(format!("read_after_execution {attempt}: Interceptor"));
        ends.push(format!("next read_after_execution {attempt}: Interceptor"));
        assert_eq!(notes[notes.len() - ends.len()..], ends, "{point}");
        assert_eq!(
            error.metadata().unwrap().attempts().len(),
            usize::from(is_sent)
        );
    }
}

#[test]
fn an_error_of_a_hook_after_the_answer_was_read_tells_of_the_answer() {
    for script in [succeeds(), Script::Answer(400, "<E/>".into())] {
        let notes = Notes::default();
        let client = Client::new([script], |config| {
            config.interceptor(Recorder::new(&notes).failing_at("read_after_deserialization"))
        });
        let error = client.call(&parcel()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor);
        let metadata = error.metadata().unwrap();
        assert_eq!(error.status(), metadata.attempts()[0].status());
        assert!(error.request_id().is_some());
    }
}

#[test]
fn an_error_of_a_hook_is_retried_only_where_a_classifier_says_so() {
    #[derive(Debug)]
    struct Again;
    impl ClassifyRetry for Again {
        fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
            match error.kind() {
                ErrorKind::Interceptor => RetryDecision::retry(RetryReason::Transient),
                _ => so_far,
            }
        }
    }
    let client = Client::new([succeeds()], |config| {
        config
            .interceptor(Recorder::default().failing_at("read_before_transmit"))
            .retry_classifier(Again)
    });
    let error = client.call(&parcel()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interceptor);
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
}
