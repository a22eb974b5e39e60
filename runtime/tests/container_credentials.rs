//! Credentials from a container's agent, over real sockets on loopback.

#![cfg(feature = "hyper")]
// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod loopback;
mod support;

use std::time::Duration;

use loopback::{Reply, Server, nobody};
use querysmith_runtime::credentials::{ContainerProvider, CredentialsError, ProviderContext};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, DateTime, ProvideCredentials};
use support::Scripted;

const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

const GIVEN: &str = r#"{"RoleArn": "r", "AccessKeyId": "AKID", "SecretAccessKey": "hush-key",
    "Token": "hush-token", "AccountId": "123456789012", "Expiration": "2030-01-31T12:00:00Z"}"#;

fn given() -> Credentials {
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

async fn ask(context: &ProviderContext) -> Result<Credentials, CredentialsError> {
    ContainerProvider::new(context).provide_credentials().await
}

/// What becomes of these replies, the requests that they were to, and the pauses in between.
async fn ask_for(replies: &[Reply]) -> (Result<Credentials, CredentialsError>, usize, usize) {
    let server = Server::script(replies.to_vec()).await;
    let sleep = server.sleep(Duration::from_secs(7));
    let context = context(&[(FULL_URI, &server.url)]).with_sleep(sleep.clone());
    let outcome = ask(&context).await;
    (outcome, server.requests().len(), sleep.pauses().len())
}

async fn failure(reply: Reply) -> String {
    let (outcome, _, _) = ask_for(&[reply]).await;
    let error = outcome.unwrap_err();
    assert!(!error.is_not_configured());
    let text = format!("{error:?} {error}");
    assert!(!text.contains("hush"), "{text}");
    error.to_string()
}

#[tokio::test]
async fn the_agents_answer_becomes_credentials() {
    let server = Server::script([Reply::ok(GIVEN)]).await;
    let uri = format!("{}/v1/credentials?id=7", server.url);
    let context = context(&[(FULL_URI, &uri), (TOKEN, "hush-auth")]);
    assert_eq!(ask(&context).await.unwrap(), given());
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
async fn the_token_file_comes_before_the_token_and_is_read_each_time() {
    let server = Server::script([Reply::ok(GIVEN)]).await;
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
async fn a_token_that_cannot_be_used_is_a_failure_that_does_not_show_it() {
    let url = nobody().await;
    let variables = [(FULL_URI, url.as_str()), (TOKEN_FILE, "/token")];
    let files: Files = [("/token", "hush\r\nx-header: 1")].into_iter().collect();
    let error = ask(&context(&variables).with_files(files))
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("a character that is invalid in a header"),
        "{text}"
    );
    assert!(!format!("{error:?}").contains("hush"));
    let text = ask(&context(&variables)).await.unwrap_err().to_string();
    assert!(text.contains("names: /token: "), "{text}");
}

#[tokio::test]
async fn the_relative_uri_comes_first_and_leads_to_the_agent_of_ecs() {
    let transport = Scripted::answer(200, GIVEN);
    let variables = [(RELATIVE_URI, "/v2/x"), (FULL_URI, "http://127.0.0.1:1/y")];
    let context = context(&variables).with_transport(transport.clone());
    assert_eq!(ask(&context).await.unwrap(), given());
    let requests = transport.requests();
    assert_eq!(requests[0].uri(), "http://169.254.170.2/v2/x");
    assert!(!requests[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn without_a_uri_another_provider_may_be_asked() {
    let error = ask(&context(&[(TOKEN, "hush")])).await.unwrap_err();
    assert!(error.is_not_configured());
    assert!(error.to_string().contains(RELATIVE_URI), "{error}");
}

#[tokio::test]
async fn an_answer_of_failure_is_told_with_its_code_and_message() {
    let body = r#"{"code": "NoSuchRole", "message": "there is\nnone"}"#;
    let text = failure(Reply::Answer(404, body.to_owned())).await;
    assert!(
        text.contains("container credentials from 127.0.0.1:"),
        "{text}"
    );
    assert!(
        text.ends_with("HTTP 404 Not Found, NoSuchRole: there is none"),
        "{text}"
    );
    let text = failure(Reply::Answer(403, "hush".to_owned())).await;
    assert!(text.ends_with("HTTP 403 Forbidden"), "{text}");
}

#[tokio::test]
async fn a_message_that_repeats_the_token_is_not_shown() {
    let body = r#"{"message": "bad token hush-auth"}"#.to_owned();
    let server = Server::script([Reply::Answer(401, body)]).await;
    let context = context(&[(FULL_URI, &server.url), (TOKEN, "hush-auth")]);
    let text = ask(&context).await.unwrap_err().to_string();
    assert!(text.ends_with("HTTP 401 Unauthorized"), "{text}");
}

#[tokio::test]
async fn a_transient_failure_is_tried_again_three_times_in_all() {
    let (outcome, requests, pauses) =
        ask_for(&[Reply::status(503), Reply::status(429), Reply::ok(GIVEN)]).await;
    assert_eq!(outcome.unwrap(), given());
    assert_eq!((requests, pauses), (3, 2));
    let (outcome, requests, _) = ask_for(&[Reply::status(500)]).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.ends_with("HTTP 500 Internal Server Error"), "{text}");
    assert_eq!(requests, 3);
    let (_, requests, _) = ask_for(&[Reply::status(400)]).await;
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn an_agent_that_hangs_is_given_up() {
    let (outcome, requests, _) = ask_for(&[Reply::Hang]).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.ends_with("no complete response within 7s"), "{text}");
    assert_eq!(requests, 3);
    let (outcome, _, _) = ask_for(&[Reply::Hang, Reply::ok(GIVEN)]).await;
    assert_eq!(outcome.unwrap(), given());
}

#[tokio::test]
async fn an_agent_that_is_slow_is_heard_out() {
    let (outcome, requests, _) = ask_for(&[Reply::Slowly(GIVEN.to_owned())]).await;
    assert_eq!(outcome.unwrap(), given());
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn garbage_is_told_without_showing_it() {
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
    failure(Reply::Raw(b"hush, this is no HTTP\r\n")).await;
    failure(Reply::Raw(
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"hush",
    ))
    .await;
    failure(Reply::ok(&"x".repeat(1024 * 1024 + 1))).await;
}

#[tokio::test]
async fn nobody_at_the_uri_is_a_failure() {
    let url = nobody().await;
    let sleep = Server::script([Reply::Hang])
        .await
        .sleep(Duration::from_secs(7));
    let error = ask(&context(&[(FULL_URI, &url)]).with_sleep(sleep.clone()))
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
