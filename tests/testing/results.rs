//! Any result of a call can be made without one.

use std::time::Duration;

use querysmith::Operation;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleInput, AssumeRoleOutput};
use querysmith::sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityError;
use querysmith::sts::types::error::{ExpiredTokenException, IdpCommunicationErrorException};
use querysmith::testing::{Answer, ErrorBuilder, ResponseMetadataBuilder};
use querysmith::transport::{TransportError, TransportErrorKind};

#[test]
fn a_code_becomes_the_variant_of_the_operation_that_models_it() {
    let error = ErrorBuilder::service("ExpiredTokenException")
        .operation("AssumeRole")
        .message("Old.")
        .status(400)
        .request_id("4d5e")
        .build();
    let shape = ExpiredTokenException::from(error.clone());
    assert_eq!(shape.message(), Some("Old."));
    assert_eq!(shape.meta().request_id(), Some("4d5e"));

    let modelled = AssumeRoleError::from(error.clone());
    assert_eq!(modelled, AssumeRoleError::from(shape));
    assert!(modelled.is_expired_token_exception());
    assert_eq!(modelled.status(), Some(400));
    let unmodelled = GetCallerIdentityError::from(error);
    assert!(matches!(unmodelled, GetCallerIdentityError::Unhandled(_)));
    assert!(unmodelled.is_credentials_problem());
}

#[test]
fn a_shape_is_what_its_model_says() {
    let shape = IdpCommunicationErrorException::new("Busy.");
    let error = AssumeRoleWithWebIdentityError::from(shape);
    assert!(error.is_retryable());
    assert_eq!(error.code(), Some("IDPCommunicationError"));
    assert_eq!(error.status(), Some(400));
}

#[test]
fn failures_without_an_answer_can_be_made() {
    let lost = TransportError::new(TransportErrorKind::Connect, "refused");
    let error = AssumeRoleError::from(ErrorBuilder::transport(lost).build());
    assert!(error.is_retryable() && !error.is_timeout());
    let error = AssumeRoleError::from(ErrorBuilder::timeout("too slow").build());
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "too slow");
}

#[test]
fn an_answer_is_read_as_that_of_the_service() {
    let answer = Answer::error(400, "PackedPolicyTooLarge", "Too <long>.");
    let response = answer.response().unwrap();
    let error = AssumeRoleInput::parse_response(response).unwrap_err();
    assert!(error.is_packed_policy_too_large_exception());
    assert_eq!(error.message(), Some("Too <long>."));
    assert_eq!(error.operation(), Some("AssumeRole"));
}

#[test]
fn an_output_has_the_metadata_that_it_is_given() {
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
