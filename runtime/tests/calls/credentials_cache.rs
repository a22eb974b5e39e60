//! The credentials cache that a config wraps around its provider, and how calls invalidate it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::credentials::{CredentialsError, EnvironmentProvider, ProvideCredentials};
use querysmith_runtime::env::Env;
use querysmith_runtime::http::HeaderValue;
use querysmith_runtime::{CachedCredentials, Config, Credentials, DateTime, http};

use crate::support::{
    FixedClock, KnockInput, ManualTime, Script, Scripted, ScriptedRandomness, WEIGHED, config,
    parcel,
};

/// Returns `AKID-1`, `AKID-2` and so on, each valid for one hour.
#[derive(Debug, Clone, Default)]
struct CountingProvider(Arc<AtomicUsize>);

/// 2020-09-13T12:26:40Z, as in [`config`].
const NOW: u64 = 1_600_000_000;

impl ProvideCredentials for CountingProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let id = format!("AKID-{}", self.0.fetch_add(1, SeqCst) + 1);
        let expires_at = DateTime::from_secs(NOW as i64 + 3600);
        let credentials = Credentials::new(id, "hush").with_expires_at(expires_at);
        Box::pin(std::future::ready(Ok(credentials)))
    }
}

fn error_body(code: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>")
}

/// The access key ids that the requests were signed with.
fn keys(transport: &Scripted) -> Vec<String> {
    let key = |request: &http::Request<_>| {
        let header = request.headers()["authorization"].to_str().unwrap();
        let (_, rest) = header.split_once("Credential=").unwrap();
        rest.split('/').next().unwrap().to_owned()
    };
    transport.requests().iter().map(key).collect()
}

#[tokio::test]
async fn clients_of_one_config_and_their_clones_share_the_credentials() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport)
        .credentials_provider(CountingProvider::default())
        .build();
    let handle = ClientCore::new(&config);
    handle.call(&parcel()).await.unwrap();
    handle.clone().call(&parcel()).await.unwrap();
    ClientCore::new(&config.clone())
        .call(&parcel())
        .await
        .unwrap();
    assert_eq!(keys(&transport), ["AKID-1"; 3]);
}

#[tokio::test]
async fn the_cache_uses_the_clock_of_the_config() {
    let transport = Scripted::responding(200, WEIGHED);
    // By the system clock they expired years ago.
    let config = config(&transport).credentials_provider(CountingProvider::default());
    let handle = ClientCore::new(&config.build());
    handle.call(&parcel()).await.unwrap();

    let after = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + 3600);
    let config = crate::support::config(&transport)
        .credentials_provider(CountingProvider::default())
        .clock(FixedClock(after));
    let mut response = crate::support::response(200, WEIGHED);
    let date = HeaderValue::from_static("Sun, 13 Sep 2020 13:26:40 GMT");
    response.headers_mut().insert("date", date);
    transport.then([Script::Http(response)]);
    let handle = ClientCore::new(&config.build());
    // The clock may be wrong, so the service decides, until its response shows that it is right.
    handle.call(&parcel()).await.unwrap();
    handle.call(&parcel()).await.unwrap();
    let provider = handle.config().credentials_provider().unwrap();
    let error = provider.latest_failure().unwrap().error.to_string();
    assert!(
        error.contains("AKID-2, which expired at 2020-09-13T13:26:40Z"),
        "{error}"
    );
}

#[test]
fn only_providers_that_need_a_cache_are_wrapped_and_only_once() {
    let caches = |provider: Arc<dyn ProvideCredentials>| {
        let config = Config::builder().credentials_provider(provider).build();
        format!("{config:?}").matches("CachedCredentials").count()
    };
    assert_eq!(caches(Arc::new(CountingProvider::default())), 1);
    assert_eq!(
        caches(Arc::new(
            CachedCredentials::new(CountingProvider::default())
        )),
        1
    );
    assert_eq!(caches(Arc::new(Credentials::new("AKID", "hush"))), 0);
    // The environment is read for each request.
    assert_eq!(caches(Arc::new(EnvironmentProvider::new(Env::empty()))), 0);
}

#[tokio::test]
async fn an_expired_token_error_makes_the_next_call_use_new_credentials() {
    for code in ["ExpiredToken", "ExpiredTokenException", "InvalidToken"] {
        let transport = Scripted::responding(403, &error_body(code));
        let config = config(&transport).credentials_provider(CountingProvider::default());
        let handle = ClientCore::new(&config.build());
        for _ in 0..2 {
            handle.call(&parcel()).await.unwrap_err();
        }
        assert_eq!(keys(&transport), ["AKID-1", "AKID-2"], "{code}");
    }
}

#[tokio::test]
async fn other_errors_keep_the_cached_credentials() {
    for code in ["AccessDenied", "SignatureDoesNotMatch", "ScaleBusy"] {
        let transport = Scripted::responding(403, &error_body(code));
        let config = config(&transport).credentials_provider(CountingProvider::default());
        let handle = ClientCore::new(&config.build());
        for _ in 0..2 {
            handle.call(&parcel()).await.unwrap_err();
        }
        assert_eq!(keys(&transport), ["AKID-1"; 2], "{code}");
    }
}

#[tokio::test]
async fn an_expired_token_in_the_input_of_an_unsigned_call_keeps_the_cached_credentials() {
    let transport = Scripted::responding(400, &error_body("ExpiredTokenException"));
    let config = config(&transport)
        .credentials_provider(CountingProvider::default())
        .build();
    let provider = config.credentials_provider().unwrap();
    let before = provider.provide_credentials().await.unwrap();
    let handle = ClientCore::new(&config);
    handle.call(&KnockInput).await.unwrap_err();
    assert_eq!(provider.provide_credentials().await.unwrap(), before);
}

/// Returns credentials valid for 15 minutes once, then fails.
#[derive(Debug, Clone)]
struct OnceProvider {
    requests: Arc<AtomicUsize>,
    time: ManualTime,
}

impl ProvideCredentials for OnceProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let outcome = match self.requests.fetch_add(1, SeqCst) {
            0 => {
                let now = DateTime::from(self.time.now()).secs();
                let end = DateTime::from_secs(now + 900);
                Ok(Credentials::new("AKID", "hush").with_expires_at(end))
            }
            _ => Err(CredentialsError::failed("HTTP 503")),
        };
        Box::pin(std::future::ready(outcome))
    }
}

#[tokio::test]
async fn the_backoff_after_a_failed_refresh_uses_the_randomness_of_the_config() {
    for (number, pause) in [(0.0, 300), (0.5, 450)] {
        let time = ManualTime::default();
        let provider = OnceProvider {
            requests: Arc::default(),
            time: time.clone(),
        };
        let requests = Arc::clone(&provider.requests);
        let config = Config::builder()
            .credentials_provider(provider)
            .clock(time.clone())
            .randomness(ScriptedRandomness::new([number]))
            .build();
        let provider = config.credentials_provider().unwrap();
        // The seconds to advance, and the total number of requests after that.
        for (after, expected) in [(0, 1), (1000, 2), (pause - 1, 2), (1, 3)] {
            time.advance(Duration::from_secs(after));
            provider.provide_credentials().await.unwrap();
            assert_eq!(requests.load(SeqCst), expected, "{pause}: after {after} s");
        }
    }
}
