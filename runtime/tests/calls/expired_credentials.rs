//! When a service rejects the credentials as expired, a call is retried once with new ones, if
//! there are any.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use querysmith_runtime::{ConfigBuilder, Credentials, DateTime, Error, ErrorKind, RetryMode, http};

use crate::support::time::{START, millis};
use crate::support::{
    KnockInput, ManualTime, Script, Scripted, WEIGHED, WeighOutput, config, parcel, retrying,
};

/// Returns `AKID-1`, `AKID-2` and so on, and fails from a given number on.
#[derive(Debug)]
struct CountingProvider {
    provided: AtomicUsize,
    fails_from: usize,
    cached: bool,
}

impl CountingProvider {
    fn new() -> Self {
        Self {
            provided: AtomicUsize::new(0),
            fails_from: usize::MAX,
            cached: true,
        }
    }
}

impl ProvideCredentials for CountingProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let number = self.provided.fetch_add(1, SeqCst) + 1;
        let expires_at = DateTime::from_secs(START.as_secs() as i64 + 3600);
        let credentials = Credentials::new(format!("AKID-{number}"), "hush");
        Box::pin(std::future::ready(match number >= self.fails_from {
            false => Ok(credentials.with_expires_at(expires_at)),
            true => Err(CredentialsError::failed("the source is unavailable")),
        }))
    }

    fn needs_cache(&self) -> bool {
        self.cached
    }
}

fn expired() -> Script {
    fails_with("ExpiredToken")
}

fn fails_with(code: &str) -> Script {
    let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    Script::Respond(403, body)
}

fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

struct Client {
    time: ManualTime,
    transport: Scripted,
    handle: ClientCore,
}

impl Client {
    fn new(
        script: impl IntoIterator<Item = Script>,
        set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps(script).in_time(&time);
        let config = retrying(&transport, &time).credentials_provider(CountingProvider::new());
        Self {
            handle: ClientCore::new(&set(config).build()),
            time,
            transport,
        }
    }

    fn call(&self) -> Result<WeighOutput, Error> {
        self.time.run(self.handle.call(&parcel()))
    }

    /// The access key ids that the requests were signed with.
    fn keys(&self) -> Vec<String> {
        let requests = self.transport.requests();
        let key = |request: &http::Request<_>| {
            let header = request.headers()["authorization"].to_str().unwrap();
            let (_, rest) = header.split_once("Credential=").unwrap();
            rest.split('/').next().unwrap().to_owned()
        };
        requests.iter().map(key).collect()
    }
}

#[test]
fn a_call_is_retried_at_once_with_new_credentials() {
    for code in ["ExpiredToken", "ExpiredTokenException", "InvalidToken"] {
        let client = Client::new([fails_with(code), succeeds()], |config| config);
        let output = client.call().unwrap();
        assert_eq!(client.keys(), ["AKID-1", "AKID-2"], "{code}");
        assert_eq!(output.metadata.attempts().len(), 2);
        assert!(client.time.waits().is_empty());
        assert_eq!(client.handle.retry_quota_left(), 500);
    }
}

#[test]
fn it_is_retried_only_once() {
    let client = Client::new([expired()], |config| config.max_attempts(5));
    let error = client.call().unwrap_err();
    assert!(error.is_expired_credentials() && error.is_credentials_problem());
    assert_eq!(error.metadata().unwrap().attempts().len(), 2);
    assert_eq!(client.keys(), ["AKID-1", "AKID-2"]);
    // It takes the same quota as any other retry.
    assert_eq!(client.handle.retry_quota_left(), 495);
    // The second credentials are not reused either.
    client.call().unwrap_err();
    assert_eq!(client.keys()[2..], ["AKID-3", "AKID-4"]);
}

#[test]
fn other_retries_of_the_call_happen_before_and_after() {
    let fails = || Script::Respond(500, String::new());
    let script = [fails(), expired(), fails(), succeeds()];
    let client = Client::new(script, |config| config.max_attempts(4));
    client.call().unwrap();
    assert_eq!(client.keys(), ["AKID-1", "AKID-1", "AKID-2", "AKID-2"]);
    assert_eq!(client.time.waits(), [millis(500), millis(2000)]);
}

#[test]
fn static_credentials_are_not_retried() {
    let fixed = Credentials::new("AKID", "hush").with_session_token("hush-token");
    let client = Client::new([expired()], |config| config.credentials_provider(fixed));
    let error = client.call().unwrap_err();
    assert_eq!(client.keys(), ["AKID"]);
    assert_eq!(client.handle.retry_quota_left(), 500);
    assert_eq!(
        error.to_string(),
        "Weigh failed: ExpiredToken (HTTP 403, request id from-header); the credentials that \
         signed the call have expired: get new ones"
    );
}

#[test]
fn when_the_source_is_unavailable_the_service_error_is_returned() {
    for cached in [true, false] {
        let client = Client::new([expired()], |config| {
            config.credentials_provider(CountingProvider {
                fails_from: 2,
                cached,
                ..CountingProvider::new()
            })
        });
        let error = client.call().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Service);
        assert_eq!(error.code(), Some("ExpiredToken"));
        assert_eq!(client.keys(), ["AKID-1"]);
    }
}

#[test]
fn retry_limits_apply() {
    let client = Client::new([expired()], |config| config.retry_mode(RetryMode::Off));
    client.call().unwrap_err();
    assert_eq!(client.keys(), ["AKID-1"]);

    let client = Client::new([expired()], |config| config.max_attempts(1));
    client.call().unwrap_err();
    assert_eq!(client.keys(), ["AKID-1"]);

    let client = Client::new([Script::Respond(500, String::new())], |config| config);
    while client.handle.retry_quota_left() >= 5 {
        client.call().unwrap_err();
    }
    let before = client.keys().len();
    client.transport.then([expired()]);
    client.call().unwrap_err();
    assert_eq!(client.keys().len(), before + 1);
}

#[test]
fn a_retry_without_backoff_needs_no_timer() {
    let transport = Scripted::steps([expired(), succeeds()]);
    let config = config(&transport)
        .credentials_provider(CountingProvider::new())
        .retry_mode(RetryMode::Standard);
    // The default timer needs a tokio runtime, and this test has none.
    let handle = ClientCore::new(&config.build());
    let output = ManualTime::default().run(handle.call(&parcel())).unwrap();
    assert_eq!(output.metadata.attempts().len(), 2);
}

#[test]
fn an_expired_token_in_the_input_of_an_unsigned_call_is_not_retried() {
    let client = Client::new([fails_with("ExpiredTokenException")], |config| config);
    let error = client
        .time
        .run(client.handle.call(&KnockInput))
        .unwrap_err();
    assert!(!error.is_expired_credentials());
    assert_eq!(client.transport.requests().len(), 1);
}

#[test]
fn an_error_for_expired_credentials_has_the_failure_of_their_refresh_as_its_source() {
    let client = Client::new([expired()], |config| {
        config.credentials_provider(CountingProvider {
            fails_from: 2,
            ..CountingProvider::new()
        })
    });
    // The second call is made while the cache waits before it calls the provider again.
    for _ in 0..2 {
        let error = client.call().unwrap_err();
        assert!(error.is_expired_credentials());
        let source = error.source().unwrap();
        let source = source.downcast_ref::<CredentialsError>().unwrap();
        assert_eq!(source.message(), "the source is unavailable");
        let text = error.to_string();
        assert!(
            text.contains(
                "; the latest refresh failed: the source is unavailable, and the next is due at \
                 2020-09-13T12:3"
            ),
            "{text}"
        );
    }
}

/// Provides credentials once, and then hangs.
#[derive(Debug, Default)]
struct HangingRenewal(AtomicUsize);

impl ProvideCredentials for HangingRenewal {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        match self.0.fetch_add(1, SeqCst) {
            0 => Box::pin(std::future::ready(Ok(Credentials::new("AKID", "hush")))),
            _ => Box::pin(std::future::pending()),
        }
    }
}

#[test]
fn a_call_that_ends_while_credentials_are_renewed_has_the_rejection_as_its_source() {
    let client = Client::new([expired()], |config| {
        config.credentials_provider(HangingRenewal::default())
    });
    let error = client.call().unwrap_err();
    assert!(error.is_timeout() && error.is_credentials_problem());
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(source.code(), Some("ExpiredToken"));
    let text = error.to_string();
    assert!(
        text.contains("it was waiting for new credentials in place of expired ones"),
        "{text}"
    );
}
