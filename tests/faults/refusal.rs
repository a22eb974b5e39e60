//! Error responses.

use std::sync::atomic::{AtomicBool, Ordering};

use querysmith::clock::BoxFuture;
use querysmith::credentials::CredentialsError;
use querysmith::{Attempt, Credentials, ProvideCredentials};

use crate::client::call_successfully;
use crate::fault::{Trial, response_fault, retryable_response, service_error};
use crate::script::{Read, Serve, Step, Wait, error_response, response};
use crate::server::{Request, Server};

/// A script with these responses, each of which ends its connection.
fn responses(steps: impl IntoIterator<Item = Step>) -> Vec<Vec<Step>> {
    let steps = steps.into_iter();
    steps.map(|step| vec![Read, step, Wait]).collect()
}

/// A script for one connection with these responses, followed by success responses.
fn one_connection(steps: impl IntoIterator<Item = Step>) -> Vec<Vec<Step>> {
    let mut script: Vec<Step> = steps.into_iter().flat_map(|step| [Read, step]).collect();
    script.push(Serve);
    vec![script]
}

/// The back-off delays of a call that succeeds after these responses.
async fn delays_after(steps: impl IntoIterator<Item = Step>) -> Vec<u128> {
    let trial = Trial::of(responses(steps)).await;
    call_successfully(&trial.client).await;
    trial.timer.take_delays()
}

#[tokio::test]
async fn a_server_error_is_retried() {
    for (status, code) in [
        (500, "InternalFailure"),
        (502, "BadGateway"),
        (503, "ServiceUnavailable"),
        (504, "GatewayTimeout"),
    ] {
        let expected = service_error(status, Some(code), "request id from-body, 3 attempts)");
        retryable_response(error_response(status, code, &[]))
            .is_retried(expected)
            .await;
    }
}

#[tokio::test]
async fn an_error_page_of_a_proxy_is_retried() {
    for status in [500, 502, 503, 504] {
        let page = response(status, &["content-type: text/html"], "<h1>Sorry<br></h1>");
        let expected = service_error(status, None, "it starts with: <h1>Sorry<br></h1>");
        retryable_response(page).is_retried(expected).await;
    }
}

#[tokio::test]
async fn a_client_error_is_not_retried() {
    for (status, code) in [
        (400, "ValidationError"),
        (403, "AccessDenied"),
        (404, "NoSuchThing"),
        (413, "RequestEntityTooLarge"),
        (501, "NotImplemented"),
    ] {
        let expected = service_error(status, Some(code), code);
        response_fault(error_response(status, code, &[]))
            .is_not_retried(expected)
            .await;
    }
}

#[tokio::test]
async fn throttling_is_retried_and_returned_after_three_attempts() {
    for (status, code) in [
        (400, "Throttling"),
        (400, "ThrottlingException"),
        (400, "RequestLimitExceeded"),
        (503, "SlowDown"),
        (429, "TooManyRequestsException"),
    ] {
        let expected = service_error(status, Some(code), code).throttling();
        retryable_response(error_response(status, code, &[]))
            .is_retried(expected)
            .await;
    }
}

#[tokio::test]
async fn status_429_is_throttling_without_an_error_code() {
    let expected = service_error(429, None, "the response has no body").throttling();
    retryable_response(response(429, &[], ""))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn the_retry_delay_follows_the_retry_after_headers() {
    for (status, header, delay) in [
        (429, "retry-after: 2", 2000),
        (503, "retry-after: 3", 3000),
        (503, "x-amz-retry-after: 1234", 1234),
        (500, "x-amz-retry-after: 1234", 1234),
        // At most 5 seconds longer than the back-off delay, and at least as long.
        (429, "retry-after: 3600", 5500),
        (429, "retry-after: 0", 500),
        (503, "x-amz-retry-after: 7", 500),
        // Invalid values.
        (429, "retry-after: soon", 500),
        (429, "retry-after: -5", 500),
        (429, "retry-after: 99999999999999999999999", 500),
        // `retry-after` does not apply to this status.
        (500, "retry-after: 3", 500),
    ] {
        let delays = delays_after([response(status, &[header], "")]).await;
        assert_eq!(delays, [delay], "{status} with {header}");
    }
}

#[tokio::test]
async fn errors_of_different_kinds_share_the_attempts_of_a_call() {
    let steps = [
        error_response(500, "InternalFailure", &[]),
        response(429, &[], ""),
    ];
    assert_eq!(delays_after(steps).await, [500, 1000]);
    let steps = [500, 502, 503].map(|status| response(status, &[], ""));
    let trial = Trial::of(responses(steps)).await;
    let error = trial.error().await;
    // The error is that of the last attempt.
    assert_eq!(error.status(), Some(503));
    let made = error.metadata().unwrap().attempts();
    let statuses: Vec<_> = made.iter().map(Attempt::status).collect();
    assert_eq!(statuses, [Some(500), Some(502), Some(503)]);
    trial.succeeds().await;
}

#[tokio::test]
async fn the_retry_quota_limits_retries_of_a_failing_service() {
    // Two retries of 5 tokens each exhaust the client's 500 tokens; the last call is not retried.
    let steps = vec![response(500, &[], ""); 50 * 3 + 1];
    let trial = Trial::of(responses(steps)).await;
    for attempts in [[3; 50].as_slice(), &[1]].concat() {
        let error = trial.error().await;
        assert_eq!(error.metadata().unwrap().attempts().len(), attempts);
        assert!(error.is_retryable());
    }
    trial.succeeds().await;
    assert_eq!(trial.server.connections(), 50 * 3 + 2);
}

/// A provider that returns old credentials until they are rejected, and new ones after that.
#[derive(Debug, Default)]
struct RenewingProvider(AtomicBool);

const OLD: &str = "EXAMPLE_OLD_KEY_ID";
const NEW: &str = "EXAMPLE_NEW_KEY_ID";

/// The error codes for expired credentials.
const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "InvalidToken"];

impl ProvideCredentials for RenewingProvider {
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

/// A trial with such a provider. These are the first responses.
async fn renewing_trial(responses: impl IntoIterator<Item = Step>) -> Trial {
    let server = Server::start(one_connection(responses)).await;
    Trial::with(server, |config, _| {
        config.credentials_provider(RenewingProvider::default())
    })
}

/// The access key ids that signed the requests so far.
fn signed_with(server: &Server) -> Vec<&'static str> {
    let key = |request: &Request| {
        let signature = request.header("authorization");
        let key = [OLD, NEW].into_iter().find(|key| signature.contains(key));
        key.expect("the old or the new key id")
    };
    server.requests().iter().map(key).collect()
}

#[tokio::test]
async fn expired_credentials_are_replaced_within_the_call() {
    for code in EXPIRED {
        let trial = renewing_trial([error_response(400, code, &[])]).await;
        let output = call_successfully(&trial.client).await;
        assert_eq!(output.response_metadata().attempts().len(), 2);
        trial.check_attempts(&[1, 2]);
        assert_eq!(signed_with(&trial.server), [OLD, NEW]);
        trial.succeeds().await;
    }
}

#[tokio::test]
async fn credentials_that_expire_twice_cause_an_error() {
    for code in EXPIRED {
        let trial = renewing_trial([
            error_response(400, code, &[]),
            error_response(400, code, &[]),
        ])
        .await;
        let expected = service_error(400, Some(code), code).credentials_problem();
        expected.check(&trial.error().await, 2);
        assert_eq!(signed_with(&trial.server), [OLD, NEW]);
        trial.succeeds().await;
    }
}

#[tokio::test]
async fn expired_credentials_without_a_replacement_cause_an_error() {
    for code in EXPIRED {
        let expected = service_error(400, Some(code), code).credentials_problem();
        response_fault(error_response(400, code, &[]))
            .is_not_retried(expected)
            .await;
    }
}
