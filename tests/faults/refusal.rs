//! Whole answers of failure.

use std::sync::atomic::{AtomicBool, Ordering};

use querysmith::clock::BoxFuture;
use querysmith::credentials::CredentialsError;
use querysmith::{Attempt, Credentials, ProvideCredentials};

use crate::client::call_ok;
use crate::fault::{Trial, answers, refused};
use crate::script::{Read, Serve, Step, answer, failure};
use crate::server::{Request, Server};

/// A connection on which these are the answers, and then successes.
fn one_connection(given: impl IntoIterator<Item = Step>) -> Vec<Vec<Step>> {
    let mut script: Vec<Step> = given.into_iter().flat_map(|step| [Read, step]).collect();
    script.push(Serve);
    vec![script]
}

/// The pauses of a call that is answered like this and then succeeds.
async fn pauses_after(given: impl IntoIterator<Item = Step>) -> Vec<u128> {
    let trial = Trial::of(one_connection(given)).await;
    call_ok(&trial.client).await;
    assert_eq!(trial.server.connections(), 1);
    trial.waiting.take_pauses()
}

#[tokio::test]
async fn a_server_that_cannot_answer_now_is_asked_again() {
    for (status, code) in [
        (500, "InternalFailure"),
        (502, "BadGateway"),
        (503, "ServiceUnavailable"),
        (504, "GatewayTimeout"),
    ] {
        let told = refused(status, Some(code), "request id from-body, 3 attempts)");
        answers(failure(status, code, &[]))
            .is_tried_again(told)
            .await;
    }
}

#[tokio::test]
async fn a_proxy_whose_server_cannot_answer_now_is_asked_again() {
    for status in [500, 502, 503, 504] {
        let page = answer(status, &["content-type: text/html"], "<h1>Sorry<br></h1>");
        let told = refused(status, None, "it starts with: <h1>Sorry<br></h1>");
        answers(page).is_tried_again(told).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_told_at_once() {
    for (status, code) in [
        (400, "ValidationError"),
        (403, "AccessDenied"),
        (404, "NoSuchThing"),
        (413, "RequestEntityTooLarge"),
        (501, "NotImplemented"),
    ] {
        let told = refused(status, Some(code), code);
        answers(failure(status, code, &[])).is_final(told).await;
    }
}

#[tokio::test]
async fn throttling_is_asked_again_and_after_three_times_told() {
    for (status, code) in [
        (400, "Throttling"),
        (400, "ThrottlingException"),
        (400, "RequestLimitExceeded"),
        (503, "SlowDown"),
        (429, "TooManyRequestsException"),
    ] {
        let told = refused(status, Some(code), code).throttling();
        answers(failure(status, code, &[]))
            .is_tried_again(told)
            .await;
    }
}

#[tokio::test]
async fn status_429_is_throttling_whoever_says_it() {
    let told = refused(429, None, "the response has no body").throttling();
    answers(answer(429, &[], "")).is_tried_again(told).await;
}

#[tokio::test]
async fn the_pause_is_as_long_as_the_server_asks_for() {
    for (status, header, pause) in [
        (429, "retry-after: 2", 2000),
        (503, "retry-after: 3", 3000),
        (503, "x-amz-retry-after: 1234", 1234),
        (500, "x-amz-retry-after: 1234", 1234),
        // No longer than 5 seconds more, and no shorter than it would be.
        (429, "retry-after: 3600", 5500),
        (429, "retry-after: 0", 500),
        (503, "x-amz-retry-after: 7", 500),
        // Nothing that anyone understands.
        (429, "retry-after: soon", 500),
        (429, "retry-after: -5", 500),
        (429, "retry-after: 99999999999999999999999", 500),
        // Not said of this status.
        (500, "retry-after: 3", 500),
    ] {
        let pauses = pauses_after([answer(status, &[header], "")]).await;
        assert_eq!(pauses, [pause], "{status} with {header}");
    }
}

#[tokio::test]
async fn errors_of_different_kinds_share_the_attempts_of_a_call() {
    let given = [failure(500, "InternalFailure", &[]), answer(429, &[], "")];
    assert_eq!(pauses_after(given).await, [500, 1000]);
    let given = || {
        [
            answer(500, &[], ""),
            answer(502, &[], ""),
            answer(503, &[], ""),
        ]
    };
    let trial = Trial::of(one_connection(given())).await;
    let error = trial.error().await;
    // The last one is told.
    assert_eq!(error.status(), Some(503));
    let made = error.metadata().unwrap().attempts();
    let statuses: Vec<_> = made.iter().map(Attempt::status).collect();
    assert_eq!(statuses, [Some(500), Some(502), Some(503)]);
    trial.goes_on().await;
}

#[tokio::test]
async fn a_service_that_fails_everyone_is_asked_less_and_less() {
    // Two retries of 5 tokens each until the 500 of the client are gone; the last call has one.
    let given = vec![answer(500, &[], ""); 50 * 3 + 1];
    let trial = Trial::of(one_connection(given)).await;
    for attempts in [[3; 50].as_slice(), &[1]].concat() {
        let error = trial.error().await;
        assert_eq!(error.metadata().unwrap().attempts().len(), attempts);
        assert!(error.is_retryable());
    }
    trial.goes_on().await;
    assert_eq!(trial.server.connections(), 1);
}

/// Gives old credentials until they are rejected, and new ones from then on.
#[derive(Debug, Default)]
struct Renewed(AtomicBool);

const OLD: &str = "EXAMPLE_OLD_KEY_ID";
const NEW: &str = "EXAMPLE_NEW_KEY_ID";

/// By which services say that credentials have expired.
const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "InvalidToken"];

impl ProvideCredentials for Renewed {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let rejected = self.0.load(Ordering::SeqCst);
        let key = if rejected { NEW } else { OLD };
        Box::pin(std::future::ready(Ok(Credentials::new(key, "hush-key"))))
    }

    fn reject(&self, _: &Credentials) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

/// A trial with such a provider. These are the first answers.
async fn renewed(given: impl IntoIterator<Item = Step>) -> Trial {
    let server = Server::start(one_connection(given)).await;
    Trial::with(server, |config, _| {
        config.credentials_provider(Renewed::default())
    })
}

/// The keys that the requests so far are signed with.
fn signed_with(server: &Server) -> Vec<&'static str> {
    let key = |request: &Request| {
        let signature = request.header("authorization");
        let key = [OLD, NEW].into_iter().find(|key| signature.contains(key));
        key.expect("one of both keys")
    };
    server.requests().iter().map(key).collect()
}

#[tokio::test]
async fn credentials_that_have_expired_once_are_replaced_within_the_call() {
    for code in EXPIRED {
        let trial = renewed([failure(400, code, &[])]).await;
        let output = call_ok(&trial.client).await;
        assert_eq!(output.response_metadata().attempts().len(), 2);
        trial.saw(&[1, 2]);
        assert_eq!(signed_with(&trial.server), [OLD, NEW]);
        trial.goes_on().await;
    }
}

#[tokio::test]
async fn credentials_that_have_expired_again_are_told() {
    for code in EXPIRED {
        let trial = renewed([failure(400, code, &[]), failure(400, code, &[])]).await;
        let told = refused(400, Some(code), code).credentials_problem();
        told.holds_for(&trial.error().await, 2);
        assert_eq!(signed_with(&trial.server), [OLD, NEW]);
        trial.goes_on().await;
    }
}

#[tokio::test]
async fn credentials_that_have_expired_and_that_nobody_replaces_are_told() {
    for code in EXPIRED {
        let told = refused(400, Some(code), code).credentials_problem();
        answers(failure(400, code, &[])).is_final(told).await;
    }
}
