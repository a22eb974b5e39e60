//! Parsing of unusual responses.

use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityError;
use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder;
use querysmith::sts::operation::get_session_token::{GetSessionTokenError, GetSessionTokenOutput};
use querysmith::{DateTime, Error, ErrorKind};

use crate::client::{bounded, config, error};
use crate::server::{Behavior, Reply, Server};

async fn session_token(body: &str) -> Result<GetSessionTokenOutput, GetSessionTokenError> {
    let server = Server::start([Behavior::Complete(Reply::new(200, body))]).await;
    let client = Client::new(&config(&server).build());
    bounded(client.get_session_token().send()).await
}

async fn session_token_error(body: &str) -> String {
    let error = session_token(body).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Response);
    error.to_string()
}

async fn whoami_error(status: u16, body: &str) -> GetCallerIdentityError {
    error::<GetCallerIdentityFluentBuilder>(Behavior::Complete(Reply::new(status, body))).await
}

#[tokio::test]
async fn namespace_prefixes_and_unknown_elements_are_ignored() {
    let output = session_token(
        r#"<s:GetSessionTokenResponse xmlns:s="urn:any" xmlns:x="urn:x">
            <x:Extra><s:GetSessionTokenResult><s:SessionTokenSize>9</s:SessionTokenSize>
            </s:GetSessionTokenResult></x:Extra>
            <s:GetSessionTokenResult future="yes">
                <s:Future><s:SessionTokenSize>8</s:SessionTokenSize></s:Future>
                <s:SessionTokenSize>&#55;</s:SessionTokenSize>
            </s:GetSessionTokenResult>
        </s:GetSessionTokenResponse>"#,
    )
    .await
    .unwrap();
    assert_eq!(output.session_token_size(), Some(7));
    assert_eq!(output.credentials(), None);
    assert_eq!(output.request_id(), Some("from-header"));
}

#[tokio::test]
async fn an_empty_result_gives_an_output_without_members() {
    let body = "<GetSessionTokenResponse><GetSessionTokenResult/></GetSessionTokenResponse>";
    let output = session_token(body).await.unwrap();
    assert_eq!(output.credentials(), None);
    assert_eq!(output.session_token_size(), None);
}

#[tokio::test]
async fn a_required_member_that_the_response_lacks_is_the_default_of_its_type() {
    let output = session_token(
        "<GetSessionTokenResponse><GetSessionTokenResult><Credentials>\
         <AccessKeyId>EXAMPLE_TEMPORARY_KEY</AccessKeyId>\
         </Credentials></GetSessionTokenResult></GetSessionTokenResponse>",
    )
    .await
    .unwrap();
    let credentials = output.credentials().unwrap();
    assert_eq!(credentials.access_key_id(), "EXAMPLE_TEMPORARY_KEY");
    assert_eq!(credentials.session_token(), "");
    assert_eq!(*credentials.expiration(), DateTime::from_secs(0));
}

#[tokio::test]
async fn the_error_for_an_invalid_value_has_its_path() {
    let text = session_token_error(
        "<GetSessionTokenResponse><GetSessionTokenResult>\
         <SessionTokenSize>many</SessionTokenSize>\
         </GetSessionTokenResult></GetSessionTokenResponse>",
    )
    .await;
    assert!(
        text.contains("GetSessionTokenResult/SessionTokenSize"),
        "{text}"
    );
    assert!(text.contains("many"), "{text}");
}

#[tokio::test]
async fn a_response_of_another_operation_is_rejected() {
    let text = session_token_error(
        "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>",
    )
    .await;
    assert!(text.contains("GetSessionTokenResult"), "{text}");
}

#[tokio::test]
async fn a_document_type_declaration_is_rejected() {
    let text = session_token_error(
        "<!DOCTYPE r [<!ENTITY e \"7\">]><GetSessionTokenResponse><GetSessionTokenResult>\
         <SessionTokenSize>&e;</SessionTokenSize>\
         </GetSessionTokenResult></GetSessionTokenResponse>",
    )
    .await;
    assert!(text.contains("DOCTYPE"), "{text}");
}

#[tokio::test]
async fn an_error_within_an_errors_element_is_parsed() {
    let error = whoami_error(
        403,
        "<Response><Errors><Error><Code>AccessDenied</Code><Message>No.</Message></Error>\
         </Errors><RequestID>seven</RequestID></Response>",
    )
    .await;
    assert_eq!(error.code(), Some("AccessDenied"));
    assert_eq!(error.message(), Some("No."));
    assert_eq!(error.request_id(), Some("seven"));
}

#[tokio::test]
async fn a_root_element_without_content_is_the_error_code() {
    let error = whoami_error(503, "<ServiceUnavailableException/>").await;
    assert_eq!(error.code(), Some("ServiceUnavailableException"));
    assert_eq!(error.request_id(), Some("from-header"));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn the_error_for_an_empty_body_has_status_and_request_id() {
    let error = whoami_error(503, "").await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!((error.code(), error.body()), (None, None));
    assert_eq!(
        error.to_string(),
        "GetCallerIdentity failed: the response has no body and therefore no error code \
         (HTTP 503, request id from-header)"
    );
}

#[tokio::test]
async fn a_long_error_body_is_truncated() {
    let error = whoami_error(502, &"x".repeat(100_000)).await;
    let kept = error.body().expect("the first part").len();
    assert!((1..100_000).contains(&kept), "{kept}");
    let shown = error.to_string().len();
    assert!(shown < 1000, "{shown}");
}

#[tokio::test]
async fn throttling_is_recognized_by_code_and_by_status() {
    let body = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
    for (status, body) in [(400, body), (429, "")] {
        let error = whoami_error(status, body).await;
        assert!(error.is_throttling() && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let reply = Reply::new(307, "").with_header("location", "http://127.0.0.1:1/");
    let error = error::<GetCallerIdentityFluentBuilder>(Behavior::Complete(reply)).await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.status(), Some(307));
}

#[tokio::test]
async fn an_operation_error_converts_to_the_general_error() {
    let error = whoami_error(503, "").await;
    let general: Error = error.clone().into();
    assert_eq!(&general, error.meta());
}
