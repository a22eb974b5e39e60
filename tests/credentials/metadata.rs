//! Loaded configs with the services that issue credentials on instances and in containers, over
//! real sockets on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};

use querysmith::credentials::ProvideCredentials;
use querysmith::sts::Client;
use querysmith::{Config, ConfigLoader, Credentials, DateTime};
use tracing::instrument::WithSubscriber;

use crate::listener::LogCapture;
use crate::loopback::{Reply, Server, context};

const INSTANCE: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const CONTAINER: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

const CREDENTIALS: &str = r#"{"Code": "Success", "AccessKeyId": "AKID-NEAR",
    "SecretAccessKey": "hush-key", "Token": "hush-token", "Expiration": "2030-01-31T12:00:00Z"}"#;
const TOKEN: Reply = Reply::Complete(200, "hush-session");
const KEYS: Reply = Reply::Complete(200, CREDENTIALS);

/// The kinds of requests to instance metadata.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asked {
    Token,
    Region,
    Role,
    Keys,
}

impl Asked {
    fn of(line: &str) -> Self {
        match line.split(' ').nth(1).unwrap_or_default() {
            "/latest/api/token" => Self::Token,
            "/latest/meta-data/placement/region" => Self::Region,
            path if path.ends_with("security-credentials/") => Self::Role,
            _ => Self::Keys,
        }
    }
}

/// An instance with a role, except for the requests to which `reply` returns something else.
async fn instance(reply: impl Fn(Asked) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::new(move |line| {
        let asked = Asked::of(line);
        let usual = match asked {
            Asked::Token => TOKEN,
            Asked::Region => Reply::Complete(200, "eu-north-1"),
            Asked::Role => Reply::Complete(200, "web-server"),
            Asked::Keys => KEYS,
        };
        reply(asked).unwrap_or(usual)
    })
    .await
}

fn loader(server: &Server, variable: &str) -> ConfigLoader {
    let path = if variable == CONTAINER { "/v1" } else { "" };
    ConfigLoader::new().context(context(server, variable, path))
}

async fn credentials(config: &Config) -> Result<Credentials, String> {
    let provider = config.credentials_provider().cloned().unwrap();
    let provided = provider.provide_credentials().await;
    provided.map_err(|error| error.to_string())
}

async fn load(server: &Server, variable: &str) -> Result<Credentials, String> {
    credentials(&loader(server, variable).load().await.unwrap()).await
}

#[tokio::test]
async fn a_token_that_does_not_arrive_in_time_is_requested_once() {
    let server = instance(|asked| (asked == Asked::Token).then_some(Reply::Hang)).await;
    for _ in 0..3 {
        let config = loader(&server, INSTANCE).load().await.unwrap();
        assert_eq!(config.region(), Some("eu-north-1"));
        for _ in 0..2 {
            let found = credentials(&config).await.unwrap();
            assert_eq!(found.access_key_id(), "AKID-NEAR");
        }
    }
    assert_eq!(server.count("PUT "), 1);
}

#[tokio::test]
async fn the_error_for_a_missing_region_has_the_reason_why_there_is_no_token() {
    let server = instance(|asked| match asked {
        Asked::Token => Some(Reply::Hang),
        Asked::Region => Some(Reply::Complete(404, "")),
        _ => None,
    })
    .await;
    let config = loader(&server, INSTANCE).load().await.unwrap();
    let client = Client::new(&config);
    let error = client.get_caller_identity().send().await.unwrap_err();
    let text = error.to_string();
    for part in [
        "no region is set",
        "no complete response within 2s",
        "hop limit",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn no_token_is_no_obstacle_unless_version_1_is_disabled() {
    for status in [403, 404, 405] {
        let refused = Reply::Complete(status, "");
        let server = instance(move |asked| (asked == Asked::Token).then_some(refused)).await;
        for _ in 0..2 {
            let found = load(&server, INSTANCE).await.unwrap();
            assert_eq!(found.access_key_id(), "AKID-NEAR");
        }
        assert_eq!(server.count("PUT "), 1);
        let server = instance(move |asked| (asked == Asked::Token).then_some(refused)).await;
        let context = context(&server, INSTANCE, "");
        let mut variables = vec![("AWS_EC2_METADATA_V1_DISABLED", "true")];
        let url = context.env.get(INSTANCE).unwrap();
        variables.push((INSTANCE, &url));
        let env = variables.into_iter().collect();
        let loader = ConfigLoader::new().context(context.with_env(env));
        let error = credentials(&loader.load().await.unwrap())
            .await
            .unwrap_err();
        assert!(error.contains(&format!("HTTP {status}")), "{error}");
        assert_eq!(server.count("GET "), 0);
    }
    let server =
        instance(|asked| (asked == Asked::Token).then_some(Reply::Complete(400, ""))).await;
    let error = load(&server, INSTANCE).await.unwrap_err();
    assert!(error.contains("HTTP 400"), "{error}");
}

#[tokio::test]
async fn expired_credentials_of_an_instance_are_used_with_a_warning() {
    const EXPIRED: &str = r#"{"Code": "Success", "AccessKeyId": "AKID-OLD",
        "SecretAccessKey": "hush-key", "Token": "hush-token", "Expiration": "2020-01-31T12:00:00Z"}"#;
    let server =
        instance(|asked| (asked == Asked::Keys).then_some(Reply::Complete(200, EXPIRED))).await;
    let config = loader(&server, INSTANCE).load().await.unwrap();
    let log = LogCapture::default();
    let found = credentials(&config).with_subscriber(log.clone()).await;
    assert_eq!(found.unwrap().access_key_id(), "AKID-OLD");
    let text = log.text();
    assert!(
        text.contains("WARN") && text.contains("2020-01-31T12:00:00Z"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
    // They are not requested for each call.
    let requests = server.count("GET ");
    credentials(&config).await.unwrap();
    assert_eq!(server.count("GET "), requests);
}

/// Replies in turn, and `last` after that.
fn in_turn(first: &'static [Reply], last: Reply) -> impl Fn() -> Reply + Send + Sync {
    let count = AtomicUsize::new(0);
    move || {
        let index = count.fetch_add(1, Ordering::SeqCst);
        first.get(index).copied().unwrap_or(last)
    }
}

const UNREADABLE: [&[Reply]; 5] = [
    &[Reply::Complete(200, "")],
    &[Reply::Complete(200, "<html>busy</html>")],
    &[Reply::Complete(
        200,
        "{\"Code\": \"Success\", \"AccessKeyId",
    )],
    &[Reply::Complete(200, "[]"), Reply::Complete(503, "")],
    &[Reply::Complete(500, "null"), Reply::Complete(200, "null")],
];

#[tokio::test]
async fn unreadable_responses_of_a_container_are_retried() {
    for first in UNREADABLE {
        let next = in_turn(first, KEYS);
        let server = Server::new(move |_| next()).await;
        let found = load(&server, CONTAINER).await.unwrap();
        assert_eq!(found.access_key_id(), "AKID-NEAR");
        assert_eq!(server.count("GET "), first.len() + 1);
    }
}

#[tokio::test]
async fn unreadable_responses_of_an_instance_are_retried() {
    for first in UNREADABLE {
        let next = in_turn(first, KEYS);
        let server = instance(move |asked| (asked == Asked::Keys).then(&next)).await;
        let found = load(&server, INSTANCE).await.unwrap();
        assert_eq!(found.access_key_id(), "AKID-NEAR");
    }
    for (asked, body) in [
        (Asked::Token, ""),
        (Asked::Token, "\u{1}"),
        (Asked::Role, ""),
        (Asked::Role, " \n"),
        (Asked::Region, ""),
        (Asked::Region, "<html>busy</html>"),
    ] {
        let first = AtomicUsize::new(0);
        let server = instance(move |it| {
            let is_first = it == asked && first.fetch_add(1, Ordering::SeqCst) == 0;
            is_first.then_some(Reply::Complete(200, body))
        })
        .await;
        let config = loader(&server, INSTANCE).load().await.unwrap();
        assert_eq!(config.region(), Some("eu-north-1"), "{asked:?} {body:?}");
        let found = credentials(&config).await.unwrap();
        assert_eq!(found.access_key_id(), "AKID-NEAR");
    }
}

#[tokio::test]
async fn credentials_without_a_real_expiration_are_refused() {
    for time in ["0", "\"1970-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\""] {
        let body = CREDENTIALS.replace("\"2030-01-31T12:00:00Z\"", time);
        let keys = Reply::Complete(200, Box::leak(body.into_boxed_str()));
        let container = Server::new(move |_| keys).await;
        let on_instance = instance(move |asked| (asked == Asked::Keys).then_some(keys)).await;
        for (server, variable) in [(container, CONTAINER), (on_instance, INSTANCE)] {
            let error = load(&server, variable).await.unwrap_err();
            assert!(error.contains("Expiration is 1970 or earlier"), "{error}");
        }
    }
}

#[tokio::test]
async fn times_of_expiration_are_read_in_all_unambiguous_forms() {
    let body = |expiration: &str| -> &'static str {
        let body = CREDENTIALS.replace("\"2030-01-31T12:00:00Z\"", expiration);
        Box::leak(body.into_boxed_str())
    };
    for expiration in [
        "\"2030-01-31T12:00:00Z\"",
        "\"2030-01-31T12:00:00+0000\"",
        "\"2030-01-31T12:00:00.000+00:00\"",
        "\"2030-01-31T13:30:00+0130\"",
        "1896091200",
        "1896091200.0",
        "\"1896091200\"",
    ] {
        let keys = Reply::Complete(200, body(expiration));
        let container = Server::new(move |_| keys).await;
        let on_instance = instance(move |asked| (asked == Asked::Keys).then_some(keys)).await;
        for (server, variable) in [(container, CONTAINER), (on_instance, INSTANCE)] {
            let found = load(&server, variable).await.unwrap();
            let expected = DateTime::from_secs(1_896_091_200);
            assert_eq!(found.expires_at(), Some(expected), "{expiration}");
        }
    }
    for (expiration, found) in [
        ("\"2030-01-31T12:00:00\"", "\"2030-01-31T12:00:00\""),
        ("\"Thu, 31 Jan 2030 12:00:00 GMT\"", "an HTTP date"),
    ] {
        let keys = Reply::Complete(200, body(expiration));
        let server = Server::new(move |_| keys).await;
        let error = load(&server, CONTAINER).await.unwrap_err();
        assert!(
            error.contains(found) && error.contains("expected one like"),
            "{error}"
        );
    }
}
