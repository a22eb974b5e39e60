//! What providers of credentials and their cache tell through `tracing`.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod support;

use std::path::PathBuf;
use std::sync::Mutex;

use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::credentials::{CredentialsError, ProviderContext, SsoProvider};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::profile::{ProfileSet, SsoStep};
use querysmith_runtime::{
    CachedCredentials, Credentials, DateTime, Error, ErrorSpec, ProvideCredentials, RetryHint,
};
use support::listener::Listener;
use support::time::secs;
use support::{Dice, ManualTime, Scripted};
use tracing::instrument::WithSubscriber;

const CREDENTIALS_FILE: &str = "/home/ann/.aws/credentials";

fn env() -> Env {
    [("HOME", "/home/ann")].into_iter().collect()
}

/// Gives credentials that live for 15 minutes, and then the errors that it was given.
#[derive(Debug)]
struct Failing {
    time: ManualTime,
    outcomes: Mutex<Vec<CredentialsError>>,
}

impl ProvideCredentials for Failing {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let outcome =
            match self.outcomes.lock().unwrap().pop() {
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

/// What a cache tells while it asks for new credentials ten minutes later and gets this error.
async fn told_of(error: CredentialsError) -> (Vec<String>, Result<Credentials, CredentialsError>) {
    let time = ManualTime::default();
    let provider = std::sync::Arc::new(Failing {
        time: time.clone(),
        outcomes: Mutex::default(),
    });
    let cache = CachedCredentials::builder(provider.clone())
        .clock(time.clone())
        .randomness(Dice::default())
        .build();
    let listener = Listener::default();
    let asked = async {
        cache.provide_credentials().await.unwrap();
        provider.outcomes.lock().unwrap().push(error);
        time.advance(secs(600));
        let outcome = cache.provide_credentials().await;
        // Within the pause nobody is asked, and nothing is told.
        time.advance(secs(1));
        let _ = cache.provide_credentials().await;
        outcome
    };
    let outcome = asked.with_subscriber(listener.clone()).await;
    (listener.lines(), outcome)
}

#[tokio::test]
async fn a_failure_that_callers_do_not_see_is_told_by_its_code_and_not_its_message() {
    let spec = ErrorSpec {
        code: "InternalFailure",
        status: 500,
        retry: RetryHint::No,
    };
    let refused = Error::modeled(&spec, "hush");
    let error =
        CredentialsError::failed("what a command said on stderr: hush").with_source(refused);
    let (lines, outcome) = told_of(error).await;
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
async fn a_failure_that_callers_see_is_theirs_to_tell() {
    let (lines, outcome) = told_of(CredentialsError::failed("sign in again").permanent()).await;
    outcome.unwrap_err();
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn a_credentials_file_that_others_can_read_is_warned_of_and_no_failure() {
    let files: Files = [
        (CREDENTIALS_FILE, "[default]\naws_secret_access_key = hush"),
        ("/home/ann/.aws/config", "[default]\nregion = eu-west-1"),
    ]
    .into_iter()
    .collect();
    let load = |files: &Files| {
        let listener = Listener::default();
        tracing::subscriber::with_default(listener.clone(), || {
            ProfileSet::load(&env(), files).unwrap();
        });
        listener.lines()
    };
    // The config file is not meant for secrets.
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
fn the_mode_of_a_real_file_decides() {
    use std::os::unix::fs::PermissionsExt;

    let folder = std::env::temp_dir().join(format!("querysmith-{}-readable", std::process::id()));
    let path: PathBuf = folder.join("credentials");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&path, "[default]\n").unwrap();
    let env: Env = [
        ("AWS_SHARED_CREDENTIALS_FILE", path.to_str().unwrap()),
        ("AWS_CONFIG_FILE", "/nowhere"),
    ]
    .into_iter()
    .collect();
    for (mode, warnings) in [(0o600, 0), (0o640, 1), (0o604, 1), (0o400, 0)] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&path, permissions).unwrap();
        let listener = Listener::default();
        tracing::subscriber::with_default(listener.clone(), || {
            ProfileSet::load(&env, &Files::system()).unwrap();
        });
        assert_eq!(listener.lines().len(), warnings, "{mode:o}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_session_that_cannot_be_refreshed_yet_is_told_of() {
    // The SHA-1 of `dev`.
    let path = "/home/ann/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json";
    let token = r#"{"accessToken": "hush", "expiresAt": "2020-09-13T12:28:00Z"}"#;
    let answer = r#"{"roleCredentials": {"accessKeyId": "AKID", "secretAccessKey": "hush",
        "sessionToken": "hush", "expiration": 1651516560000}}"#;
    let context = ProviderContext::new()
        .with_env(env())
        .with_files([(path, token)].into_iter().collect())
        .with_clock(ManualTime::default())
        .with_transport(Scripted::answer(200, answer));
    let step = SsoStep::new("https://x", "us-east-1", "1", "r").with_session_name("dev");
    let listener = Listener::default();
    let asked = async { SsoProvider::new(&context, step).provide_credentials().await };
    asked.with_subscriber(listener.clone()).await.unwrap();
    let lines = listener.lines();
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert!(
        line.contains("is used until it expires") && line.contains("left_s=80"),
        "{line}"
    );
    assert!(!line.contains("hush"), "{line}");
}
