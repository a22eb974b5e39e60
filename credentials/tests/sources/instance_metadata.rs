//! The instance metadata provider, over real sockets on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use querysmith_credentials::{InstanceMetadataProvider, ProviderContext};
use querysmith_runtime::credentials::CredentialsError;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, DateTime, ProvideCredentials};

use crate::loopback::{Reply, Server, TestClock, TestSleep, unused_url};

const ENDPOINT: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const TIMEOUT: Duration = Duration::from_secs(2);

const CREDENTIALS_JSON: &str = r#"{"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "AKID",
    "SecretAccessKey": "hush-key", "Token": "hush-session", "Expiration": "2030-01-31T12:00:00Z"}"#;

fn expected_credentials() -> Credentials {
    Credentials::new("AKID", "hush-key")
        .with_session_token("hush-session")
        .with_expires_at(DateTime::from_secs(1_896_091_200))
}

/// What a request is for: a token, the region, the role name, or the credentials of the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Token,
    Region,
    Role,
    Credentials,
}

fn target(request: &str) -> Target {
    const ROLES: &str = "GET /latest/meta-data/iam/security-credentials/";
    let line = request.lines().next().unwrap();
    if line == "PUT /latest/api/token HTTP/1.1" {
        assert!(
            request.contains("x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n"),
            "{request}"
        );
        Target::Token
    } else if line == "GET /latest/meta-data/placement/region HTTP/1.1" {
        Target::Region
    } else if line == format!("{ROLES} HTTP/1.1") {
        Target::Role
    } else {
        assert_eq!(line, format!("{ROLES}my-role HTTP/1.1"));
        Target::Credentials
    }
}

/// The reply of a working service. Its n-th token is `hush-n`.
fn working_reply(request: &str, tokens: &AtomicUsize) -> Reply {
    match target(request) {
        Target::Token => {
            let token = format!("hush-{}", tokens.fetch_add(1, Ordering::SeqCst) + 1);
            Reply::With("x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n", token)
        }
        Target::Region => Reply::ok("eu-west-1\n"),
        Target::Role => Reply::ok("my-role"),
        Target::Credentials => Reply::ok(CREDENTIALS_JSON),
    }
}

/// A working service, except where `overrides` returns a reply of its own.
async fn service(
    overrides: impl Fn(Target, &str) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    let tokens = AtomicUsize::new(0);
    Server::new(move |request| {
        overrides(target(request), request).unwrap_or_else(|| working_reply(request, &tokens))
    })
    .await
}

struct Instance {
    server: Server,
    sleep: TestSleep,
    clock: TestClock,
    provider: InstanceMetadataProvider,
}

impl Instance {
    fn new(server: Server, variables: &[(&str, &str)]) -> Self {
        let url = server.url.clone();
        let env: Env = variables
            .iter()
            .copied()
            .chain([(ENDPOINT, url.as_str())])
            .collect();
        let sleep = server.sleep(TIMEOUT);
        let clock = TestClock::at(1_600_000_000);
        let context = ProviderContext::new()
            .with_env(env)
            .with_files(Files::empty())
            .with_clock(clock.clone())
            .with_sleep(sleep.clone());
        Self {
            server,
            sleep,
            clock,
            provider: InstanceMetadataProvider::new(&context),
        }
    }

    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        self.provider.provide_credentials().await
    }

    fn targets(&self) -> Vec<Target> {
        self.server
            .requests()
            .iter()
            .map(|request| target(request))
            .collect()
    }

    /// The tokens that were sent.
    fn tokens(&self) -> Vec<String> {
        let requests = self.server.requests();
        let tokens = requests.iter().filter_map(|request| {
            let mut lines = request.lines();
            lines.find_map(|line| line.strip_prefix("x-aws-ec2-metadata-token: "))
        });
        tokens.map(str::to_owned).collect()
    }
}

/// The error that a working service with these overrides leads to.
async fn error(
    overrides: impl Fn(Target, &str) -> Option<Reply> + Send + Sync + 'static,
) -> CredentialsError {
    let instance = Instance::new(service(overrides).await, &[]);
    let error = instance.fetch().await.unwrap_err();
    let text = format!("{error:?} {error} {:?}", instance.provider);
    assert!(!text.contains("hush"), "{text}");
    error
}

fn only(kind: Target, reply: Reply) -> impl Fn(Target, &str) -> Option<Reply> {
    move |target, _| (target == kind).then(|| reply.clone())
}

#[tokio::test]
async fn the_provider_requests_a_token_the_role_and_its_credentials() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
    assert_eq!(
        instance.targets(),
        [Target::Token, Target::Role, Target::Credentials]
    );
    assert_eq!(instance.tokens(), ["hush-1", "hush-1"]);
    assert!(!format!("{:?}", instance.provider).contains("hush"));
}

#[tokio::test]
async fn a_token_is_reused_until_two_minutes_before_it_expires() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    instance.fetch().await.unwrap();
    instance.clock.advance(21_600 - 120 - 1);
    instance.fetch().await.unwrap();
    instance.clock.advance(1);
    instance.fetch().await.unwrap();
    assert_eq!(
        instance.tokens(),
        ["hush-1", "hush-1", "hush-1", "hush-1", "hush-2", "hush-2"]
    );
}

#[tokio::test]
async fn a_rejected_token_is_replaced() {
    let rejects_the_first = |_: Target, request: &str| {
        let is_first = request.contains("x-aws-ec2-metadata-token: hush-1\r\n");
        is_first.then(|| Reply::status(401))
    };
    let instance = Instance::new(service(rejects_the_first).await, &[]);
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
    assert_eq!(instance.tokens(), ["hush-1", "hush-2", "hush-2"]);
}

#[tokio::test]
async fn a_service_that_rejects_every_token_is_an_error_after_four_attempts() {
    let overrides = only(Target::Role, Reply::status(401));
    let instance = Instance::new(service(overrides).await, &[]);
    let error = instance.fetch().await.unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error.to_string().contains("HTTP 401 Unauthorized"),
        "{error}"
    );
    assert_eq!(instance.tokens(), ["hush-1", "hush-2", "hush-3", "hush-4"]);
}

#[tokio::test]
async fn an_instance_without_a_role_is_not_configured() {
    let credentials = r#"{"SecretAccessKey":"hush-key","Token":"hush-token"}"#;
    for reply in [
        Reply::status(404),
        Reply::ok(" \n"),
        Reply::ok("<!DOCTYPE html>"),
        Reply::ok(credentials),
    ] {
        let error = error(only(Target::Role, reply)).await;
        assert!(error.is_not_configured());
        assert!(error.to_string().contains("returned no role"), "{error}");
    }
}

#[tokio::test]
async fn a_role_without_credentials_is_an_error() {
    let error = error(only(Target::Credentials, Reply::status(404))).await;
    assert!(!error.is_not_configured());
    let text = error.to_string();
    assert!(text.contains("for the role my-role: HTTP 404"), "{text}");
}

#[tokio::test]
async fn transient_failures_of_each_step_are_retried() {
    for kind in [Target::Token, Target::Role, Target::Credentials] {
        let failures = AtomicUsize::new(0);
        let fails_three_times = move |target: Target, _: &str| {
            (target == kind && failures.fetch_add(1, Ordering::SeqCst) < 3)
                .then(|| Reply::status(503))
        };
        let instance = Instance::new(service(fails_three_times).await, &[]);
        assert_eq!(
            instance.fetch().await.unwrap(),
            expected_credentials(),
            "{kind:?}"
        );
        let pauses = [100, 200, 400].map(Duration::from_millis);
        assert_eq!(instance.sleep.pauses(), pauses, "{kind:?}");
    }
}

#[tokio::test]
async fn the_fourth_transient_failure_is_an_error() {
    for kind in [Target::Token, Target::Role, Target::Credentials] {
        let instance = Instance::new(service(only(kind, Reply::status(500))).await, &[]);
        let error = instance.fetch().await.unwrap_err();
        assert!(!error.is_not_configured());
        assert!(error.to_string().contains("HTTP 500"), "{error}");
        let requests = instance
            .targets()
            .into_iter()
            .filter(|target| *target == kind);
        assert_eq!(requests.count(), 4, "{kind:?}");
    }
}

#[tokio::test]
async fn a_service_that_hangs_times_out_after_four_attempts() {
    for kind in [Target::Token, Target::Role, Target::Credentials] {
        let server = service(only(kind, Reply::Hang)).await;
        let instance = Instance::new(server, &[("AWS_EC2_METADATA_V1_DISABLED", "true")]);
        let error = instance.fetch().await.unwrap_err();
        assert!(!error.is_not_configured());
        let text = error.to_string();
        assert!(text.contains("no complete response within 2s"), "{text}");
        let requests = instance
            .targets()
            .into_iter()
            .filter(|target| *target == kind);
        assert_eq!(requests.count(), 4, "{kind:?}");
    }
}

#[tokio::test]
async fn a_slow_response_within_the_timeout_is_read() {
    let slow = |target: Target, _: &str| {
        Some(Reply::Slowly(match target {
            Target::Token => "hush-slow".to_owned(),
            Target::Role => "my-role".to_owned(),
            Target::Credentials => CREDENTIALS_JSON.to_owned(),
            Target::Region => "eu-west-1".to_owned(),
        }))
    };
    let instance = Instance::new(service(slow).await, &[]);
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
}

/// The replies to a request for a token after which version 1 is used, and the reason.
fn without_token() -> [(Reply, &'static str); 4] {
    [
        (
            Reply::status(403),
            "found HTTP 403 Forbidden, expected a token; request forbidden: IMDS is disabled",
        ),
        (
            Reply::status(404),
            "found HTTP 404 Not Found, expected a token",
        ),
        (
            Reply::status(405),
            "found HTTP 405 Method Not Allowed, expected",
        ),
        (
            Reply::Hang,
            "no complete response within 2s; in a container, the hop limit",
        ),
    ]
}

#[tokio::test]
async fn a_service_that_issues_no_token_is_called_without_one() {
    for (reply, reason) in without_token() {
        let server = service(only(Target::Token, reply)).await;
        let first = Instance::new(server.clone(), &[]);
        assert_eq!(
            first.fetch().await.unwrap(),
            expected_credentials(),
            "{reason}"
        );
        // No other provider in this process requests a token again.
        let second = Instance::new(server, &[]);
        assert_eq!(second.provider.region().await.unwrap(), "eu-west-1");
        second.clock.advance(21_599);
        assert_eq!(second.fetch().await.unwrap(), expected_credentials());
        let requests = [
            Target::Token,
            Target::Role,
            Target::Credentials,
            Target::Region,
            Target::Role,
            Target::Credentials,
        ];
        assert_eq!(second.targets(), requests, "{reason}");
        assert!(second.tokens().is_empty());
        second.clock.advance(1);
        second.fetch().await.unwrap();
        let tokens = second.targets().into_iter();
        assert_eq!(tokens.filter(|it| *it == Target::Token).count(), 2);
    }
}

#[tokio::test]
async fn the_reason_for_requests_without_a_token_is_part_of_later_errors() {
    for (reply, reason) in without_token() {
        for (kind, other, part) in [
            (
                Target::Role,
                Reply::status(403),
                "without a token: HTTP 403 Forbidden for /latest",
            ),
            (
                Target::Role,
                Reply::status(401),
                "the service requires a token",
            ),
            (Target::Role, Reply::status(404), "returned no role"),
            (Target::Role, Reply::Raw(b"hush"), "without a token: "),
            (
                Target::Credentials,
                Reply::ok("{}"),
                "AccessKeyId is missing",
            ),
            (Target::Region, Reply::status(404), "returned no region"),
        ] {
            let token = reply.clone();
            let overrides = move |target: Target, _: &str| match target {
                Target::Token => Some(token.clone()),
                target => (target == kind).then(|| other.clone()),
            };
            let instance = Instance::new(service(overrides).await, &[]);
            let error = match kind {
                Target::Region => instance.provider.region().await.unwrap_err(),
                _ => instance.fetch().await.unwrap_err(),
            };
            let text = error.to_string();
            assert!(
                text.contains("failed to load IMDS session token: "),
                "{text}"
            );
            assert!(text.contains(reason) && text.contains(part), "{text}");
            assert!(!text.contains("hush"), "{text}");
        }
    }
}

#[tokio::test]
async fn version_1_is_not_used_if_it_is_disabled_or_the_request_for_a_token_is_invalid() {
    const V1_DISABLED: (&str, &str) = ("AWS_EC2_METADATA_V1_DISABLED", "true");
    for (reply, reason) in without_token() {
        let server = service(only(Target::Token, reply)).await;
        let instance = Instance::new(server, &[V1_DISABLED]);
        let error = instance.fetch().await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.ends_with(", and requests without one are disabled"),
            "{text}"
        );
        assert!(text.contains(reason), "{text}");
        // The failure is remembered for a minute.
        let requests = instance.targets().len();
        instance.clock.advance(59);
        assert_eq!(instance.fetch().await.unwrap_err().to_string(), text);
        assert_eq!(instance.targets().len(), requests);
        instance.clock.advance(1);
        instance.fetch().await.unwrap_err();
        assert!(instance.targets().len() > requests);
    }
    let error = error(only(Target::Token, Reply::status(400))).await;
    let text = error.to_string();
    assert!(
        text.ends_with("found HTTP 400 Bad Request, expected a token"),
        "{text}"
    );
}

/// A service that requires tokens, and does not respond to the first `slow` requests for one.
async fn requires_tokens(slow: usize) -> Instance {
    let requests = AtomicUsize::new(0);
    let overrides = move |target: Target, request: &str| match target {
        Target::Token => {
            let is_slow = requests.fetch_add(1, Ordering::SeqCst) < slow;
            is_slow.then_some(Reply::Hang)
        }
        _ => {
            let has_token = request.contains("x-aws-ec2-metadata-token: ");
            (!has_token).then(|| Reply::status(401))
        }
    };
    Instance::new(service(overrides).await, &[])
}

#[tokio::test]
async fn a_token_that_took_too_long_is_requested_again_if_the_service_requires_one() {
    let instance = requires_tokens(1).await;
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
    assert_eq!(
        instance.targets(),
        [
            Target::Token,
            Target::Role,
            Target::Token,
            Target::Role,
            Target::Credentials
        ]
    );
    assert_eq!(instance.tokens(), ["hush-1", "hush-1"]);
}

#[tokio::test]
async fn a_service_that_requires_tokens_after_all_is_asked_for_one_again() {
    let instance = requires_tokens(2).await;
    for _ in 0..2 {
        let error = instance.fetch().await.unwrap_err();
        assert!(error.to_string().contains("requires a token"), "{error}");
    }
    assert_eq!(
        instance.targets(),
        [
            Target::Token,
            Target::Role,
            Target::Token,
            Target::Role,
            Target::Role
        ]
    );
    instance.clock.advance(60);
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
    assert_eq!(instance.tokens(), ["hush-1", "hush-1"]);
}

#[tokio::test]
async fn successful_responses_that_cannot_be_read_are_transient() {
    for (kind, body) in [
        (Target::Token, ""),
        (Target::Role, " \n"),
        (Target::Region, "<html>"),
        (Target::Credentials, "<html>"),
        (Target::Credentials, r#"{"Code": "Success", "Acc"#),
    ] {
        for failures in [3, 4] {
            let replies = AtomicUsize::new(0);
            let overrides = move |target: Target, _: &str| {
                (target == kind && replies.fetch_add(1, Ordering::SeqCst) < failures)
                    .then(|| Reply::ok(body))
            };
            let instance = Instance::new(service(overrides).await, &[]);
            let is_ok = match kind {
                Target::Region => instance.provider.region().await.is_ok(),
                _ => instance.fetch().await.is_ok(),
            };
            assert_eq!(is_ok, failures == 3, "{kind:?} {body}");
            let requests = instance.targets().into_iter();
            assert_eq!(requests.filter(|it| *it == kind).count(), 4, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn expired_credentials_are_used_for_5_to_10_minutes() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    let expiry = 1_896_091_200;
    instance.clock.advance(expiry - 1_600_000_000 - 1);
    assert_eq!(instance.fetch().await.unwrap(), expected_credentials());
    instance.clock.advance(1);
    let found = instance.fetch().await.unwrap();
    assert_eq!(found.access_key_id(), "AKID");
    let extended = found.expires_at().unwrap().secs() - expiry as i64;
    assert!((300..=600).contains(&extended), "{extended}");
}

#[tokio::test]
async fn a_refused_connection_is_not_configured_and_not_retried() {
    let server = service(|_, _| None).await;
    let url = unused_url().await;
    let instance = Instance::new(server, &[]);
    let provider = instance.provider.clone().with_endpoint(url);
    let error = provider.provide_credentials().await.unwrap_err();
    assert!(error.is_not_configured());
    assert!(
        error
            .to_string()
            .contains("this does not seem to be an EC2 instance"),
        "{error}"
    );
    assert!(instance.sleep.pauses().is_empty());
}

#[tokio::test]
async fn a_provider_disabled_in_the_environment_sends_no_requests() {
    let variables = [("AWS_EC2_METADATA_DISABLED", "True")];
    let instance = Instance::new(service(|_, _| None).await, &variables);
    let error = instance.fetch().await.unwrap_err();
    assert!(error.is_not_configured());
    assert!(
        error
            .to_string()
            .contains("the credential provider was not enabled"),
        "{error}"
    );
    assert!(instance.targets().is_empty());
}

#[tokio::test]
async fn a_malformed_response_is_reported_without_showing_it() {
    for (body, expected) in [
        ("<hush/>", "found invalid JSON at line 1, column 1"),
        ("", "found nothing, expected a JSON object"),
        (
            r#"{"Code": "Success", "AccessKeyId": "hush"}"#,
            "SecretAccessKey is missing",
        ),
        (
            r#"{"Code": "Success", "AccessKeyId": "hush", "SecretAccessKey": "hush"}"#,
            "Token is missing",
        ),
        (
            r#"{"Code": "Success", "AccessKeyId": "hush", "SecretAccessKey": "hush",
            "Token": "hush"}"#,
            "Expiration is missing",
        ),
        (
            r#"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "not trusted"}"#,
            r#"found the code "AssumeRoleUnauthorizedAccess", expected "Success": not trusted"#,
        ),
    ] {
        let error = error(only(Target::Credentials, Reply::ok(body))).await;
        assert!(!error.is_not_configured());
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
    for body in ["", "hush\nhush"] {
        let error = error(only(Target::Token, Reply::ok(body))).await;
        assert!(
            error
                .to_string()
                .ends_with("found a response that is not a token"),
            "{error}"
        );
    }
    error(only(
        Target::Role,
        Reply::Raw(b"hush, this is not HTTP\r\n"),
    ))
    .await;
}

#[tokio::test]
async fn the_profile_provides_settings_that_the_environment_lacks() {
    use querysmith_credentials::profile::ProfileSet;

    let server = service(|_, _| None).await;
    let config = format!("[default]\nec2_metadata_service_endpoint = {}/", server.url);
    let profiles = ProfileSet::parse(&config, "").unwrap();
    let context = ProviderContext::new().with_env(Env::empty());
    let provider =
        InstanceMetadataProvider::new(&context).with_profile(profiles.selected().unwrap());
    assert_eq!(
        provider.provide_credentials().await.unwrap(),
        expected_credentials()
    );
}

#[tokio::test]
async fn the_region_is_requested_with_the_same_token() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    assert_eq!(instance.provider.region().await.unwrap(), "eu-west-1");
    instance.fetch().await.unwrap();
    assert_eq!(
        instance.targets(),
        [
            Target::Token,
            Target::Region,
            Target::Role,
            Target::Credentials
        ]
    );
    assert_eq!(instance.tokens(), ["hush-1"; 3]);
}

#[tokio::test]
async fn a_missing_region_is_distinguished_from_a_malformed_one() {
    for (reply, is_not_configured) in [
        (Reply::status(404), true),
        (Reply::ok(""), false),
        (Reply::ok("<html>hush</html>"), false),
        (Reply::ok("evil.example/?"), false),
        (Reply::status(500), false),
    ] {
        let server = service(only(Target::Region, reply)).await;
        let instance = Instance::new(server, &[]);
        let error = instance.provider.region().await.unwrap_err();
        assert_eq!(error.is_not_configured(), is_not_configured, "{error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn the_region_is_not_requested_when_the_service_is_disabled() {
    let server = service(|_, _| None).await;
    let instance = Instance::new(server, &[("AWS_EC2_METADATA_DISABLED", "true")]);
    let error = instance.provider.region().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    assert!(instance.targets().is_empty());
}
