//! Loaded configs with sessions and tokens that other tools keep in files.

use std::path::Path;
use std::sync::{Arc, Mutex};

use querysmith::clock::BoxFuture;
use querysmith::credentials::{ProvideCredentials, ProviderContext};
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, ConfigLoader, Credentials, http};

use crate::aws::{Aws, Mode};
use crate::{CONFIG_FILE, CREDENTIALS_FILE, context};

const SSO: &str = "[default]\nregion = eu-west-1\nsso_session = dev\nsso_account_id = 123456789012\n\
    sso_role_name = Read\n[sso-session dev]\nsso_region = eu-west-1\n\
    sso_start_url = https://d.example\n";

/// Named after the SHA-1 of `dev`.
const SSO_FILE: &str = "/home/ann/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json";

const ROLE: &str = "arn:aws:iam::123456789012:role/Pod";

/// A cached token that can be refreshed.
fn token(token: &str, expires_at: &str) -> String {
    format!(
        r#"{{"accessToken": "{token}", "expiresAt": "{expires_at}", "refreshToken": "hush-refresh",
        "clientId": "hush-client", "clientSecret": "hush-secret",
        "registrationExpiresAt": "2199-03-06T19:53:17Z"}}"#
    )
}

/// SSO, which refuses to refresh a token. Another process refreshes it at that moment.
#[derive(Debug, Clone)]
struct Sso {
    files: Files,
    refreshed: Option<String>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Sso {
    fn respond(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let host = request.uri().host().unwrap();
        self.requests.lock().unwrap().push(host.to_owned());
        let (status, body) = if host.starts_with("portal.sso.") {
            let bearer = request.headers()["x-amz-sso_bearer_token"].to_str();
            assert_eq!(bearer.unwrap(), "hush-newer");
            let body = r#"{"roleCredentials": {"accessKeyId": "AKID-SSO", "secretAccessKey": "hush",
                "sessionToken": "hush", "expiration": 1896091200000}}"#;
            (200, body)
        } else {
            if let Some(refreshed) = &self.refreshed {
                let path = Path::new(SSO_FILE);
                self.files
                    .write_private(path, refreshed.as_bytes())
                    .unwrap();
            }
            (400, r#"{"error": "invalid_grant"}"#)
        };
        let response = http::Response::builder().status(status);
        response.body(body.into()).unwrap()
    }
}

impl Transport for Sso {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.respond(&request))))
    }
}

async fn credentials(config: &Config) -> Result<Credentials, String> {
    let provider = config.credentials_provider().cloned().unwrap();
    let provided = provider.provide_credentials().await;
    provided.map_err(|error| error.to_string())
}

async fn load(context: ProviderContext) -> Config {
    ConfigLoader::new().context(context).load().await.unwrap()
}

#[tokio::test]
async fn an_sso_token_is_read_again_once_if_it_cannot_be_refreshed() {
    const EXPIRED: &str = "2025-12-31T23:59:59Z";
    for (refreshed, is_ok) in [
        (Some(token("hush-newer", "2026-01-01T01:00:00Z")), true),
        (Some(token("hush-newer", EXPIRED)), false),
        (None, false),
    ] {
        let cached = token("hush-older", EXPIRED);
        let files: Files = [(CONFIG_FILE, SSO.to_owned()), (SSO_FILE, cached)]
            .into_iter()
            .collect();
        let sso = Sso {
            files: files.clone(),
            refreshed,
            requests: Arc::default(),
        };
        let context = context(&Aws::new(), &[], "").with_files(files);
        let config = load(context.with_transport(sso.clone())).await;
        match credentials(&config).await {
            Ok(credentials) => assert_eq!(credentials.access_key_id(), "AKID-SSO"),
            Err(error) => {
                assert!(!is_ok, "{error}");
                assert!(error.contains("run `aws sso login`"), "{error}");
                assert!(!error.contains("hush"), "{error}");
            }
        }
        let requests = sso.requests.lock().unwrap().clone();
        let refreshes = requests.iter().filter(|host| host.starts_with("oidc."));
        assert_eq!(refreshes.count(), 1, "{requests:?}");
    }
}

#[tokio::test]
async fn a_session_whose_header_is_ignored_is_an_error_that_names_the_header() {
    for (header, expected) in [
        ("[sso-session 'FOO BAR']", "`[sso-session FOO-BAR]`"),
        ("[sso-session FOO BAR]", "`[sso-session FOO-BAR]`"),
        ("[sso_session FOO BAR]", "`[sso-session FOO-BAR]`"),
        ("[SSO-Session FOO-BAR]", "`[sso-session FOO-BAR]`"),
    ] {
        let text = SSO
            .replace("= dev", "= FOO BAR")
            .replace("[sso-session dev]", header);
        let context = context(&Aws::new(), &[], &text);
        let error = credentials(&load(context).await).await.unwrap_err();
        let place = format!("{CONFIG_FILE}:6");
        assert!(error.contains(&place), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_profile_whose_header_is_ignored_is_an_error_that_names_the_header() {
    for (name, file, header, expected) in [
        (
            "My Profile",
            CONFIG_FILE,
            "[My Profile]",
            "`[profile My-Profile]`",
        ),
        (
            "My Profile",
            CONFIG_FILE,
            "[profile My Profile]",
            "`[profile My-Profile]`",
        ),
        (
            "My Profile",
            CONFIG_FILE,
            "[profile \"My Profile\"]",
            "`[profile My-Profile]`",
        ),
        (
            "My Profile",
            CREDENTIALS_FILE,
            "[My Profile]",
            "`[My-Profile]`",
        ),
        ("caf\u{e9}", CREDENTIALS_FILE, "[caf\u{e9}]", "`[caf]`"),
        ("work", CREDENTIALS_FILE, "[profile work]", "`[work]`"),
        ("work", CONFIG_FILE, "[Profile work]", "`[profile work]`"),
        ("work", CONFIG_FILE, "[profiles work]", "`[profile work]`"),
        ("work", CREDENTIALS_FILE, "[Profile work]", "`[work]`"),
        (
            "work",
            CONFIG_FILE,
            "[\"profile work\"]",
            "`[profile work]`",
        ),
        ("work", CONFIG_FILE, "['work']", "`[profile work]`"),
    ] {
        let text = format!("{header}\naws_access_key_id = AKID\naws_secret_access_key = hush\n");
        let files: Files = [(file, text)].into_iter().collect();
        let context = context(&Aws::new(), &[("AWS_PROFILE", name)], "").with_files(files);
        let loaded = ConfigLoader::new().context(context).load().await;
        let error = loaded.expect_err(header).to_string();
        for part in [&format!("`{name}`"), expected, &format!("{file}:1")] {
            assert!(error.contains(part), "{header}: {error}");
        }
        assert!(!error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_web_identity_is_retried_if_the_verification_key_was_not_retrieved() {
    const CODE: &str = "InvalidIdentityToken";
    const UNAVAILABLE: &str = "Couldn't retrieve verification key from your identity provider, \
        please reference AssumeRoleWithWebIdentity documentation for requirements";
    let profile = format!(
        "[default]\nregion = eu-west-1\nrole_arn = {ROLE}\nweb_identity_token_file = /token\n"
    );
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_ROLE_ARN", ROLE),
        ("AWS_REGION", "eu-west-1"),
    ];
    for (variables, profile) in [(&variables[..], ""), (&[][..], &profile)] {
        for (message, is_ok, calls) in [
            (UNAVAILABLE, true, 2),
            ("The ID Token provided is not a valid JWT", false, 1),
        ] {
            let aws = Aws::new();
            aws.set_mode(Mode::FailsAtFirst(1, CODE, message));
            let files: Files = [(CONFIG_FILE, profile), ("/token", "hush-jwt")]
                .into_iter()
                .collect();
            let context = context(&aws, variables, "").with_files(files);
            let found = credentials(&load(context).await).await;
            assert_eq!(found.is_ok(), is_ok, "{found:?}");
            assert_eq!(aws.calls().len(), calls, "{message}");
        }
    }
}

#[tokio::test]
async fn imitations_of_sts_work_in_a_loaded_config() {
    let body = "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn></Arn>\
        <AssumeRoleId></AssumeRoleId></AssumedRoleUser><Credentials>\
        <AccessKeyId>ASIA-OTHER</AccessKeyId><SecretAccessKey>hush</SecretAccessKey>\
        <Expiration>2036-01-02T03:04:05Z</Expiration><SessionToken>hush</SessionToken>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let text = format!(
        "[default]\nregion = eu-west-1\nrole_arn = {ROLE}\nsource_profile = base\n\
         [profile base]\naws_access_key_id = AKID\naws_secret_access_key = hush\n"
    );
    let aws = Aws::new();
    aws.set_mode(Mode::Responds(body.to_owned()));
    let config = load(context(&aws, &[], &text)).await;
    let found = credentials(&config).await.unwrap();
    assert_eq!(found.access_key_id(), "ASIA-OTHER");
    aws.set_mode(Mode::Succeeds);
    Client::new(&config)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    let signer = aws.calls().into_iter().next_back().unwrap().signed_by;
    assert_eq!(signer.as_deref(), Some("ASIA-OTHER"));
}
