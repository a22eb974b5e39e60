//! The log events of credential providers and of their cache.

use std::path::PathBuf;
use std::sync::Mutex;

use querysmith_credentials::profile::{LoginStep, ProfileSet, SsoStep};
use querysmith_credentials::{
    InstanceMetadataProvider, LoginProvider, ProviderContext, SsoProvider,
};
use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::codegen_v1::ErrorSpec;
use querysmith_runtime::credentials::CredentialsError;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{CachedCredentials, Credentials, DateTime, Error, ProvideCredentials};
use tracing::instrument::WithSubscriber;

use crate::support::listener::LogCapture;
use crate::support::time::secs;
use crate::support::{ManualTime, Script, Scripted, ScriptedRandomness};

const CREDENTIALS_FILE: &str = "/home/ann/.aws/credentials";

fn env() -> Env {
    [("HOME", "/home/ann")].into_iter().collect()
}

/// Returns the queued errors and, when there are none, credentials valid for 15 minutes.
#[derive(Debug)]
struct FailingProvider {
    time: ManualTime,
    errors: Mutex<Vec<CredentialsError>>,
}

impl ProvideCredentials for FailingProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let outcome =
            match self.errors.lock().unwrap().pop() {
                Some(error) => Err(error),
                None => {
                    let now = DateTime::from(self.time.now()).secs();
                    Ok(Credentials::new("AKID", "hush")
                        .with_expires_at(DateTime::from_secs(now + 900)))
                }
            };
        Box::pin(std::future::ready(outcome))
    }
}

/// The log lines and the outcome of a cache whose refresh ten minutes later fails with this error.
async fn refresh_failing_with(
    error: CredentialsError,
) -> (Vec<String>, Result<Credentials, CredentialsError>) {
    let time = ManualTime::default();
    let provider = std::sync::Arc::new(FailingProvider {
        time: time.clone(),
        errors: Mutex::default(),
    });
    let cache = CachedCredentials::builder(provider.clone())
        .clock(time.clone())
        .randomness(ScriptedRandomness::default())
        .build();
    let subscriber = LogCapture::default();
    let provide = async {
        cache.provide_credentials().await.unwrap();
        provider.errors.lock().unwrap().push(error);
        time.advance(secs(600));
        let outcome = cache.provide_credentials().await;
        // During the backoff the provider is not called and nothing is logged.
        time.advance(secs(1));
        let _ = cache.provide_credentials().await;
        outcome
    };
    let outcome = provide.with_subscriber(subscriber.clone()).await;
    (subscriber.lines(), outcome)
}

#[tokio::test]
async fn a_failure_hidden_from_callers_is_logged_with_its_code_but_not_its_message() {
    let spec = ErrorSpec::new("InternalFailure", 500);
    let refused = Error::modeled(&spec, "hush");
    let error = CredentialsError::failed("a command wrote to stderr: hush").with_source(refused);
    let (lines, outcome) = refresh_failing_with(error).await;
    assert_eq!(outcome.unwrap().access_key_id(), "AKID");
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert!(line.starts_with("event WARN "), "{line}");
    for part in [
        "the old ones are still served",
        "code=\"InternalFailure\"",
        "expires_at=",
        "next_try_in_s=",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!line.contains("hush"), "{line}");
}

#[tokio::test]
async fn a_failure_returned_to_callers_is_not_logged() {
    let (lines, outcome) =
        refresh_failing_with(CredentialsError::failed("sign in again").permanent()).await;
    outcome.unwrap_err();
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn a_credentials_file_that_others_can_read_is_a_warning_and_not_an_error() {
    let files: Files = [
        (CREDENTIALS_FILE, "[default]\naws_secret_access_key = hush"),
        ("/home/ann/.aws/config", "[default]\nregion = eu-west-1"),
    ]
    .into_iter()
    .collect();
    let load = |files: &Files| {
        let subscriber = LogCapture::default();
        tracing::subscriber::with_default(subscriber.clone(), || {
            ProfileSet::load(&env(), files).unwrap();
        });
        subscriber.lines()
    };
    // The config file is not meant for secrets, so it causes no warning.
    let config_only = files
        .clone()
        .with_readable_by_others("/home/ann/.aws/config");
    assert!(load(&config_only).is_empty());
    let lines = load(&files.with_readable_by_others(CREDENTIALS_FILE));
    assert_eq!(
        lines,
        [
            "event WARN message=/home/ann/.aws/credentials can be read by other users of this \
          computer; run `chmod 600 /home/ann/.aws/credentials`"
        ]
    );
}

#[cfg(unix)]
#[test]
fn the_warning_depends_on_the_file_mode() {
    use std::os::unix::fs::PermissionsExt;

    let folder = std::env::temp_dir().join(format!("querysmith-{}-readable", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (mode, warnings) in [(0o600, 0), (0o640, 1), (0o604, 1), (0o400, 0)] {
        // One warning per file and process.
        let path: PathBuf = folder.join(format!("credentials-{mode:o}"));
        std::fs::write(&path, "[default]\n").unwrap();
        let env: Env = [
            ("AWS_SHARED_CREDENTIALS_FILE", path.to_str().unwrap()),
            ("AWS_CONFIG_FILE", "/nowhere"),
        ]
        .into_iter()
        .collect();
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&path, permissions).unwrap();
        let subscriber = LogCapture::default();
        tracing::subscriber::with_default(subscriber.clone(), || {
            ProfileSet::load(&env, &Files::system()).unwrap();
            ProfileSet::load(&env, &Files::system()).unwrap();
        });
        assert_eq!(subscriber.lines().len(), warnings, "{mode:o}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn an_sso_session_that_cannot_be_refreshed_yet_is_logged() {
    // The SHA-1 of `dev`.
    let path = "/home/ann/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json";
    let token = r#"{"accessToken": "hush", "expiresAt": "2020-09-13T12:28:00Z"}"#;
    let response = r#"{"roleCredentials": {"accessKeyId": "AKID", "secretAccessKey": "hush",
        "sessionToken": "hush", "expiration": 1651516560000}}"#;
    let context = ProviderContext::new()
        .with_env(env())
        .with_files([(path, token)].into_iter().collect())
        .with_clock(ManualTime::default())
        .with_transport(Scripted::responding(200, response));
    let step = SsoStep::new("https://x", "us-east-1", "1", "r").with_session_name("dev");
    let line = only_line(&SsoProvider::new(&context, step)).await;
    assert!(
        line.contains("is used until it expires") && line.contains("left_s=80"),
        "{line}"
    );
}

#[tokio::test]
async fn a_login_session_that_cannot_be_refreshed_yet_is_logged() {
    // The SHA-256 of `a`.
    let path = "/home/ann/.aws/login/cache/\
        ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb.json";
    let session = r#"{"accessToken": {"accessKeyId": "AKID", "secretAccessKey": "hush",
        "sessionToken": "hush", "expiresAt": "2020-09-13T12:28:00Z"},
        "clientId": "c", "refreshToken": "hush", "dpopKey": "hush"}"#;
    let context = ProviderContext::new()
        .with_env(env())
        .with_files([(path, session)].into_iter().collect())
        .with_clock(ManualTime::default());
    let provider = LoginProvider::new(&context, LoginStep::new("a", "dev"));
    let line = only_line(&provider).await;
    assert!(line.contains("left_s=80"), "{line}");
    assert!(line.contains("no region is set"), "{line}");
}

#[tokio::test]
async fn expired_credentials_of_an_instance_are_logged() {
    let credentials = r#"{"AccessKeyId": "AKID", "SecretAccessKey": "hush", "Token": "hush", "Expiration": "2020-09-13T12:26:40Z"}"#;
    let responses = ["hush-token", "my-role", credentials];
    let responses = responses.map(|body| Script::Respond(200, body.to_owned()));
    let transport = Scripted::steps(responses);
    let context = ProviderContext::new()
        .with_env(Env::empty())
        .with_clock(ManualTime::default())
        .with_transport(transport);
    let line = only_line(&InstanceMetadataProvider::new(&context)).await;
    for part in [
        "event WARN ",
        "access_key_id=\"AKID\"",
        "expired_at=2020-09-13T12:26:40Z",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
}

/// The only line that is logged while `provider` provides credentials.
async fn only_line(provider: &impl ProvideCredentials) -> String {
    let subscriber = LogCapture::default();
    let provide = provider.provide_credentials();
    provide.with_subscriber(subscriber.clone()).await.unwrap();
    let lines = subscriber.lines();
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert!(!line.contains("hush"), "{line}");
    line.clone()
}
