//! The provider for sessions of `aws login`, over real sockets on loopback. The proofs of possession
//! are verified by another implementation of ECDSA than the one that signs.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use querysmith_credentials::profile::{LoginStep, ProfileSet, SharedSettings};
use querysmith_credentials::{LoginProvider, ProviderContext};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, CredentialsError, DateTime, ProvideCredentials};
use serde_json::{Value, json};

use crate::loopback::{Reply, Server, TestClock, unused_url};

/// 2020-09-13T12:26:40Z
const NOW: u64 = 1_600_000_000;

const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/Admin/ann";
/// Named after the SHA-256 of the session.
const FILE: &str = "/home/ann/.aws/login/cache/f14a8da209ec44d66b76eff9c71397d2b70e2b07c7377828f69dfddfc4e3e4c4.json";

/// A key made for these tests by OpenSSL.
const KEY: &str = "-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIBymOpPpaCqo0Fjg2iZ1gsXkLhqNIq2kPH5TH9Dg0NjEoAoGCCqGSM49
AwEHoUQDQgAE8UTzpKR01lwIC2aC/wfrjhsKuQnjaXvQukdPzb2iS3A+ZUJAq7kJ
n5za6d/hkCUi39hDfo3l+2xiH+HOSiC0MQ==
-----END EC PRIVATE KEY-----
";

const SECRETS: [&str; 3] = ["hush", "MHcCAQEEIBym", "AwEHoUQDQgAE"];

fn cached(expires_at: &str) -> Value {
    json!({
        "accessToken": {
            "accessKeyId": "AKID-OLD",
            "secretAccessKey": "hush-old-key",
            "sessionToken": "hush-old-session",
            "accountId": "123456789012",
            "expiresAt": expires_at,
            "note": "kept",
        },
        "tokenType": "aws_sigv4",
        "refreshToken": "hush-old-refresh",
        "idToken": "hush-old-id",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": KEY,
        "note": "kept",
    })
}

fn response(key: &str, expires_in: i64) -> String {
    json!({
        "accessToken": {
            "accessKeyId": key,
            "secretAccessKey": "hush-new-key",
            "sessionToken": "hush-new-session",
        },
        "tokenType": "aws_sigv4",
        "expiresIn": expires_in,
        "refreshToken": "hush-new-refresh",
        "idToken": "hush-new-id",
    })
    .to_string()
}

const VALID: &str = "2020-09-13T12:31:41Z";
const EXPIRES_SOON: &str = "2020-09-13T12:31:40Z";
const EXPIRED: &str = "2020-09-13T12:26:40Z";

fn files(session: &Value) -> Files {
    [(FILE, session.to_string())].into_iter().collect()
}

fn saved(files: &Files) -> Value {
    let contents = files.read(Path::new(FILE), 1 << 20).unwrap();
    serde_json::from_slice(contents.bytes()).unwrap()
}

struct Fixture {
    provider: LoginProvider,
    clock: TestClock,
}

fn provider(url: &str, files: &Files, sleep: crate::loopback::TestSleep) -> Fixture {
    let env: Env = [
        ("HOME", "/home/ann"),
        ("AWS_ENDPOINT_URL_SIGNIN", &format!("{url}/signin/")),
    ]
    .into_iter()
    .collect();
    let settings = SharedSettings::new(&env, &ProfileSet::parse("", "").unwrap()).unwrap();
    let clock = TestClock::at(NOW);
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files.clone())
        .with_clock(clock.clone())
        .with_sleep(sleep);
    let step = LoginStep::new(format!(" {SESSION} "), "dev").with_region("eu-west-1");
    let provider = LoginProvider::new(&context, step);
    let provider = provider.with_settings(&settings).unwrap();
    Fixture { provider, clock }
}

fn fixture(server: &Server, files: &Files) -> Fixture {
    let sleep = server.sleep(Duration::from_millis(11_100));
    provider(&server.url, files, sleep)
}

impl Fixture {
    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let outcome = self.provider.provide_credentials().await;
        assert_no_secret(&format!("{:?}", self.provider));
        outcome
    }

    async fn error(&self) -> CredentialsError {
        let error = self.fetch().await.unwrap_err();
        assert!(!error.is_not_configured());
        assert_no_secret(&format!("{error:?}"));
        error
    }
}

fn assert_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{text}");
    }
}

/// The value of a header.
fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let (head, _) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("no {name}: {request}")).1
}

fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

/// Verifies the proof in a request with the key that the proof contains, and returns its payload.
fn verified_proof(request: &str) -> Value {
    let proof = header(request, "dpop");
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let (head, payload) = signed.split_once('.').unwrap();
    let head: Value = serde_json::from_slice(&decode(head)).unwrap();
    let jwk = &head["jwk"];
    assert_eq!(
        head,
        json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {
            "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"],
        }})
    );
    let coordinate = |name: &str| decode(jwk[name].as_str().unwrap());
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    assert_eq!(point.len(), 65);
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    let signature = Signature::from_slice(&decode(signature)).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
    // The key is that of the session.
    let mut of_session = KEY.lines().filter(|line| !line.starts_with('-'));
    let der: String = of_session.by_ref().collect();
    let der = base64::engine::general_purpose::STANDARD.decode(der);
    assert!(der.unwrap().ends_with(&point));
    serde_json::from_slice(&decode(payload)).unwrap()
}

#[tokio::test]
async fn credentials_that_are_valid_for_more_than_5_minutes_are_used_unchanged() {
    let server = Server::script([Reply::status(500)]).await;
    let found = fixture(&server, &files(&cached(VALID))).fetch().await;
    let expected = Credentials::new("AKID-OLD", "hush-old-key")
        .with_session_token("hush-old-session")
        .with_expires_at(DateTime::from_secs(NOW as i64 + 301))
        .with_account_id("123456789012");
    assert_eq!(found.unwrap(), expected);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_refresh_proves_possession_of_the_key_and_saves_the_new_credentials() {
    let server = Server::script([Reply::ok(&response("AKID-NEW", 900))]).await;
    for expires_at in [EXPIRES_SOON, EXPIRED] {
        let files = files(&cached(expires_at));
        let expected = Credentials::new("AKID-NEW", "hush-new-key")
            .with_session_token("hush-new-session")
            .with_expires_at(DateTime::from_secs(NOW as i64 + 900))
            .with_account_id("123456789012");
        let fixture = fixture(&server, &files);
        assert_eq!(fixture.fetch().await.unwrap(), expected);
        let mut expected = cached("2020-09-13T12:41:40Z");
        expected["accessToken"]["accessKeyId"] = json!("AKID-NEW");
        expected["accessToken"]["secretAccessKey"] = json!("hush-new-key");
        expected["accessToken"]["sessionToken"] = json!("hush-new-session");
        expected["refreshToken"] = json!("hush-new-refresh");
        expected["idToken"] = json!("hush-new-id");
        assert_eq!(saved(&files), expected);
    }
    for request in server.requests() {
        assert!(request.starts_with("POST /signin/v1/token HTTP/1.1\r\n"));
        assert_eq!(header(&request, "content-type"), "application/json");
        assert!(!request.to_lowercase().contains("authorization:"));
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(body).unwrap(),
            json!({
                "clientId": "arn:aws:signin:::devtools/same-device",
                "grantType": "refresh_token",
                "refreshToken": "hush-old-refresh",
            })
        );
        let payload = verified_proof(&request);
        let id = payload["jti"].as_str().unwrap();
        assert_eq!(id.len(), 36);
        let url = format!("{}/signin/v1/token", server.url);
        assert_eq!(
            payload,
            json!({"jti": id, "htm": "POST", "htu": url, "iat": NOW})
        );
    }
}

#[tokio::test]
async fn each_attempt_has_a_proof_of_its_own() {
    let replies = [Reply::status(503), Reply::ok(&response("AKID-NEW", 900))];
    let server = Server::script(replies).await;
    let found = fixture(&server, &files(&cached(EXPIRED))).fetch().await;
    assert_eq!(found.unwrap().access_key_id(), "AKID-NEW");
    let requests = server.requests();
    let ids: BTreeSet<String> = requests
        .iter()
        .map(|request| verified_proof(request)["jti"].to_string())
        .collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn each_error_says_what_to_do() {
    for (code, status, part, is_permanent) in [
        (
            "TOKEN_EXPIRED",
            401,
            "the session has expired; run `aws login --profile dev`",
            true,
        ),
        (
            "USER_CREDENTIALS_CHANGED",
            401,
            "the password was changed since the last login; run `aws login --profile dev`",
            true,
        ),
        (
            "INSUFFICIENT_PERMISSIONS",
            403,
            "the permission `signin:CreateOAuth2Token`",
            true,
        ),
        (
            "AUTHCODE_EXPIRED",
            401,
            "run `aws login --profile dev` again",
            true,
        ),
        (
            "INVALID_REQUEST",
            400,
            "check the clock, then run `aws login",
            true,
        ),
        ("server_error", 500, "usually temporary", false),
        (
            "SURPRISE",
            400,
            "run `aws login --profile dev` if this persists",
            false,
        ),
    ] {
        let body = json!({"error": code, "message": "no, hush-old-refresh"}).to_string();
        let server = Server::script([Reply::Respond(status, body)]).await;
        let files = files(&cached(EXPIRED));
        let error = fixture(&server, &files).error().await;
        assert!(error.message().contains(part), "{error}");
        assert_eq!(error.is_permanent(), is_permanent, "{code}");
        assert_eq!(saved(&files), cached(EXPIRED));
    }
}

#[tokio::test]
async fn credentials_that_cannot_be_refreshed_are_used_until_they_expire() {
    let body = json!({"error": "TOKEN_EXPIRED", "message": "no"}).to_string();
    let server = Server::script([Reply::Respond(401, body)]).await;
    let fixture = fixture(&server, &files(&cached(EXPIRES_SOON)));
    assert_eq!(fixture.fetch().await.unwrap().access_key_id(), "AKID-OLD");
    fixture.clock.advance(301);
    let error = fixture.error().await;
    assert!(error.message().contains("the session has expired"));
}

#[tokio::test]
async fn a_session_that_could_not_be_saved_survives_a_refresh_that_fails() {
    let replies = [
        Reply::ok(&response("AKID-NEW", 900)),
        Reply::Respond(400, r#"{"error": "INVALID_REQUEST"}"#.to_owned()),
    ];
    let server = Server::script(replies).await;
    let files = files(&cached(EXPIRED));
    let fixture = fixture(&server, &files);
    assert_eq!(fixture.fetch().await.unwrap().access_key_id(), "AKID-NEW");
    let old = cached(EXPIRED).to_string();
    files
        .write_private(Path::new(FILE), old.as_bytes())
        .unwrap();
    fixture.clock.advance(700);
    for _ in 0..2 {
        assert_eq!(fixture.fetch().await.unwrap().access_key_id(), "AKID-NEW");
        assert_eq!(server.requests().len(), 2);
        fixture.clock.advance(1);
    }
}

#[tokio::test]
async fn a_refresh_is_attempted_at_most_every_30_seconds() {
    let replies = [
        Reply::Respond(400, r#"{"error": "INVALID_REQUEST"}"#.to_owned()),
        Reply::ok(&response("AKID-SHORT", 100)),
        Reply::ok(&response("AKID-NEXT", 900)),
    ];
    let server = Server::script(replies).await;
    let fixture = fixture(&server, &files(&cached(EXPIRED)));
    for (seconds, key, requests) in [
        (0, None, 1),
        (29, None, 1),
        (1, Some("AKID-SHORT"), 2),
        (29, Some("AKID-SHORT"), 2),
        (1, Some("AKID-NEXT"), 3),
        (599, Some("AKID-NEXT"), 3),
    ] {
        fixture.clock.advance(seconds);
        let found = fixture.fetch().await.ok();
        assert_eq!(found.as_ref().map(Credentials::access_key_id), key);
        assert_eq!(server.requests().len(), requests);
    }
}

#[tokio::test]
async fn a_session_that_another_process_refreshed_meanwhile_is_used() {
    let files = files(&cached(EXPIRED));
    let mut newer = cached(VALID);
    newer["accessToken"]["accessKeyId"] = json!("AKID-OTHER");
    let written = files.clone();
    let server = Server::new(move |_| {
        let newer = newer.to_string();
        written
            .write_private(Path::new(FILE), newer.as_bytes())
            .unwrap();
        Reply::Respond(401, r#"{"error": "TOKEN_EXPIRED"}"#.to_owned())
    })
    .await;
    let found = fixture(&server, &files).fetch().await.unwrap();
    assert_eq!(found.access_key_id(), "AKID-OTHER");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn missing_members_and_damaged_keys_are_errors_that_name_them() {
    let server = Server::script([Reply::status(500)]).await;
    for name in ["accessToken", "refreshToken", "clientId", "dpopKey"] {
        let mut session = cached(VALID);
        session[name] = Value::Null;
        let error = fixture(&server, &files(&session)).error().await;
        let text = error.message();
        assert!(text.contains(&format!("{name} is missing")), "{text}");
        assert!(text.ends_with("run `aws login --profile dev`"), "{text}");
    }
    let mut session = cached(EXPIRED);
    session["dpopKey"] = json!("hush, not a key");
    let error = fixture(&server, &files(&session)).error().await;
    let text = error.message();
    assert!(
        text.contains("dpopKey in the cache file: found no line"),
        "{text}"
    );
    let error = fixture(&server, &Files::empty()).error().await;
    let text = error.message();
    assert!(
        text.contains(FILE) && text.ends_with("run `aws login --profile dev`"),
        "{text}"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_response_without_credentials_is_an_error() {
    for (body, part) in [
        ("hush", "JSON"),
        ("{}", "accessToken is missing"),
        (
            r#"{"accessToken": {}}"#,
            "expiresIn is not a positive number",
        ),
        (
            r#"{"accessToken": {}, "expiresIn": -1}"#,
            "expiresIn is not",
        ),
        (
            r#"{"accessToken": {}, "expiresIn": 9}"#,
            "accessKeyId is missing",
        ),
    ] {
        let server = Server::script([Reply::ok(body)]).await;
        let error = fixture(&server, &files(&cached(EXPIRED))).error().await;
        assert!(error.message().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_hangs_or_is_not_there_is_an_error() {
    let server = Server::script([Reply::Hang]).await;
    let error = fixture(&server, &files(&cached(EXPIRED))).error().await;
    assert!(error.message().contains("no complete response"), "{error}");
    let url = unused_url().await;
    let sleep = server.sleep(Duration::from_millis(11_100));
    let error = provider(&url, &files(&cached(EXPIRED)), sleep)
        .error()
        .await;
    assert!(error.message().contains("127.0.0.1"), "{error}");
}

#[tokio::test]
async fn the_directory_of_the_cache_can_be_set_and_a_region_is_required() {
    let path = FILE.replace("/home/ann/.aws/login/cache", "/var/login");
    let files: Files = [(path, cached(VALID).to_string())].into_iter().collect();
    let env: Env = [("AWS_LOGIN_CACHE_DIRECTORY", "/var/login")]
        .into_iter()
        .collect();
    let clock = TestClock::at(NOW);
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files)
        .with_clock(clock.clone());
    let provider = LoginProvider::new(&context, LoginStep::new(SESSION, "dev"));
    let found = provider.provide_credentials().await.unwrap();
    assert_eq!(found.access_key_id(), "AKID-OLD");
    clock.advance(301);
    let error = provider.provide_credentials().await.unwrap_err();
    let text = error.message();
    assert!(
        text.ends_with("no region is set; add `region` to the profile `dev`"),
        "{text}"
    );
}
