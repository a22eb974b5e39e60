//! Recording and replay of calls.

use querysmith::sts::Client;
use querysmith::sts::types::ProvidedContext;
use querysmith::testing::{
    ManualTime, Recording, RecordingTransport, ReplayTransport, Response, ScriptedTransport, config,
};
use querysmith::transport::{Transport, TransportErrorKind};
use querysmith::{Credentials, ErrorKind, RetryMode};

use super::{ROLE, assume};

/// The prefix of all secrets in these tests.
const MARK: &str = "hush";

fn client(transport: impl Transport + 'static) -> Client {
    let credentials = Credentials::new("AKID", "hush-key").with_session_token("hush-session");
    let config = config().credentials_provider(credentials);
    Client::new(&config.transport(transport).build())
}

fn credentials(action: &str) -> Response {
    let members = [
        ("Credentials.AccessKeyId", "ASIAEXAMPLE"),
        ("Credentials.SecretAccessKey", "hush-secret"),
        ("Credentials.SessionToken", "hush-token"),
        ("Credentials.Expiration", "2030-01-02T03:04:05Z"),
    ];
    Response::success(action, members)
}

/// A script with two retries, an error that quotes the request, and secrets of every kind.
fn script() -> ScriptedTransport {
    ScriptedTransport::new([
        Response::fault(TransportErrorKind::Io),
        Response::error(503, "ServiceUnavailable", "Busy."),
        credentials("AssumeRole"),
        credentials("AssumeRoleWithSAML"),
        Response::error(
            400,
            "InvalidIdentityToken",
            "Signed by hush-session, but hush-jwt is not known.",
        ),
        Response::new(502, "<html>hush-session<br></html>"),
    ])
}

/// Makes four calls and returns the result of each in one line.
async fn calls(client: &Client) -> Vec<String> {
    let assume = client.assume_role().role_arn(ROLE).role_session_name("s-1");
    let assume = assume.token_code("hush-1").provided_contexts(
        ProvidedContext::builder()
            .context_assertion("hush-context")
            .build(),
    );
    let saml = client.assume_role_with_saml().role_arn(ROLE);
    let saml = saml.principal_arn(ROLE).saml_assertion("hush-saml");
    let web = client.assume_role_with_web_identity().role_arn(ROLE);
    let web = web.role_session_name("s-2").web_identity_token("hush-jwt");
    let identity = client.get_caller_identity();
    vec![
        format!(
            "{:?}",
            assume
                .send()
                .await
                .map_err(|error| error.code().map(str::to_owned))
        ),
        format!(
            "{:?}",
            saml.send()
                .await
                .map_err(|error| error.code().map(str::to_owned))
        ),
        format!(
            "{:?}",
            web.send()
                .await
                .map_err(|error| error.code().map(str::to_owned))
        ),
        format!(
            "{:?}",
            identity.send().await.map_err(|error| error.status())
        ),
    ]
}

async fn recorded() -> (Vec<String>, Recording) {
    let transport = RecordingTransport::new(script());
    let outcomes = calls(&client(transport.clone())).await;
    (outcomes, transport.recording())
}

#[tokio::test]
async fn a_recording_contains_everything_except_secrets() {
    let (_, recording) = recorded().await;
    // The last call was retried, but the script had no more responses.
    assert_eq!(recording.len(), 7);
    let json = recording.to_json();
    assert!(!json.contains(MARK), "{json}");
    assert!(!json.contains("Signature="), "{json}");
    for kept in [
        ROLE,
        "s-1",
        "s-2",
        "ASIAEXAMPLE",
        "2030-01-02T03:04:05Z",
        "Busy.",
        "\"io\"",
    ] {
        assert!(json.contains(kept), "{kept}: {json}");
    }
    let text = format!("{recording:?} {:?}", RecordingTransport::new(script()));
    assert!(!text.contains(MARK), "{text}");
}

#[tokio::test]
async fn a_recording_is_replayed_to_the_same_calls() {
    let (outcomes, recording) = recorded().await;
    let json = recording.to_json();
    let replay = ReplayTransport::new(Recording::from_json(&json).unwrap());
    assert_eq!(calls(&client(replay.clone())).await, outcomes);
    assert_eq!(replay.exchanges_left(), 0);
}

#[tokio::test]
async fn a_request_with_another_parameter_does_not_match() {
    let (_, recording) = recorded().await;
    let client = client(ReplayTransport::new(recording));
    let error = assume(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.message(),
        Some(
            "the recording has no response to this AssumeRole: \
             RoleSessionName: expected \"s-1\", found \"build-42\"; \
             TokenCode: expected \"REDACTED\", found none; \
             ProvidedContexts.member.1.ContextAssertion: expected \"REDACTED\", found none"
        )
    );
}

#[tokio::test]
async fn a_request_that_was_not_recorded_is_an_error_that_is_not_retried() {
    let (_, recording) = recorded().await;
    let replay = ReplayTransport::new(recording);
    let client = client(replay.clone());
    let call = client
        .get_access_key_info()
        .access_key_id("AKIAIOSFODNN7EXAMPLE");
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetAccessKeyInfo failed: the recording has no response to this GetAccessKeyInfo: expected \
         one of AssumeRole, AssumeRole, AssumeRole, AssumeRoleWithSAML, \
         AssumeRoleWithWebIdentity, GetCallerIdentity, GetCallerIdentity"
    );
    assert_eq!(replay.exchanges_left(), 7);
}

#[tokio::test]
async fn every_exchange_is_replayed_once() {
    let transport = RecordingTransport::new(ScriptedTransport::new([credentials("AssumeRole")]));
    assume(&client(transport.clone())).await.unwrap();
    let client = client(ReplayTransport::new(transport.recording()));
    assume(&client).await.unwrap();
    let error = assume(&client).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("every exchange has been replayed")
    );
}

#[tokio::test]
async fn a_parameter_can_be_ignored() {
    let transport = RecordingTransport::new(ScriptedTransport::new([credentials("AssumeRole")]));
    assume(&client(transport.clone())).await.unwrap();
    let replay = ReplayTransport::new(transport.recording()).ignoring("RoleSessionName");
    let client = client(replay);
    let call = client.assume_role().role_arn(ROLE);
    call.role_session_name("another").send().await.unwrap();
}

#[tokio::test]
async fn additional_parameters_can_be_redacted() {
    let inner = ScriptedTransport::new([credentials("AssumeRole")]);
    let transport = RecordingTransport::new(inner).redacting("rolearn");
    assume(&client(transport.clone())).await.unwrap();
    let json = transport.recording().to_json();
    assert!(!json.contains(ROLE), "{json}");
    // A redacted parameter matches any value.
    let client = client(ReplayTransport::new(transport.recording()));
    let call = client.assume_role().role_arn("arn:aws:iam::1:role/other");
    call.role_session_name("build-42").send().await.unwrap();
}

#[test]
fn a_recorded_timeout_is_replayed_as_a_timeout() {
    let time = ManualTime::new();
    let transport = RecordingTransport::new(ScriptedTransport::always(Response::hang()));
    let config = config()
        .clock(time.clone())
        .sleep(time.clone())
        .transport(transport.clone())
        .retry_mode(RetryMode::Off);
    let error = time.run(assume(&Client::new(&config.build()))).unwrap_err();
    assert!(error.is_timeout());
    let replay = ReplayTransport::new(transport.recording());
    let config = querysmith::testing::config().transport(replay);
    let client = Client::new(&config.retry_mode(RetryMode::Off).build());
    let error = time.run(assume(&client)).unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.message(), Some("the caller stopped waiting"));
}

#[test]
fn a_recording_is_saved_to_a_file_and_loaded() {
    let path = std::env::temp_dir().join(format!("querysmith-{}.json", std::process::id()));
    let recording = Recording::default();
    recording.save(&path).unwrap();
    let read = Recording::load(&path);
    std::fs::remove_file(&path).unwrap();
    assert!(read.unwrap().is_empty());
    let error = Recording::load(&path).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot read ") && error.contains("querysmith-"),
        "{error}"
    );
}
