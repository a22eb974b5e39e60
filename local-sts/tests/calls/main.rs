//! Calls of our own client to a server over loopback.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of a test fail as a test does"
)]

mod chains;
mod errors;
mod faults;
mod identity;
mod log;
mod mfa;
mod outbound;
mod raw;
mod root;
mod saml;
mod sessions;
mod state;
mod tags;
mod validation;
mod web_identity;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use querysmith_local_sts::LocalSts;
use querysmith_runtime::{Config, Credentials, Error};
use querysmith_sts::Client;
use querysmith_sts::operation::assume_role::AssumeRoleOutput;
use querysmith_sts::types;
use querysmith_testing::ManualTime;

const DEPLOY: &str = "arn:aws:iam::111122223333:role/deploy";
const AUDIT: &str = "arn:aws:iam::111122223333:role/audit";
const CI: &str = "arn:aws:iam::111122223333:role/ci";
const DIRECTORY: &str = "arn:aws:iam::111122223333:role/directory";
const PARTNER: &str = "arn:aws:iam::444455556666:role/partner";
const HALL: &str = "arn:aws:iam::444455556666:role/hall";

/// 2020-09-13T12:26:40Z.
const START: u64 = 1_600_000_000;

fn start_time() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(START)
}

/// A server whose clock stands still until the test advances it.
fn server_in(time: &ManualTime) -> LocalSts {
    LocalSts::builder().clock(time.clone()).start().unwrap()
}

fn client(sts: &LocalSts, user: &str) -> Client {
    Client::new(&sts.config(user))
}

/// The config of a session.
fn session(sts: &LocalSts, credentials: Option<&types::Credentials>) -> Config {
    let credentials = credentials.expect("credentials");
    sts.config_with(
        Credentials::new(credentials.access_key_id(), credentials.secret_access_key())
            .with_session_token(credentials.session_token()),
    )
}

async fn arn_of(config: &Config) -> String {
    let identity = Client::new(config).get_caller_identity().send().await;
    identity
        .expect("an identity")
        .arn()
        .unwrap_or_default()
        .to_owned()
}

/// Assumes a role by the session `build-42`.
async fn assume(config: &Config, role_arn: &str) -> AssumeRoleOutput {
    let call = Client::new(config).assume_role().role_arn(role_arn);
    call.role_session_name("build-42")
        .send()
        .await
        .expect("a session")
}

/// The code, the status and the message of the error of a call.
fn error<T, E: Into<Error>>(result: Result<T, E>) -> (String, u16, String) {
    let error: Error = match result {
        Ok(_) => panic!("the call succeeds"),
        Err(error) => error.into(),
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let code = error.code();
    assert!(code.is_some(), "{error}");
    (
        text(code),
        error.status().unwrap_or_default(),
        text(error.message()),
    )
}

/// Why the latest request was refused, according to the log.
fn reason(sts: &LocalSts) -> String {
    let log = sts.log();
    let entry = log.last().expect("an entry");
    entry.detail.clone().expect("a reason")
}
