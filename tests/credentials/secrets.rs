//! Explanations, errors, logs and `Debug` output contain no secrets.

use std::error::Error as StdError;
use std::fmt::Debug;

use querysmith::credentials::{
    AssumeRoleProvider, DefaultChain, MfaPrompt, ProvideCredentials, Role, RoleChain, TokenSource,
    WebIdentityProvider,
};
use querysmith::files::Files;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader};
use tracing::instrument::WithSubscriber;

use crate::aws::{Aws, Mode};
use crate::listener::LogCapture;
use crate::{CONFIG_FILE, NoDelays, config, context};

/// The prefix of all secrets in these tests.
const MARK: &str = "hush";

fn assert_no_secret(value: &impl Debug) {
    let text = format!("{value:?}");
    assert!(!text.contains(MARK), "{text}");
}

/// Checks that something was logged, and no secret.
fn assert_no_secret_logged(log: &LogCapture) {
    let text = log.text();
    assert!(
        text.contains("AssumeRole") && !text.contains(MARK),
        "{text}"
    );
}

fn assert_no_secret_in_error(error: &(dyn StdError + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(MARK), "{text}");
        next = error.source();
    }
}

const PROFILES: [&str; 11] = [
    "[default]\nregion = eu-west-1\naws_access_key_id = AKID\naws_secret_access_key = hush-key\n\
     aws_session_token = hush-token",
    "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
     source_profile = base\nendpoint_url = https://ann:hush-url@sts.example\n\
     [profile base]\naws_access_key_id = AKID\naws_secret_access_key = hush-key",
    "[default]\ncredential_process = false hush-argument",
    "[default]\nregion = eu-west-1\naws_secret_access_key = hush-key",
    "[default]\nregion = eu-west-1\nlogin_session = arn:aws:iam::123456789012:user/ann",
    // Lines that do not follow the grammar, and keys that are indented.
    "[default]\nregion = eu-west-1\naws_access_key_id = AKID\nhush-key",
    "hush-key\n[default]\nregion = eu-west-1",
    "[default]\n  aws_access_key_id = AKID\n  aws_secret_access_key = hush-key\n    hush-more",
    "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/Deploy\n\
     source_profile = base\n[profile base]\naws_secret_access_key hush-key",
    "[default]\nregion = eu-west-1\ncredential_process = print \"hush-one # hush-two\"",
    "[default] hush-key\nregion = eu-west-1\naws_secret_access_key = hush-key",
];

/// The cache file of `aws login` for the session above.
const LOGIN_FILE: &str = "/home/ann/.aws/login/cache/143b1fc18f5ca9bb89e81d9a77fe53029e237039039ccab734b6fb08284f7780.json";

const LOGIN: &str = r#"{"accessToken": {"accessKeyId": "AKID", "secretAccessKey": "hush-login-key",
    "sessionToken": "hush-login-token", "expiresAt": "2020-01-31T12:00:00Z"},
    "clientId": "client", "refreshToken": "hush-refresh", "dpopKey": "hush-dpop"}"#;

const VARIABLES: [(&str, &str); 5] = [
    ("AWS_SECRET_ACCESS_KEY", "hush-env"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
    ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/Pod"),
    (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://127.0.0.1:9/hush-path",
    ),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush-auth"),
];

#[tokio::test]
async fn chains_show_no_secret_for_any_result() {
    let (log, _guard) = LogCapture::start();
    for mode in [
        Mode::Succeeds,
        Mode::Fails(403, "AccessDenied"),
        Mode::Empty,
    ] {
        for profile in PROFILES.iter().chain(&[""]) {
            for skip in 0..VARIABLES.len() {
                let aws = Aws::new();
                aws.set_mode(mode.clone());
                let context = context(&aws, &VARIABLES[skip..], profile);
                let files = [
                    (CONFIG_FILE, *profile),
                    ("/token", "hush-jwt"),
                    (LOGIN_FILE, LOGIN),
                ];
                let files: Files = files.into_iter().collect();
                let context = context.with_files(files);
                let chain = DefaultChain::new(&context);
                let explanation = chain.explain().await;
                assert_no_secret(&explanation);
                assert!(!explanation.to_string().contains(MARK), "{explanation}");
                match chain.provide_credentials().await {
                    Ok(credentials) => assert_no_secret(&credentials),
                    Err(error) => assert_no_secret_in_error(&error),
                }
                assert_no_secret(&chain);
                assert!(!format!("{explanation:#}").contains(MARK));
                let selected = chain.with_profile("default");
                let explanation = selected.explain().await;
                assert!(!format!("{explanation:#}").contains(MARK), "{explanation}");
                let loader = ConfigLoader::new().context(context);
                assert_no_secret(&loader);
                match loader.load().await {
                    Ok(config) => assert_no_secret(&config),
                    Err(error) => assert_no_secret_in_error(&error),
                }
            }
        }
    }
    assert_no_secret_logged(&log);
}

#[tokio::test]
async fn logs_contain_no_secret_even_if_a_command_prints_one_to_stderr() {
    let command = "[default]\nregion = eu-west-1\ncredential_process = sh -c 'echo hush-said >&2; \
        exit 1' hush-argument";
    let role = PROFILES[1].replace("endpoint_url", "unknown_key");
    let log = LogCapture::default();
    let calls = async {
        for mode in [
            Mode::Succeeds,
            Mode::Fails(403, "AccessDenied"),
            Mode::Empty,
        ] {
            for profile in PROFILES.iter().chain(&[command, &role]) {
                let aws = Aws::new();
                let context = context(&aws, &[], profile);
                let loader = ConfigLoader::new().context(context);
                let Ok(config) = loader.load().await else {
                    continue;
                };
                let client = log_bodies(&aws, &config);
                for mode in [Mode::Succeeds, mode.clone()] {
                    aws.set_mode(mode);
                    // Cached credentials are served if a refresh fails.
                    let _ = client.get_caller_identity().send().await;
                    aws.clock.advance(3000);
                }
                let _ = loader.default_chain().explain().await;
            }
        }
    };
    calls.with_subscriber(log.clone()).await;
    let text = log.text();
    assert!(
        text.contains("WARN") && text.contains("AssumeRole"),
        "{text}"
    );
    assert!(!text.contains(MARK), "{text}");
}

/// A client that logs request and response bodies.
fn log_bodies(aws: &Aws, config: &Config) -> Client {
    let provider = config.credentials_provider().cloned().unwrap();
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(provider)
        .transport(aws.clone())
        .clock(aws.clock.clone())
        .sleep(NoDelays)
        .log_bodies(true)
        .build();
    Client::new(&config)
}

#[tokio::test]
async fn providers_show_no_secret() {
    let (log, _guard) = LogCapture::start();
    let aws = Aws::new();
    let config = config(&aws);
    let prompt = MfaPrompt::new(|_| std::future::ready(Ok::<_, std::io::Error>("hush-code")));
    let role = Role::new("arn:aws:iam::123456789012:role/Deploy").with_mfa("serial-number", prompt);
    let chain = RoleChain::builder(&config)
        .role(role.clone())
        .build()
        .unwrap();
    assert_no_secret(&chain);
    let provider = AssumeRoleProvider::new(&config, role);
    assert_no_secret(&provider);
    assert_no_secret(&provider.provide_credentials().await.unwrap());
    aws.set_mode(Mode::Fails(403, "AccessDenied"));
    let error = provider.provide_credentials().await.unwrap_err();
    assert_no_secret_in_error(&error);

    let token = TokenSource::function(|| std::future::ready(Ok::<_, std::io::Error>("hush-jwt")));
    let provider = WebIdentityProvider::new(&config, "arn:aws:iam::1:role/Pod", token);
    assert_no_secret(&provider);
    aws.set_mode(Mode::Fails(400, "InvalidIdentityToken"));
    assert_no_secret_in_error(&provider.provide_credentials().await.unwrap_err());
    assert_no_secret(&chain.provide_credentials().await);
    assert_no_secret_logged(&log);
}
