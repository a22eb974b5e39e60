//! The SSO (IAM Identity Center) credentials provider, over real sockets on loopback.

use std::path::Path;
use std::time::Duration;

use querysmith_credentials::profile::{ProfileSet, SharedSettings, SsoStep};
use querysmith_credentials::{ProviderContext, SsoProvider};
use querysmith_runtime::credentials::CredentialsError;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, DateTime, ProvideCredentials};
use serde_json::{Value, json};

use crate::loopback::{Reply, Server, TestClock};
use crate::support::Scripted;

/// 2020-09-13T12:26:40Z
const NOW: u64 = 1_600_000_000;

// The SHA-1 of `dev` and of the start URL.
const SESSION_FILE: &str = "/home/ann/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json";
const URL_FILE: &str = "/home/ann/.aws/sso/cache/d033e22ae348aeb5660fc2140aec35850c4da997.json";

const CREDENTIALS_JSON: &str = r#"{"roleCredentials": {"accessKeyId": "AKID", "secretAccessKey": "hush-key",
    "sessionToken": "hush-session", "expiration": 1651516560999}}"#;

fn expected_credentials() -> Credentials {
    Credentials::new("AKID", "hush-key")
        .with_session_token("hush-session")
        .with_expires_at(DateTime::from_secs(1_651_516_560))
        .with_account_id("012345678901")
}

fn legacy() -> SsoStep {
    // A start URL that is used only for its SHA-1.
    SsoStep::new("admin", "us-east-1", "012345678901", "Sample Role")
}

fn session() -> SsoStep {
    legacy().with_session_name("dev")
}

/// A token with everything that a refresh needs.
fn token(expires_at: &str) -> Value {
    json!({
        "accessToken": "hush-old",
        "expiresAt": expires_at,
        "refreshToken": "hush-refresh",
        "clientId": "hush-client",
        "clientSecret": "hush-secret",
        "registrationExpiresAt": "2199-03-06T19:53:17Z",
        "region": "us-east-1",
        "startUrl": "admin",
    })
}

fn files(path: &str, token: &Value) -> Files {
    [(path, token.to_string())].into_iter().collect()
}

fn provider(server: &Server, files: &Files, step: SsoStep) -> SsoProvider {
    let env: Env = [
        ("HOME", "/home/ann"),
        ("AWS_ENDPOINT_URL_SSO", &format!("{}/portal/", server.url)),
        ("AWS_ENDPOINT_URL_SSO_OIDC", &format!("{}/oidc", server.url)),
    ]
    .into_iter()
    .collect();
    let settings = SharedSettings::new(&env, &ProfileSet::parse("", "").unwrap()).unwrap();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files.clone())
        .with_clock(TestClock::at(NOW))
        .with_sleep(server.sleep(Duration::from_millis(11_100)));
    SsoProvider::new(&context, step)
        .with_settings(&settings)
        .unwrap()
}

/// A server for both services, with one reply for each.
async fn server(portal: Reply, oidc: Reply) -> Server {
    Server::new(move |request| {
        if request.starts_with("POST /oidc/token HTTP/1.1\r\n") {
            return oidc.clone();
        }
        let line =
            "GET /portal/federation/credentials?role_name=Sample%20Role&account_id=012345678901 ";
        assert!(request.starts_with(line), "{request}");
        portal.clone()
    })
    .await
}

fn refreshes() -> Reply {
    Reply::ok(
        r#"{"accessToken": "hush-new", "expiresIn": 3600, "refreshToken": "hush-next",
        "tokenType": "Bearer"}"#,
    )
}

async fn fetch(
    server: &Server,
    files: &Files,
    step: SsoStep,
) -> Result<Credentials, CredentialsError> {
    let provider = provider(server, files, step);
    let outcome = provider.provide_credentials().await;
    let text = format!("{provider:?}");
    assert!(!text.contains("hush"), "{text}");
    outcome
}

fn failure(outcome: Result<Credentials, CredentialsError>) -> String {
    let error = outcome.unwrap_err();
    assert!(!error.is_not_configured());
    let text = format!("{error:?}");
    assert!(!text.contains("hush"), "{text}");
    error.to_string()
}

#[tokio::test]
async fn a_cached_token_is_exchanged_for_credentials() {
    let server = server(Reply::ok(CREDENTIALS_JSON), Reply::status(500)).await;
    for (path, step) in [(SESSION_FILE, session()), (URL_FILE, legacy())] {
        let files = files(path, &token("2199-11-14T04:05:45Z"));
        assert_eq!(
            fetch(&server, &files, step).await.unwrap(),
            expected_credentials()
        );
    }
    for request in server.requests() {
        assert!(
            request.contains("x-amz-sso_bearer_token: hush-old\r\n"),
            "{request}"
        );
    }
}

#[tokio::test]
async fn the_service_urls_are_those_of_the_region_and_its_partition() {
    for (region, expected) in [
        (
            "us-east-1",
            "https://portal.sso.us-east-1.amazonaws.com/federation/credentials",
        ),
        (
            "cn-north-1",
            "https://portal.sso.cn-north-1.amazonaws.com.cn/federation/credentials",
        ),
    ] {
        let transport = Scripted::responding(200, CREDENTIALS_JSON);
        let context = ProviderContext::new()
            .with_env([("HOME", "/home/ann")].into_iter().collect())
            .with_files(files(SESSION_FILE, &token("2199-11-14T04:05:45Z")))
            .with_transport(transport.clone());
        let step = SsoStep::new("admin", region, "1", "r").with_session_name("dev");
        SsoProvider::new(&context, step)
            .provide_credentials()
            .await
            .unwrap();
        let uri = transport.requests()[0].uri().to_string();
        assert_eq!(uri, format!("{expected}?role_name=r&account_id=1"));
    }
}

#[tokio::test]
async fn a_session_is_refreshed_five_minutes_before_it_expires_and_written_to_the_cache() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    let files = files(SESSION_FILE, &token("2020-09-13T12:31:40Z"));
    assert_eq!(
        fetch(&server, &files, session()).await.unwrap(),
        expected_credentials()
    );
    let requests = server.requests();
    assert!(
        requests[0].contains("content-type: application/json\r\n"),
        "{}",
        requests[0]
    );
    let (_, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(body).unwrap(),
        json!({
            "clientId": "hush-client",
            "clientSecret": "hush-secret",
            "grantType": "refresh_token",
            "refreshToken": "hush-refresh",
        })
    );
    assert!(
        requests[1].contains("x-amz-sso_bearer_token: hush-new\r\n"),
        "{}",
        requests[1]
    );

    let mut expected = token("2020-09-13T13:26:40Z");
    expected["accessToken"] = "hush-new".into();
    expected["refreshToken"] = "hush-next".into();
    let written = files.read(Path::new(SESSION_FILE), 4096).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(written.bytes()).unwrap(),
        expected
    );

    fetch(&server, &files, session()).await.unwrap();
    assert_eq!(
        server.requests().len(),
        3,
        "the new token is used without another refresh"
    );
}

#[tokio::test]
async fn the_refresh_token_is_kept_if_the_response_has_no_new_one() {
    let response = Reply::ok(r#"{"accessToken": "hush-new", "expiresIn": 3600}"#);
    let server = server(Reply::ok(CREDENTIALS_JSON), response).await;
    let files = files(SESSION_FILE, &token("2020-09-13T12:27:40Z"));
    fetch(&server, &files, session()).await.unwrap();
    let written = files.read(Path::new(SESSION_FILE), 4096).unwrap();
    let written: Value = serde_json::from_slice(written.bytes()).unwrap();
    assert_eq!(written["refreshToken"], "hush-refresh");
    assert_eq!(written["accessToken"], "hush-new");
}

#[tokio::test]
async fn a_session_six_minutes_before_it_expires_is_not_refreshed() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    let files = files(SESSION_FILE, &token("2020-09-13T12:32:40Z"));
    fetch(&server, &files, session()).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_token_that_cannot_be_refreshed_is_used_until_it_expires() {
    let rejected =
        r#"{"error": "invalid_grant", "error_description": "hush-refresh has been used"}"#;
    let server = server(
        Reply::ok(CREDENTIALS_JSON),
        Reply::Respond(400, rejected.to_owned()),
    )
    .await;
    let in_time = files(SESSION_FILE, &token("2020-09-13T12:26:41Z"));
    assert_eq!(
        fetch(&server, &in_time, session()).await.unwrap(),
        expected_credentials()
    );
    let too_late = files(SESSION_FILE, &token("2020-09-13T12:26:40Z"));
    let text = failure(fetch(&server, &too_late, session()).await);
    assert!(
        text.ends_with(
            "SSO: the token has expired; run `aws sso login` for this profile \
             (SSO: refreshing the token: HTTP 400 Bad Request)"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn a_token_that_another_process_refreshed_meanwhile_is_used() {
    for (expires_at, is_ok) in [
        ("2020-09-13T12:26:41Z", true),
        ("2020-09-13T12:26:40Z", false),
    ] {
        let files = files(SESSION_FILE, &token("2020-09-13T12:26:40Z"));
        let (written, mut newer) = (files.clone(), token(expires_at));
        newer["accessToken"] = "hush-newer".into();
        let server = Server::new(move |request| {
            if request.starts_with("GET ") {
                assert!(request.contains("x-amz-sso_bearer_token: hush-newer\r\n"));
                return Reply::ok(CREDENTIALS_JSON);
            }
            let newer = newer.to_string();
            let path = Path::new(SESSION_FILE);
            written.write_private(path, newer.as_bytes()).unwrap();
            Reply::Respond(400, r#"{"error": "invalid_grant"}"#.to_owned())
        })
        .await;
        let outcome = fetch(&server, &files, session()).await;
        assert_eq!(outcome.is_ok(), is_ok, "{outcome:?}");
        let requests = server.requests().into_iter();
        assert_eq!(requests.filter(|it| it.starts_with("POST ")).count(), 1);
    }
}

#[tokio::test]
async fn a_refresh_needs_a_refresh_token_and_a_valid_client_registration() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    let mut token = token("2020-01-01T00:00:00Z");
    token["registrationExpiresAt"] = "2020-09-13T12:26:40Z".into();
    let text = failure(fetch(&server, &files(SESSION_FILE, &token), session()).await);
    assert!(
        text.contains("the client's registration has expired"),
        "{text}"
    );
    token["clientSecret"] = Value::Null;
    let text = failure(fetch(&server, &files(SESSION_FILE, &token), session()).await);
    assert!(
        text.contains("the file contains no refresh token"),
        "{text}"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_in_code_that_is_not_a_host_label() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    for region in [
        "evil.example/",
        "evil.example#",
        "u@evil.example/",
        "us-east-1.",
        "",
    ] {
        for session in [true, false] {
            let step = SsoStep::new("admin", region, "012345678901", "Sample Role");
            let (step, file) = match session {
                true => (step.with_session_name("dev"), SESSION_FILE),
                false => (step, URL_FILE),
            };
            let files = files(file, &token("2020-09-13T12:27:40Z"));
            let text = failure(fetch(&server, &files, step).await);
            assert!(
                text.contains(&format!("the region is {region:?}")),
                "{text}"
            );
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_token_without_a_session_is_not_refreshed() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    // The time format of older tools.
    let soon = files(URL_FILE, &token("2020-09-13T12:26:41UTC"));
    assert_eq!(
        fetch(&server, &soon, legacy()).await.unwrap(),
        expected_credentials()
    );
    let expired = files(URL_FILE, &token("2020-09-13T12:26:40UTC"));
    let text = failure(fetch(&server, &expired, legacy()).await);
    assert!(
        text.ends_with("the token has expired; run `aws sso login` for this profile"),
        "{text}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_unusable_token_cache_is_reported_with_its_path() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    let text = failure(fetch(&server, &Files::empty(), session()).await);
    let start = format!("SSO: failed to read `{SESSION_FILE}`: ");
    assert!(text.contains(&start), "{text}");
    let end = "; run `aws sso login` for this profile";
    assert!(text.ends_with(end), "{text}");
    for (token, expected) in [
        (json!("hush"), "found JSON that is not an object"),
        (json!({"accessToken": "hush"}), "expiresAt is missing"),
        (
            json!({"accessToken": "hush", "expiresAt": "hush"}),
            "expiresAt is not a time",
        ),
        (
            json!({"expiresAt": "2199-11-14T04:05:45Z"}),
            "accessToken is missing",
        ),
    ] {
        let text = failure(fetch(&server, &files(SESSION_FILE, &token), session()).await);
        assert!(
            text.contains(&format!("{SESSION_FILE}: {expected}")),
            "{text}"
        );
    }
    let context = ProviderContext::new().with_env(Env::empty());
    let text = failure(
        SsoProvider::new(&context, session())
            .provide_credentials()
            .await,
    );
    assert!(text.contains("neither HOME nor USERPROFILE"), "{text}");
}

#[tokio::test]
async fn error_responses_are_reported_with_help() {
    let files = files(SESSION_FILE, &token("2199-11-14T04:05:45Z"));
    for (status, expected) in [
        (
            401,
            "HTTP 401 Unauthorized, no; run `aws sso login` for this profile",
        ),
        (
            403,
            "HTTP 403 Forbidden, no; check sso_account_id and sso_role_name",
        ),
        (500, "HTTP 500 Internal Server Error, no"),
    ] {
        let reply = Reply::Respond(status, r#"{"message": "no"}"#.to_owned());
        let server = server(reply, refreshes()).await;
        let text = failure(fetch(&server, &files, session()).await);
        assert!(text.ends_with(expected), "{text}");
    }
}

#[tokio::test]
async fn a_timeout_or_a_malformed_response_is_an_error() {
    let files = files(SESSION_FILE, &token("2199-11-14T04:05:45Z"));
    for (reply, expected) in [
        (Reply::Hang, "no complete response within 11.1s"),
        (
            Reply::ok("<hush/>"),
            "found invalid JSON at line 1, column 1, expected a JSON object",
        ),
        (
            Reply::ok("{}"),
            "roleCredentials is missing, expected an object",
        ),
        (
            Reply::ok(r#"{"roleCredentials": {"expiration": 1, "accessKeyId": "hush"}}"#),
            "secretAccessKey is missing, expected a string",
        ),
    ] {
        let server = server(reply, refreshes()).await;
        let text = failure(fetch(&server, &files, session()).await);
        assert!(text.ends_with(expected), "{text}");
    }
}

#[tokio::test]
async fn a_profile_for_a_bearer_token_only_is_not_configured() {
    let server = server(Reply::ok(CREDENTIALS_JSON), refreshes()).await;
    let mut step = session();
    step.account_id = None;
    step.role_name = None;
    let error = fetch(&server, &Files::empty(), step).await.unwrap_err();
    assert!(error.is_not_configured());
}

#[tokio::test]
async fn the_services_are_called_through_the_proxy_of_the_environment() {
    let proxy = Server::script([Reply::ok(CREDENTIALS_JSON)]).await;
    let env: Env = [
        ("HOME", "/home/ann"),
        ("AWS_ENDPOINT_URL_SSO", "http://portal.example"),
        ("http_proxy", &proxy.url),
    ]
    .into_iter()
    .collect();
    let settings = SharedSettings::new(&env, &ProfileSet::parse("", "").unwrap()).unwrap();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files(URL_FILE, &token("2199-03-06T19:53:17Z")))
        .with_clock(TestClock::at(NOW));
    let provider = SsoProvider::new(&context, legacy())
        .with_settings(&settings)
        .unwrap();
    assert_eq!(
        provider.provide_credentials().await.unwrap(),
        expected_credentials()
    );
    let line = "GET http://portal.example/federation/credentials?";
    assert!(proxy.requests()[0].starts_with(line));
}

#[tokio::test]
async fn the_certificates_are_verified_with_the_ca_bundle_of_the_profile() {
    let peer = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", peer.local_addr().unwrap());
    let env: Env = [("HOME", "/home/ann"), ("AWS_ENDPOINT_URL_SSO", &url)]
        .into_iter()
        .collect();
    let profiles = ProfileSet::parse("[default]\nca_bundle = /home/ann/ca.pem", "").unwrap();
    let settings = SharedSettings::new(&env, &profiles).unwrap();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files(URL_FILE, &token("2199-03-06T19:53:17Z")))
        .with_clock(TestClock::at(NOW));
    let provider = SsoProvider::new(&context, legacy())
        .with_settings(&settings)
        .unwrap();
    let error = provider.provide_credentials().await.unwrap_err();
    let text = error.to_string();
    let end = ", expected the PEM file of root certificates that ca_bundle at config:2 names";
    assert!(
        text.contains("/home/ann/ca.pem: ") && text.contains(end),
        "{text}"
    );
}
