//! Credentials from instance metadata, over real sockets on loopback.

#![cfg(feature = "hyper")]
// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod loopback;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use loopback::{Reply, Server, TestClock, TestSleep, nobody};
use querysmith_runtime::credentials::{
    CredentialsError, InstanceMetadataProvider, ProviderContext,
};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, DateTime, ProvideCredentials};

const ENDPOINT: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const LIMIT: Duration = Duration::from_secs(2);

const GIVEN: &str = r#"{"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "AKID",
    "SecretAccessKey": "hush-key", "Token": "hush-session", "Expiration": "2030-01-31T12:00:00Z"}"#;

fn given() -> Credentials {
    Credentials::new("AKID", "hush-key")
        .with_session_token("hush-session")
        .with_expires_at(DateTime::from_secs(1_896_091_200))
}

/// A request for a token, for the region, for the role's name, or for its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Token,
    Region,
    Role,
    Credentials,
}

fn asked(request: &str) -> Asked {
    const ROLES: &str = "GET /latest/meta-data/iam/security-credentials/";
    let line = request.lines().next().unwrap();
    if line == "PUT /latest/api/token HTTP/1.1" {
        assert!(
            request.contains("x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n"),
            "{request}"
        );
        Asked::Token
    } else if line == "GET /latest/meta-data/placement/region HTTP/1.1" {
        Asked::Region
    } else if line == format!("{ROLES} HTTP/1.1") {
        Asked::Role
    } else {
        assert_eq!(line, format!("{ROLES}my-role HTTP/1.1"));
        Asked::Credentials
    }
}

/// What a service that works replies. Its n-th token is `hush-n`.
fn works(request: &str, tokens: &AtomicUsize) -> Reply {
    match asked(request) {
        Asked::Token => {
            let token = format!("hush-{}", tokens.fetch_add(1, Ordering::SeqCst) + 1);
            Reply::With("x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n", token)
        }
        Asked::Region => Reply::ok("eu-west-1\n"),
        Asked::Role => Reply::ok("my-role"),
        Asked::Credentials => Reply::ok(GIVEN),
    }
}

/// A service that works but for what `differs`.
async fn service(differs: impl Fn(Asked, &str) -> Option<Reply> + Send + Sync + 'static) -> Server {
    let tokens = AtomicUsize::new(0);
    Server::new(move |request| {
        differs(asked(request), request).unwrap_or_else(|| works(request, &tokens))
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
        let sleep = server.sleep(LIMIT);
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

    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        self.provider.provide_credentials().await
    }

    fn asked(&self) -> Vec<Asked> {
        self.server
            .requests()
            .iter()
            .map(|request| asked(request))
            .collect()
    }

    /// The tokens that were sent along.
    fn tokens(&self) -> Vec<String> {
        let requests = self.server.requests();
        let tokens = requests.iter().filter_map(|request| {
            let mut lines = request.lines();
            lines.find_map(|line| line.strip_prefix("x-aws-ec2-metadata-token: "))
        });
        tokens.map(str::to_owned).collect()
    }
}

/// The error of a service that differs from one that works.
async fn error(
    differs: impl Fn(Asked, &str) -> Option<Reply> + Send + Sync + 'static,
) -> CredentialsError {
    let instance = Instance::new(service(differs).await, &[]);
    let error = instance.ask().await.unwrap_err();
    let text = format!("{error:?} {error} {:?}", instance.provider);
    assert!(!text.contains("hush"), "{text}");
    error
}

fn only(kind: Asked, reply: Reply) -> impl Fn(Asked, &str) -> Option<Reply> {
    move |asked, _| (asked == kind).then(|| reply.clone())
}

#[tokio::test]
async fn a_token_a_role_and_its_credentials_are_asked_for() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    assert_eq!(instance.ask().await.unwrap(), given());
    assert_eq!(
        instance.asked(),
        [Asked::Token, Asked::Role, Asked::Credentials]
    );
    assert_eq!(instance.tokens(), ["hush-1", "hush-1"]);
    assert!(!format!("{:?}", instance.provider).contains("hush"));
}

#[tokio::test]
async fn a_token_is_kept_until_two_minutes_before_its_end() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    instance.ask().await.unwrap();
    instance.clock.forward(21_600 - 120 - 1);
    instance.ask().await.unwrap();
    instance.clock.forward(1);
    instance.ask().await.unwrap();
    assert_eq!(
        instance.tokens(),
        ["hush-1", "hush-1", "hush-1", "hush-1", "hush-2", "hush-2"]
    );
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced() {
    let refuses_the_first = |_: Asked, request: &str| {
        let is_first = request.contains("x-aws-ec2-metadata-token: hush-1\r\n");
        is_first.then(|| Reply::status(401))
    };
    let instance = Instance::new(service(refuses_the_first).await, &[]);
    assert_eq!(instance.ask().await.unwrap(), given());
    assert_eq!(instance.tokens(), ["hush-1", "hush-2", "hush-2"]);
}

#[tokio::test]
async fn a_service_that_refuses_every_token_is_given_up() {
    let differs = only(Asked::Role, Reply::status(401));
    let instance = Instance::new(service(differs).await, &[]);
    let error = instance.ask().await.unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error.to_string().contains("HTTP 401 Unauthorized"),
        "{error}"
    );
    assert_eq!(instance.tokens(), ["hush-1", "hush-2", "hush-3", "hush-4"]);
}

#[tokio::test]
async fn an_instance_without_a_role_lets_another_provider_be_asked() {
    for reply in [Reply::status(404), Reply::ok(" \n")] {
        let error = error(only(Asked::Role, reply)).await;
        assert!(error.is_not_configured());
        assert!(error.to_string().contains("returned no role"), "{error}");
    }
}

#[tokio::test]
async fn a_role_without_credentials_is_a_failure() {
    let error = error(only(Asked::Credentials, Reply::status(404))).await;
    assert!(!error.is_not_configured());
    let text = error.to_string();
    assert!(text.contains("for the role my-role: HTTP 404"), "{text}");
}

#[tokio::test]
async fn transient_failures_of_each_step_are_tried_again() {
    for kind in [Asked::Token, Asked::Role, Asked::Credentials] {
        let failures = AtomicUsize::new(0);
        let fails_three_times = move |asked: Asked, _: &str| {
            (asked == kind && failures.fetch_add(1, Ordering::SeqCst) < 3)
                .then(|| Reply::status(503))
        };
        let instance = Instance::new(service(fails_three_times).await, &[]);
        assert_eq!(instance.ask().await.unwrap(), given(), "{kind:?}");
        let pauses = [100, 200, 400].map(Duration::from_millis);
        assert_eq!(instance.sleep.pauses(), pauses, "{kind:?}");
    }
}

#[tokio::test]
async fn four_transient_failures_are_enough() {
    for kind in [Asked::Token, Asked::Role, Asked::Credentials] {
        let instance = Instance::new(service(only(kind, Reply::status(500))).await, &[]);
        let error = instance.ask().await.unwrap_err();
        assert!(!error.is_not_configured());
        assert!(error.to_string().contains("HTTP 500"), "{error}");
        let asked = instance.asked().into_iter().filter(|asked| *asked == kind);
        assert_eq!(asked.count(), 4, "{kind:?}");
    }
}

#[tokio::test]
async fn a_service_that_hangs_is_given_up_after_four_attempts() {
    for kind in [Asked::Token, Asked::Role, Asked::Credentials] {
        let instance = Instance::new(service(only(kind, Reply::Hang)).await, &[]);
        let error = instance.ask().await.unwrap_err();
        assert!(!error.is_not_configured());
        assert!(
            error
                .to_string()
                .ends_with("no complete response within 2s"),
            "{error}"
        );
        let asked = instance.asked().into_iter().filter(|asked| *asked == kind);
        assert_eq!(asked.count(), 4, "{kind:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_slow_is_heard_out() {
    let slow = |asked: Asked, _: &str| {
        Some(Reply::Slowly(match asked {
            Asked::Token => "hush-slow".to_owned(),
            Asked::Role => "my-role".to_owned(),
            Asked::Credentials => GIVEN.to_owned(),
            Asked::Region => "eu-west-1".to_owned(),
        }))
    };
    let instance = Instance::new(service(slow).await, &[]);
    assert_eq!(instance.ask().await.unwrap(), given());
}

#[tokio::test]
async fn a_service_that_is_turned_off_is_a_failure_that_says_so() {
    let error = error(only(Asked::Token, Reply::status(403))).await;
    assert!(!error.is_not_configured());
    let text = error.to_string();
    assert!(
        text.contains("failed to load IMDS session token: found HTTP 403 Forbidden"),
        "{text}"
    );
    assert!(
        text.ends_with("; request forbidden: IMDS is disabled for this instance"),
        "{text}"
    );
}

#[tokio::test]
async fn a_service_without_tokens_is_asked_without_one_unless_that_is_turned_off() {
    for status in [404, 405] {
        let server = service(only(Asked::Token, Reply::status(status))).await;
        let instance = Instance::new(server.clone(), &[]);
        assert_eq!(instance.ask().await.unwrap(), given());
        assert!(instance.tokens().is_empty());

        let instance = Instance::new(server, &[("AWS_EC2_METADATA_V1_DISABLED", "true")]);
        let error = instance.ask().await.unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("requests without one are disabled"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn where_nobody_is_another_provider_may_be_asked_at_once() {
    let server = service(|_, _| None).await;
    let url = nobody().await;
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
async fn a_service_that_is_not_to_be_asked_is_not() {
    let variables = [("AWS_EC2_METADATA_DISABLED", "True")];
    let instance = Instance::new(service(|_, _| None).await, &variables);
    let error = instance.ask().await.unwrap_err();
    assert!(error.is_not_configured());
    assert!(
        error
            .to_string()
            .contains("the credential provider was not enabled"),
        "{error}"
    );
    assert!(instance.asked().is_empty());
}

#[tokio::test]
async fn garbage_is_told_without_showing_it() {
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
        let error = error(only(Asked::Credentials, Reply::ok(body))).await;
        assert!(!error.is_not_configured());
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
    for body in ["", "hush\nhush"] {
        let error = error(only(Asked::Token, Reply::ok(body))).await;
        assert!(
            error
                .to_string()
                .ends_with("found a response that is not a token"),
            "{error}"
        );
    }
    error(only(Asked::Role, Reply::Raw(b"hush, this is no HTTP\r\n"))).await;
}

#[tokio::test]
async fn the_profile_gives_what_the_environment_does_not() {
    use querysmith_runtime::profile::ProfileSet;

    let server = service(|_, _| None).await;
    let config = format!("[default]\nec2_metadata_service_endpoint = {}/", server.url);
    let profiles = ProfileSet::parse(&config, "").unwrap();
    let context = ProviderContext::new().with_env(Env::empty());
    let provider =
        InstanceMetadataProvider::new(&context).with_profile(profiles.selected().unwrap());
    assert_eq!(provider.provide_credentials().await.unwrap(), given());
}

#[tokio::test]
async fn the_region_is_asked_for_with_the_same_token() {
    let instance = Instance::new(service(|_, _| None).await, &[]);
    assert_eq!(instance.provider.region().await.unwrap(), "eu-west-1");
    instance.ask().await.unwrap();
    assert_eq!(
        instance.asked(),
        [Asked::Token, Asked::Region, Asked::Role, Asked::Credentials]
    );
    assert_eq!(instance.tokens(), ["hush-1"; 3]);
}

#[tokio::test]
async fn an_instance_that_names_no_region_is_told_from_one_that_answers_garbage() {
    for (reply, is_not_configured) in [
        (Reply::status(404), true),
        (Reply::ok(""), false),
        (Reply::ok("<html>hush</html>"), false),
        (Reply::ok("evil.example/?"), false),
        (Reply::status(500), false),
    ] {
        let server = service(only(Asked::Region, reply)).await;
        let instance = Instance::new(server, &[]);
        let error = instance.provider.region().await.unwrap_err();
        assert_eq!(error.is_not_configured(), is_not_configured, "{error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn the_region_is_not_asked_for_where_the_service_is_turned_off() {
    let server = service(|_, _| None).await;
    let instance = Instance::new(server, &[("AWS_EC2_METADATA_DISABLED", "true")]);
    let error = instance.provider.region().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    assert!(instance.asked().is_empty());
}
