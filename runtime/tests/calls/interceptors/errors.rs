//! How errors of hooks end a call.

use std::error::Error as _;

use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::{Error, ErrorKind};

use super::client::{Client, succeeds};
use crate::support::hooks::{FALLIBLE, Notes, Recorder, Refused};
use crate::support::time::{millis, secs};
use crate::support::{Script, parcel};

#[test]
fn an_error_of_a_hook_ends_the_call_and_is_its_source() {
    for (position, hook) in FALLIBLE.into_iter().enumerate() {
        let notes = Notes::default();
        let client = Client::new([succeeds()], |config| {
            config
                .interceptor(Recorder::new(&notes).failing_at(hook))
                .interceptor(Recorder::new(&notes).named("next "))
        });
        let error = client.call(&parcel()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interceptor, "{hook}");
        assert_eq!(error.source().unwrap().downcast_ref(), Some(&Refused(7)));
        let text = error.to_string();
        let start = format!("Weigh failed: an interceptor failed in {hook}: refused by rule 7");
        assert!(text.starts_with(&start), "{text}");
        assert!(!error.is_retryable());

        // Later interceptors are skipped at this hook, and of the later hooks only the final ones
        // run.
        let is_sent = position >= 11;
        assert_eq!(client.requests().len(), usize::from(is_sent), "{hook}");
        let attempt = u32::from(position >= 5);
        let notes = notes.take();
        let next = |hook: &str| match attempt {
            0 => format!("next {hook}"),
            attempt => format!("next {hook} {attempt}"),
        };
        assert!(!notes.contains(&next(hook)), "{notes:?}");
        let mut ends = Vec::new();
        if attempt == 1 {
            ends.push("read_after_attempt 1: Interceptor".to_owned());
            ends.push("next read_after_attempt 1: Interceptor".to_owned());
        }
        ends.push(format!("read_after_execution {attempt}: Interceptor"));
        ends.push(format!("next read_after_execution {attempt}: Interceptor"));
        assert_eq!(notes[notes.len() - ends.len()..], ends, "{hook}");
        assert_eq!(
            error.metadata().unwrap().attempts().len(),
            usize::from(is_sent)
        );
    }
}

#[test]
fn an_error_of_a_hook_after_deserialization_has_the_response_metadata() {
    for script in [succeeds(), Script::Respond(400, "<E/>".into())] {
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
fn an_error_of_a_hook_is_retried_only_if_a_classifier_decides_so() {
    #[derive(Debug)]
    struct RetriesInterceptorErrors;
    impl ClassifyRetry for RetriesInterceptorErrors {
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
            .retry_classifier(RetriesInterceptorErrors)
    });
    let error = client.call(&parcel()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interceptor);
    assert_eq!(client.time.waits(), [millis(500), secs(1)]);
}
