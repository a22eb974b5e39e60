//! Calls of the local stand-in for STS by the AWS SDK for Rust, unchanged.

#![cfg(test)]

mod expired_tokens;
mod operations;
mod presigned;
mod signatures;

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::{BehaviorVersion, Region};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::types;
use aws_smithy_async::time::TimeSource;
use querysmith_local_sts::{LocalSts, State};
use querysmith_runtime::clock::Clock;
use querysmith_testing::ManualTime;

const ROLE: &str = "arn:aws:iam::111122223333:role/";
const PROVIDER: &str = "arn:aws:iam::111122223333:saml-provider/directory";
const ROOT_TASK: &str = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";

/// A server, and the time of it and of its clients.
struct Setup {
    sts: LocalSts,
    time: ManualTime,
}

#[derive(Debug)]
struct Time(ManualTime);

impl TimeSource for Time {
    fn now(&self) -> SystemTime {
        Clock::now(&self.0)
    }
}

fn start() -> Setup {
    let time = ManualTime::new();
    let sts = LocalSts::builder()
        .clock(time.clone())
        .state(State::default().encode_authorization_messages(true));
    let sts = sts.start().expect("the server starts");
    Setup { sts, time }
}

impl Setup {
    fn client(&self, credentials: Credentials) -> Client {
        let config = aws_sdk_sts::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(self.sts.url())
            .credentials_provider(credentials)
            .retry_config(RetryConfig::disabled())
            .time_source(Time(self.time.clone()))
            .build();
        Client::from_conf(config)
    }

    fn alice(&self) -> Client {
        self.client(self.key_of_alice())
    }

    fn key_of_alice(&self) -> Credentials {
        let key = self.sts.credentials("alice").expect("alice has a key");
        Credentials::from_keys(key.access_key_id(), &**key.secret_access_key(), None)
    }

    /// The serial number of the device of alice, and its code.
    fn mfa_code(&self) -> (String, String) {
        self.sts.mfa_code("alice").expect("alice has a device")
    }

    fn web_identity_token(&self) -> String {
        let token = self.sts.web_identity_token("repo:example/app:main");
        token.sign().expect("a token")
    }
}

fn role(name: &str) -> String {
    format!("{ROLE}{name}")
}

/// The credentials of a session.
fn session(credentials: Option<&types::Credentials>) -> Credentials {
    let credentials = credentials.expect("credentials");
    Credentials::from_keys(
        credentials.access_key_id(),
        credentials.secret_access_key(),
        Some(credentials.session_token().to_owned()),
    )
}

fn root_task() -> types::PolicyDescriptorType {
    types::PolicyDescriptorType::builder()
        .arn(ROOT_TASK)
        .build()
}

/// The code of the error with which a call fails.
fn code<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>) -> String {
    match result {
        Ok(_) => "success".to_owned(),
        Err(error) => match error.code() {
            Some(code) => code.to_owned(),
            None => "an error without a code".to_owned(),
        },
    }
}

/// Calls every operation that is signed, and returns the codes of their errors.
async fn codes_of_all(client: &Client) -> Vec<(&'static str, String)> {
    vec![
        (
            "AssumeRole",
            code(
                client
                    .assume_role()
                    .role_arn(role("deploy"))
                    .role_session_name("build-42")
                    .send()
                    .await,
            ),
        ),
        (
            "AssumeRoot",
            code(
                client
                    .assume_root()
                    .target_principal("444455556666")
                    .task_policy_arn(root_task())
                    .send()
                    .await,
            ),
        ),
        (
            "DecodeAuthorizationMessage",
            code(
                client
                    .decode_authorization_message()
                    .encoded_message("x")
                    .send()
                    .await,
            ),
        ),
        (
            "GetAccessKeyInfo",
            code(
                client
                    .get_access_key_info()
                    .access_key_id("AKIAFAKEALICEFAKE234")
                    .send()
                    .await,
            ),
        ),
        (
            "GetCallerIdentity",
            code(client.get_caller_identity().send().await),
        ),
        (
            "GetDelegatedAccessToken",
            code(
                client
                    .get_delegated_access_token()
                    .trade_in_token("x")
                    .send()
                    .await,
            ),
        ),
        (
            "GetFederationToken",
            code(client.get_federation_token().name("ann").send().await),
        ),
        (
            "GetSessionToken",
            code(client.get_session_token().send().await),
        ),
        (
            "GetWebIdentityToken",
            code(
                client
                    .get_web_identity_token()
                    .audience("a")
                    .signing_algorithm("ES384")
                    .send()
                    .await,
            ),
        ),
    ]
}

async fn assert_all_fail_with(client: &Client, expected: &str) {
    for (operation, code) in codes_of_all(client).await {
        assert_eq!(code, expected, "{operation}");
    }
}
