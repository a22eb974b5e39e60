//! The messages and the predicates of errors.

use std::borrow::Cow;
use std::error::Error as _;

use bytes::Bytes;
use http::HeaderMap;

use super::provide::ProvideErrorMetadata;
use super::*;
use crate::credentials::CredentialsError;
use crate::protocol::envelope::Envelope;
use crate::signing::sigv4::SigningError;
use crate::spec::endpoint::EndpointError;
use crate::spec::{AuthScheme, ErrorSpec, OperationSpec, Service};
use crate::transport::{TransportError, TransportErrorKind};

const STS: Service = Service::new("STS", "2011-06-15", "sts", |_| {
    Err(EndpointError::new("not called"))
});

const ASSUME_ROLE: OperationSpec = OperationSpec::new(
    &STS,
    "AssumeRole",
    AuthScheme::SigV4,
    Some("AssumeRoleResult"),
    &[ErrorSpec::new("ExpiredTokenException", 400)],
);

const WITH_WEB_IDENTITY: OperationSpec = OperationSpec {
    name: "AssumeRoleWithWebIdentity",
    auth: AuthScheme::NoAuth,
    ..ASSUME_ROLE
};

fn service_error(spec: &'static OperationSpec, status: u16, body: &str) -> Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-amzn-requestid", "header-id".parse().unwrap());
    let (mut envelope, _) = Envelope::parse(body.as_bytes(), spec.errors, |_, _| None);
    let metadata =
        ResponseMetadata::new(status, headers, envelope.request_id.take().map(Cow::Owned));
    Error::service(
        spec,
        envelope,
        metadata,
        &Bytes::copy_from_slice(body.as_bytes()),
    )
}

fn envelope(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>1234</RequestId></ErrorResponse>"
    )
}

/// The message of an error with this code in a response to AssumeRole.
fn line(code: &str) -> String {
    service_error(&ASSUME_ROLE, 403, &envelope(code, "message")).to_string()
}

fn assert_help(code: &str, help: &str) {
    assert_eq!(
        line(code),
        format!("AssumeRole failed: {code}: message (HTTP 403, request id 1234); {help}")
    );
}

#[test]
fn a_service_error_is_one_line_with_all_details() {
    let error = service_error(
        &ASSUME_ROLE,
        400,
        &envelope("PackedPolicyTooLarge", "too much"),
    );
    assert_eq!(
        error.to_string(),
        "AssumeRole failed: PackedPolicyTooLarge: too much (HTTP 400, request id 1234)"
    );
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.operation(), Some("AssumeRole"));
    assert_eq!(error.code(), Some("PackedPolicyTooLarge"));
    assert_eq!(error.message(), Some("too much"));
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.request_id(), Some("1234"));
    assert!(!error.is_retryable() && !error.is_throttling() && !error.is_timeout());
}

#[test]
fn a_code_without_a_message_is_shown_alone() {
    let body = "<ErrorResponse><Error><Code>Odd</Code></Error></ErrorResponse>";
    assert_eq!(
        service_error(&ASSUME_ROLE, 400, body).to_string(),
        "AssumeRole failed: Odd (HTTP 400, request id header-id)"
    );
}

#[test]
fn known_codes_are_shown_with_help() {
    assert_help(
        "ExpiredToken",
        "the credentials that signed the call have expired: get new ones",
    );
    assert_help(
        "InvalidToken",
        "check that the session token belongs to the access key and is still valid",
    );
    assert_help(
        "RequestTimeTooSkewed",
        "check that the system clock is correct, and set it",
    );
    assert_help(
        "RegionDisabledException",
        "ask an administrator of the account to activate STS for this region, or use another region",
    );
    assert_help(
        "SignatureDoesNotMatch",
        "check the secret access key and the session token, and that the system clock is correct",
    );
    assert_help(
        "InvalidClientTokenId",
        "check that the access key exists, is active and belongs to the endpoint's partition, and \
         that temporary credentials are used with their session token",
    );
    assert_help(
        "AccessDenied",
        "check that the caller's policies allow the action and, for a role, that its trust policy \
         lets the caller assume it",
    );
    assert!(line("MalformedPolicyDocument").ends_with("(HTTP 403, request id 1234)"));
}

#[test]
fn an_expired_token_of_an_unsigned_call_is_the_token_in_the_input() {
    let body = envelope("ExpiredTokenException", "old");
    let error = service_error(&WITH_WEB_IDENTITY, 400, &body);
    assert_eq!(
        error.to_string(),
        "AssumeRoleWithWebIdentity failed: ExpiredTokenException: old (HTTP 400, request id 1234); \
         the token or assertion that was passed has expired: get a new one from the identity provider"
    );
    assert!(!error.is_credentials_problem());
    assert!(service_error(&ASSUME_ROLE, 400, &body).is_credentials_problem());
}

#[test]
fn control_characters_in_a_service_message_are_escaped() {
    let body = envelope("X", "first&#10;FAKE second&#9;third\u{2028}\u{7f}");
    let error = service_error(&ASSUME_ROLE, 400, &body);
    assert_eq!(
        error.to_string(),
        r"AssumeRole failed: X: first\nFAKE second\tthird\u{2028}\u{7f} (HTTP 400, request id 1234)"
    );
    assert_eq!(
        error.message(),
        Some("first\nFAKE second\tthird\u{2028}\u{7f}")
    );
}

#[test]
fn a_page_of_a_proxy_is_kept_and_its_beginning_is_shown() {
    let page = format!("<html>\n<p>{}", "busy ".repeat(400));
    let error = service_error(&ASSUME_ROLE, 503, &page);
    let text = error.to_string();
    let start = "AssumeRole failed: the response is not an error document of the service; \
                 it starts with: <html>\\n<p>busy busy";
    assert!(text.starts_with(start), "{text}");
    assert!(
        text.ends_with(" (HTTP 503, request id header-id)"),
        "{text}"
    );
    assert!(text.len() < 700, "{}", text.len());
    assert_eq!(error.code(), None);
    assert_eq!(error.body(), Some(page.as_bytes()));
    assert!(error.is_retryable());
}

#[test]
fn the_body_that_is_kept_is_limited_to_16_kib() {
    let error = service_error(&ASSUME_ROLE, 502, &"x".repeat(100_000));
    assert_eq!(error.body().unwrap().len(), 16 * 1024);
}

#[test]
fn an_empty_body_is_reported_as_such() {
    let error = service_error(&ASSUME_ROLE, 503, "");
    assert_eq!(
        error.to_string(),
        "AssumeRole failed: the response has no body and therefore no error code \
         (HTTP 503, request id header-id)"
    );
    assert_eq!(error.body(), None);
}

#[test]
fn throttling_is_distinguished_from_other_retryable_errors() {
    let throttled = service_error(&ASSUME_ROLE, 400, &envelope("Throttling", "slow down"));
    assert!(throttled.is_throttling() && throttled.is_retryable());
    let bare = service_error(&ASSUME_ROLE, 503, "<ServiceUnavailableException/>");
    assert!(bare.is_retryable() && !bare.is_throttling());
    assert_eq!(bare.code(), Some("ServiceUnavailableException"));
}

#[test]
fn a_missing_region_is_reported_with_the_places_searched_and_help() {
    let error = Error::missing_region("GetCallerIdentity", &["the config", "AWS_REGION"]);
    assert_eq!(
        error.to_string(),
        "GetCallerIdentity failed: no region is set; looked in the config, AWS_REGION; \
         set AWS_REGION and load the config from the environment, or set a region in the config"
    );
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn missing_credentials_are_reported_with_the_places_searched_and_help() {
    let source = CredentialsError::not_configured("looked in a drawer");
    let error = source.in_call("GetCallerIdentity");
    let text = error.to_string();
    assert!(
        text.starts_with(
            "GetCallerIdentity failed: no credentials found: looked in a drawer; set AWS_ACCESS_KEY_ID"
        ),
        "{text}"
    );
    assert!(error.is_credentials_problem());
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.source().unwrap().is::<CredentialsError>());
}

#[test]
fn a_failure_of_a_provider_has_no_irrelevant_help() {
    let error = CredentialsError::failed("the drawer is locked").in_call("AssumeRole");
    assert_eq!(
        error.to_string(),
        "AssumeRole failed: the credentials cannot be used: the drawer is locked"
    );
}

#[test]
fn transport_errors_are_retryable_depending_on_their_kind() {
    let of = |kind| Error::transport("AssumeRole", TransportError::new(kind, "what happened"));
    let broken = of(TransportErrorKind::Io);
    assert_eq!(broken.to_string(), "AssumeRole failed: what happened");
    assert_eq!(broken.kind(), ErrorKind::Transport);
    assert!(broken.is_retryable() && !broken.is_timeout());
    let slow = of(TransportErrorKind::Timeout);
    assert_eq!(slow.kind(), ErrorKind::Timeout);
    assert!(slow.is_retryable() && slow.is_timeout());
    assert!(!of(TransportErrorKind::Tls).is_retryable());
    assert!(!of(TransportErrorKind::BodyTooLarge).is_retryable());
}

#[test]
fn the_errors_of_the_parts_of_a_call_convert_into_an_error() {
    fn part(step: u8) -> Result<(), Error> {
        match step {
            0 => Err(CredentialsError::failed("the drawer is locked"))?,
            1 => Err(EndpointError::new("no such region"))?,
            2 => Err(SigningError::UriTooLong)?,
            _ => Err(TransportError::new(TransportErrorKind::Timeout, "too slow"))?,
        }
        Ok(())
    }
    let errors = [0, 1, 2, 3].map(|step| part(step).unwrap_err());
    let texts = errors.each_ref().map(ToString::to_string);
    assert_eq!(
        texts[0],
        "the credentials cannot be used: the drawer is locked"
    );
    assert_eq!(texts[1], "no endpoint: no such region");
    assert_eq!(texts[2], SigningError::UriTooLong.to_string());
    assert_eq!(texts[3], "too slow");
    let kinds = errors.each_ref().map(Error::kind);
    use ErrorKind::{Configuration, Credentials, Timeout};
    assert_eq!(kinds, [Credentials, Configuration, Configuration, Timeout]);
    assert!(errors.iter().all(|error| error.source().is_some()));
}

#[test]
fn a_modeled_error_can_be_constructed() {
    let spec = |code, retry| ErrorSpec::new(code, 400).with_retry(retry);
    let expired = spec("ExpiredTokenException", RetryHint::No);
    let error = Error::modeled(&expired, "old");
    assert_eq!(
        error.to_string(),
        "ExpiredTokenException: old (HTTP 400); the credentials that signed the call have expired: \
         get new ones"
    );
    assert!(error.is_credentials_problem() && !error.is_retryable());
    assert_eq!(error, error.clone());
    assert_ne!(error, Error::modeled(&expired, "older"));

    let unreachable = spec("IDPCommunicationError", RetryHint::Yes);
    assert!(Error::modeled(&unreachable, "busy").is_retryable());
}

#[test]
fn a_session_token_quoted_by_the_service_is_redacted() {
    let message = "The Canonical String should have been 'POST&#10;x-amz-security-token:hush&#10;'";
    let error = service_error(
        &ASSUME_ROLE,
        403,
        &envelope("SignatureDoesNotMatch", message),
    );
    let page = "<html>you sent x-amz-security-token: hush";
    let proxied = service_error(&ASSUME_ROLE, 502, page);
    let text = format!(
        "{error} {error:#?} {:#?} {proxied} {proxied:#?}",
        error.message()
    );
    assert!(!text.contains("hush"), "{text}");
    assert_eq!(
        text.matches("x-amz-security-token:** redacted **").count(),
        3,
        "{text}"
    );
    assert_eq!(proxied.body(), Some(page.as_bytes()));
}

#[test]
fn alternate_debug_output_omits_the_body() {
    let error = service_error(&ASSUME_ROLE, 500, "<p>marked</p>");
    assert!(!format!("{error:#?}").contains("marked"));
}

#[test]
fn errors_are_send_and_sync() {
    fn check<T: Send + Sync + std::error::Error + 'static>() {}
    check::<Error>();
}

#[test]
fn debug_output_is_the_message_and_alternate_debug_output_has_all_parts() {
    let error = Error::configuration(Some("Weigh"), "no region is set".to_owned());
    assert_eq!(format!("{error:?}"), error.to_string());
    let parts = format!("{error:#?}");
    assert!(parts.contains("kind: Configuration,"), "{parts}");
    assert!(parts.contains("source: None,"), "{parts}");
}

#[test]
fn the_raw_response_has_status_headers_and_body() {
    let body = "<ErrorResponse><Error><Code>Busy</Code></Error></ErrorResponse>";
    let raw = service_error(&ASSUME_ROLE, 503, body)
        .raw_response()
        .unwrap();
    assert_eq!(raw.status(), 503);
    assert_eq!(raw.headers()["x-amzn-requestid"], "header-id");
    assert_eq!(raw.body(), body);
    let local = Error::configuration(None, "no region".to_owned());
    assert!(local.raw_response().is_none());
}

#[test]
fn a_built_error_is_classified_by_its_code() {
    let error = Error::builder().code("ExpiredToken").message("old").build();
    assert!(error.is_credentials_problem() && error.is_expired_credentials());
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(ProvideErrorMetadata::as_service_error(&error), Some(&error));
    let local = Error::configuration(None, "no region".to_owned());
    assert_eq!(ProvideErrorMetadata::as_service_error(&local), None);
}
