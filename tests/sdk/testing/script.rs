//! Whole calls to STS over scripted transports, with a clock that advances automatically.

use std::sync::Arc;
use std::time::Duration;

use querysmith::ErrorKind;
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityOutput;
use querysmith::sts::types::error::IdpCommunicationErrorException;
use querysmith::testing::{ManualTime, Response, ScriptedTransport, config};
use querysmith::transport::TransportErrorKind;

use super::{ROLE, assume};

fn assumed_role() -> Response {
    Response::success(
        "AssumeRole",
        [
            ("Credentials.AccessKeyId", "ASIAEXAMPLE"),
            ("Credentials.SecretAccessKey", "secret&"),
            ("Credentials.SessionToken", "token"),
            ("Credentials.Expiration", "2030-01-02T03:04:05Z"),
            ("SourceIdentity", "alice"),
        ],
    )
    .header("x-amzn-requestid", "of-header")
}

fn client(transport: &ScriptedTransport) -> Client {
    Client::new(&config().transport(transport.clone()).build())
}

#[tokio::test]
async fn a_scripted_response_becomes_the_output_and_the_request_is_recorded() {
    let transport = ScriptedTransport::new([assumed_role()]);
    let output = assume(&client(&transport)).await.unwrap();
    assert_eq!(output.source_identity(), Some("alice"));
    assert_eq!(output.credentials().unwrap().secret_access_key(), "secret&");
    assert_eq!(output.request_id(), Some("scripted"));

    let sent = transport.last_request().unwrap();
    assert_eq!(sent.method(), "POST");
    assert_eq!(sent.action(), Some("AssumeRole"));
    assert_eq!(sent.get("RoleArn"), Some(ROLE));
    assert_eq!(sent.uri().host(), Some("sts.us-east-1.amazonaws.com"));
    let signature = sent.header("authorization").unwrap();
    assert!(signature.contains("Credential=TESTKEYID/20200913/us-east-1/sts/"));
}

#[tokio::test]
async fn typed_outputs_and_errors_become_responses() {
    let busy = IdpCommunicationErrorException::new("Busy.");
    let output = AssumeRoleWithWebIdentityOutput::builder().audience("app");
    let transport = ScriptedTransport::new([Response::of(&busy), Response::of(&output.build())]);
    let call = client(&transport)
        .assume_role_with_web_identity()
        .role_arn(ROLE)
        .role_session_name("build-42")
        .web_identity_token("token");
    let output = call.send().await.unwrap();
    assert_eq!(output.audience(), Some("app"));
    assert_eq!(output.response_metadata().attempts().len(), 2);
}

#[tokio::test]
async fn faults_are_retried_without_waiting() {
    let transport = ScriptedTransport::new([
        Response::error(503, "ServiceUnavailable", "Busy."),
        Response::fault(TransportErrorKind::Io),
        assumed_role(),
    ]);
    let output = assume(&client(&transport)).await.unwrap();
    let attempts = output.response_metadata().attempts();
    assert_eq!(attempts.len(), 3);
    assert_eq!(transport.responses_left(), 0);
    let ids: Vec<_> = transport
        .requests()
        .iter()
        .map(|sent| sent.header("amz-sdk-invocation-id").unwrap().to_owned())
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
}

#[tokio::test]
async fn a_hanging_transport_causes_a_read_timeout_in_each_attempt() {
    let transport = ScriptedTransport::always(Response::hang());
    let time = Arc::new(ManualTime::auto_advancing());
    let config = config()
        .transport(transport.clone())
        .clock(time.clone())
        .sleep(time.clone())
        .build();
    let error = assume(&Client::new(&config)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(transport.requests().len(), 2);
    // The operation timeout elapses before the third attempt.
    assert_eq!(time.elapsed(), Duration::from_secs(60));
}

#[test]
fn a_delayed_response_takes_exactly_its_delay() {
    let time = ManualTime::new();
    let delayed = assumed_role().after(Duration::from_secs(29));
    let transport = ScriptedTransport::new([delayed]).in_time(time.clone());
    let config = config()
        .transport(transport)
        .clock(time.clone())
        .sleep(time.clone())
        .build();
    let output = time.run(assume(&Client::new(&config))).unwrap();
    let delay = Duration::from_secs(29);
    assert_eq!(output.response_metadata().duration(), delay);
    assert_eq!(time.waits(), [delay]);
}

#[tokio::test]
async fn a_timeout_of_the_transport_is_a_timeout_error() {
    let transport = ScriptedTransport::always(Response::timeout());
    let error = assume(&client(&transport)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(transport.requests().len(), 3);
}

#[tokio::test]
async fn a_script_that_is_too_short_is_an_error_that_is_not_retried() {
    let transport = ScriptedTransport::new([]);
    let error = assume(&client(&transport)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "AssumeRole failed: the script has no response to request 1, AssumeRole"
    );
    assert_eq!(transport.requests().len(), 1);
}
