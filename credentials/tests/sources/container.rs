//! The container credentials provider, over real sockets on loopback.

use std::time::Duration;

use querysmith_credentials::{ContainerProvider, ProviderContext};
use querysmith_runtime::credentials::CredentialsError;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, DateTime, ProvideCredentials};

use crate::loopback::{Reply, Server, unused_url};
use crate::support::Scripted;

const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

const CREDENTIALS_JSON: &str = r#"{"RoleArn": "r", "AccessKeyId": "AKID", "SecretAccessKey": "hush-key",
    "Token": "hush-token", "AccountId": "123456789012", "Expiration": "2030-01-31T12:00:00Z"}"#;

fn expected_credentials() -> Credentials {
    Credentials::new("AKID", "hush-key")
        .with_session_token("hush-token")
        .with_account_id("123456789012")
        .with_expires_at(DateTime::from_secs(1_896_091_200))
}

fn context(variables: &[(&str, &str)]) -> ProviderContext {
    let env: Env = variables.iter().copied().collect();
    ProviderContext::new()
        .with_env(env)
        .with_files(Files::empty())
}

async fn fetch(context: &ProviderContext) -> Result<Credentials, CredentialsError> {
    ContainerProvider::new(context).provide_credentials().await
}

/// The outcome of these replies, the number of requests, and the number of pauses between them.
async fn fetch_with_replies(
    replies: &[Reply],
) -> (Result<Credentials, CredentialsError>, usize, usize) {
    let server = Server::script(replies.to_vec()).await;
    let sleep = server.sleep(Duration::from_secs(7));
    let context = context(&[(FULL_URI, &server.url)]).with_sleep(sleep.clone());
    let outcome = fetch(&context).await;
    (outcome, server.requests().len(), sleep.pauses().len())
}

async fn failure(reply: Reply) -> String {
    let (outcome, _, _) = fetch_with_replies(&[reply]).await;
    let error = outcome.unwrap_err();
    assert!(!error.is_not_configured());
    let text = format!("{error:?} {error}");
    assert!(!text.contains("hush"), "{text}");
    error.to_string()
}

#[tokio::test]
async fn the_response_of_the_agent_becomes_credentials() {
    let server = Server::script([Reply::ok(CREDENTIALS_JSON)]).await;
    let uri = format!("{}/v1/credentials?id=7", server.url);
    let context = context(&[(FULL_URI, &uri), (TOKEN, "hush-auth")]);
    assert_eq!(fetch(&context).await.unwrap(), expected_credentials());
    let requests = server.requests();
    let request = requests[0].to_lowercase();
    assert!(
        request.starts_with("get /v1/credentials?id=7 http/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains("\r\naccept: application/json\r\n"),
        "{request}"
    );
    assert!(
        request.contains("\r\nauthorization: hush-auth\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn the_token_file_takes_precedence_over_the_token_and_is_read_each_time() {
    let server = Server::script([Reply::ok(CREDENTIALS_JSON)]).await;
    let files: Files = [("/token", "from-file\n")].into_iter().collect();
    let variables = [
        (FULL_URI, server.url.as_str()),
        (TOKEN, "plain"),
        (TOKEN_FILE, "/token"),
    ];
    let provider = ContainerProvider::new(&context(&variables).with_files(files.clone()));
    provider.provide_credentials().await.unwrap();
    files.write_private("/token".as_ref(), b"renewed").unwrap();
    provider.provide_credentials().await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0].contains("authorization: from-file\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[1].contains("authorization: renewed\r\n"),
        "{}",
        requests[1]
    );
}

#[tokio::test]
async fn an_invalid_token_is_an_error_that_does_not_show_it() {
    let url = unused_url().await;
    let variables = [(FULL_URI, url.as_str()), (TOKEN_FILE, "/token")];
    let files: Files = [("/token", "hush\r\nx-header: 1")].into_iter().collect();
    let error = fetch(&context(&variables).with_files(files))
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("a character that is invalid in a header"),
        "{text}"
    );
    assert!(!format!("{error:?}").contains("hush"));
    let text = fetch(&context(&variables)).await.unwrap_err().to_string();
    assert!(text.contains("names: /token: "), "{text}");
}

#[tokio::test]
async fn the_relative_uri_takes_precedence_and_resolves_to_the_ecs_agent() {
    let transport = Scripted::responding(200, CREDENTIALS_JSON);
    let variables = [(RELATIVE_URI, "/v2/x"), (FULL_URI, "http://127.0.0.1:1/y")];
    let context = context(&variables).with_transport(transport.clone());
    assert_eq!(fetch(&context).await.unwrap(), expected_credentials());
    let requests = transport.requests();
    assert_eq!(requests[0].uri(), "http://169.254.170.2/v2/x");
    assert!(!requests[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn without_a_uri_the_provider_is_not_configured() {
    let error = fetch(&context(&[(TOKEN, "hush")])).await.unwrap_err();
    assert!(error.is_not_configured());
    assert!(error.to_string().contains(RELATIVE_URI), "{error}");
}

#[tokio::test]
async fn an_error_response_is_reported_with_its_code_and_message() {
    let body = r#"{"code": "NoSuchRole", "message": "there is\nnone"}"#;
    let text = failure(Reply::Respond(404, body.to_owned())).await;
    assert!(
        text.contains("container credentials from 127.0.0.1:"),
        "{text}"
    );
    assert!(
        text.ends_with("HTTP 404 Not Found, NoSuchRole: there is none"),
        "{text}"
    );
    let text = failure(Reply::Respond(403, "hush".to_owned())).await;
    assert!(text.ends_with("HTTP 403 Forbidden"), "{text}");
}

#[tokio::test]
async fn a_message_that_repeats_the_token_is_not_shown() {
    let body = r#"{"message": "bad token hush-auth"}"#.to_owned();
    let server = Server::script([Reply::Respond(401, body)]).await;
    let context = context(&[(FULL_URI, &server.url), (TOKEN, "hush-auth")]);
    let text = fetch(&context).await.unwrap_err().to_string();
    assert!(text.ends_with("HTTP 401 Unauthorized"), "{text}");
}

#[tokio::test]
async fn a_transient_failure_is_retried_up_to_three_attempts() {
    let (outcome, requests, pauses) = fetch_with_replies(&[
        Reply::status(503),
        Reply::status(429),
        Reply::ok(CREDENTIALS_JSON),
    ])
    .await;
    assert_eq!(outcome.unwrap(), expected_credentials());
    assert_eq!((requests, pauses), (3, 2));
    let (outcome, requests, _) = fetch_with_replies(&[Reply::status(500)]).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.ends_with("HTTP 500 Internal Server Error"), "{text}");
    assert_eq!(requests, 3);
    let (_, requests, _) = fetch_with_replies(&[Reply::status(400)]).await;
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_successful_response_that_is_not_json_is_transient() {
    for body in ["", "<html>", r#"{"AccessKeyId": "AK"#, "[]"] {
        let replies = [
            Reply::ok(body),
            Reply::ok(body),
            Reply::ok(CREDENTIALS_JSON),
        ];
        let (outcome, requests, _) = fetch_with_replies(&replies).await;
        assert_eq!(outcome.unwrap(), expected_credentials(), "{body}");
        assert_eq!(requests, 3);
        let (outcome, requests, _) = fetch_with_replies(&[Reply::ok(body)]).await;
        outcome.unwrap_err();
        assert_eq!(requests, 3);
    }
    let (outcome, requests, _) = fetch_with_replies(&[Reply::ok("{}")]).await;
    outcome.unwrap_err();
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn an_agent_that_hangs_times_out_after_three_attempts() {
    let (outcome, requests, _) = fetch_with_replies(&[Reply::Hang]).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.ends_with("no complete response within 7s"), "{text}");
    assert_eq!(requests, 3);
    let (outcome, _, _) = fetch_with_replies(&[Reply::Hang, Reply::ok(CREDENTIALS_JSON)]).await;
    assert_eq!(outcome.unwrap(), expected_credentials());
}

#[tokio::test]
async fn a_slow_response_within_the_timeout_is_read() {
    let (outcome, requests, _) =
        fetch_with_replies(&[Reply::Slowly(CREDENTIALS_JSON.to_owned())]).await;
    assert_eq!(outcome.unwrap(), expected_credentials());
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_malformed_response_is_reported_without_showing_it() {
    for (body, expected) in [
        (
            "<hush/>",
            "found invalid JSON at line 1, column 1, expected a JSON object",
        ),
        ("", "found nothing, expected a JSON object"),
        (
            "[\"hush\"]",
            "found JSON that is not an object, expected an object",
        ),
        (
            r#"{"AccessKeyId": "hush"}"#,
            "SecretAccessKey is missing, expected a string",
        ),
        (
            r#"{"AccessKeyId": "hush", "SecretAccessKey": 7}"#,
            "SecretAccessKey is not a string, expected one",
        ),
        (
            r#"{"AccessKeyId": "hush", "SecretAccessKey": "hush", "Expiration": "hush"}"#,
            "Expiration is not a time, expected one like 2030-01-31T12:00:00Z",
        ),
        (
            "{\"AccessKeyId\": \"hu",
            "found invalid JSON at line 1, column 17, expected a JSON object",
        ),
    ] {
        let text = failure(Reply::ok(body)).await;
        assert!(text.ends_with(expected), "{body}: {text}");
    }
    failure(Reply::Raw(b"hush, this is not HTTP\r\n")).await;
    failure(Reply::Raw(
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"hush",
    ))
    .await;
    failure(Reply::ok(&"x".repeat(1024 * 1024 + 1))).await;
}

#[tokio::test]
async fn a_refused_connection_is_retried_and_then_an_error() {
    let url = unused_url().await;
    let sleep = Server::script([Reply::Hang])
        .await
        .sleep(Duration::from_secs(7));
    let error = fetch(&context(&[(FULL_URI, &url)]).with_sleep(sleep.clone()))
        .await
        .unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error.to_string().contains("no connection to 127.0.0.1:"),
        "{error}"
    );
    let pauses = [Duration::from_millis(100), Duration::from_millis(200)];
    assert_eq!(sleep.pauses(), pauses);
}
