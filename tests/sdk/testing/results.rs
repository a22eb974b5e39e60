//! Results of calls can be built without making a call.

use std::time::Duration;

use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleInput, AssumeRoleOutput};
use querysmith::sts::operation::assume_role_with_web_identity::{
    AssumeRoleWithWebIdentityError, AssumeRoleWithWebIdentityInput,
};
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityError;
use querysmith::sts::types::Credentials;
use querysmith::sts::types::error::{ExpiredTokenException, IdpCommunicationErrorException};
use querysmith::testing::{ErrorBuilder, Response, ResponseMetadataBuilder};
use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{DateTime, Operation};

#[test]
fn an_error_code_becomes_the_variant_of_an_operation_that_models_it() {
    let error = ErrorBuilder::service("ExpiredTokenException")
        .operation("AssumeRole")
        .message("Old.")
        .status(400)
        .request_id("4d5e")
        .build();
    let shape = ExpiredTokenException::from(error.clone());
    assert_eq!(shape.message(), Some("Old."));
    assert_eq!(shape.meta().request_id(), Some("4d5e"));

    let modeled = AssumeRoleError::from(error.clone());
    assert_eq!(modeled, AssumeRoleError::from(shape));
    assert!(modeled.is_expired_token_exception());
    assert_eq!(modeled.status(), Some(400));
    let unmodeled = GetCallerIdentityError::from(error);
    assert!(matches!(unmodeled, GetCallerIdentityError::Unhandled(_)));
    assert!(unmodeled.is_credentials_problem());
}

#[test]
fn an_error_shape_has_the_properties_of_its_model() {
    let shape = IdpCommunicationErrorException::new("Busy.");
    let error = AssumeRoleWithWebIdentityError::from(shape);
    assert!(error.is_retryable());
    assert_eq!(error.code(), Some("IDPCommunicationError"));
    assert_eq!(error.status(), Some(400));
}

#[test]
fn errors_without_a_response_can_be_built() {
    let source = TransportError::new(TransportErrorKind::Connect, "refused");
    let error = AssumeRoleError::from(ErrorBuilder::transport(source).build());
    assert!(error.is_retryable() && !error.is_timeout());
    let error = AssumeRoleError::from(ErrorBuilder::timeout("too slow").build());
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "too slow");
}

#[test]
fn a_scripted_response_is_parsed_like_one_of_the_service() {
    let scripted = Response::error(400, "PackedPolicyTooLarge", "Too <long>.");
    let response = scripted.response().unwrap();
    let error = AssumeRoleInput::parse_response(response).unwrap_err();
    assert!(error.is_packed_policy_too_large_exception());
    assert_eq!(error.message(), Some("Too <long>."));
    assert_eq!(error.operation(), Some("AssumeRole"));
}

#[test]
fn an_output_can_be_built_with_metadata() {
    let metadata = ResponseMetadataBuilder::new()
        .status(200)
        .request_id("4d5e")
        .endpoint("https://sts.eu-west-1.amazonaws.com")
        .attempt(503, Duration::from_millis(20))
        .attempt(200, Duration::from_millis(30))
        .duration(Duration::from_millis(550))
        .build();
    let output = AssumeRoleOutput::builder().response_metadata(metadata);
    let output = output.build();
    assert_eq!(output.request_id(), Some("4d5e"));
    assert_eq!(output.response_metadata().attempts().len(), 2);
}

/// The body of a scripted response.
fn body(scripted: &Response) -> &str {
    let response = scripted.response().unwrap();
    std::str::from_utf8(response.body()).unwrap()
}

#[test]
fn an_output_becomes_the_response_that_it_is_parsed_from() {
    let credentials = Credentials::builder()
        .access_key_id("ASIAEXAMPLE")
        .secret_access_key("<secret> & more")
        .session_token("token")
        .expiration(DateTime::from_secs(4_000_000_000));
    let metadata = ResponseMetadataBuilder::new().status(200);
    let output = AssumeRoleOutput::builder()
        .credentials(credentials.build().unwrap())
        .source_identity("alice\r\n")
        .response_metadata(metadata.request_id("4d5e").build())
        .build();
    let scripted = Response::of(&output);
    assert_eq!(
        body(&scripted),
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>&lt;secret&gt; &amp; more</SecretAccessKey>\
         <SessionToken>token</SessionToken><Expiration>2096-10-02T07:06:40Z</Expiration>\
         </Credentials><SourceIdentity>alice&#13;\n</SourceIdentity></AssumeRoleResult>\
         <ResponseMetadata><RequestId>4d5e</RequestId></ResponseMetadata></AssumeRoleResponse>"
    );
    let response = scripted.response().unwrap();
    assert_eq!(AssumeRoleInput::parse_response(response), Ok(output));
    assert!(!format!("{scripted:?}").contains("secret"));
}

#[test]
fn an_output_without_metadata_becomes_a_success_response() {
    for status in [0, 404] {
        let metadata = ResponseMetadataBuilder::new().status(status).build();
        let output = AssumeRoleOutput::builder().response_metadata(metadata);
        let scripted = Response::of(&output.source_identity("alice").build());
        let parsed = AssumeRoleInput::parse_response(scripted.response().unwrap()).unwrap();
        assert_eq!(parsed.source_identity(), Some("alice"));
        assert_eq!(parsed.response_metadata().status(), 200);
        assert_eq!(parsed.request_id(), Some("scripted"));
    }
}

#[test]
fn a_modeled_error_becomes_the_response_that_it_is_parsed_from() {
    let shape = IdpCommunicationErrorException::new("Busy & away.");
    let scripted = Response::of(&shape);
    assert_eq!(
        body(&scripted),
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>IDPCommunicationError</Code>\
         <Message>Busy &amp; away.</Message></Error><RequestId>scripted</RequestId></ErrorResponse>"
    );
    let response = scripted.response().unwrap();
    assert_eq!(response.status(), 400);
    let error = AssumeRoleWithWebIdentityInput::parse_response(response).unwrap_err();
    assert!(error.is_idp_communication_error_exception() && error.is_retryable());
    assert_eq!(error.message(), Some("Busy & away."));

    let of_call = ErrorBuilder::service("ExpiredTokenException")
        .status(403)
        .request_id("4d5e")
        .message("Old.");
    let scripted = Response::of(&ExpiredTokenException::from(of_call.build()));
    let response = scripted.response().unwrap();
    assert_eq!(response.status(), 403);
    let error = AssumeRoleInput::parse_response(response).unwrap_err();
    assert!(error.is_expired_token_exception());
    assert_eq!(error.request_id(), Some("4d5e"));
}
