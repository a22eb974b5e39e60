use std::time::UNIX_EPOCH;

use super::*;
use crate::signing::sigv4::{SigningSettings, sign};

fn params() -> SigningParams<'static> {
    SigningParams {
        access_key_id: "AKID",
        secret_access_key: "secret",
        session_token: Some("the+token"),
        region: "eu-west-1",
        service: "sts",
        time: UNIX_EPOCH + Duration::from_secs(1_600_000_000),
        settings: SigningSettings::default(),
    }
}

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::get(url).body(Bytes::new()).unwrap()
}

fn presigned(mut request: http::Request<Bytes>) -> http::Request<Bytes> {
    let keys = SigningKeyCache::new();
    presign(&mut request, &params(), ExpiresIn::default(), &keys).unwrap();
    request
}

#[test]
fn the_signature_is_at_the_end_of_the_url_and_no_header_is_added() {
    let request = presigned(request("https://h.example/a?b=c"));
    let url = request.uri().to_string();
    let start = "https://h.example/a?b=c&X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKID%2F20200913%2Feu-west-1%2Fsts%2Faws4_request\
        &X-Amz-Date=20200913T122640Z&X-Amz-SignedHeaders=host&X-Amz-Expires=900\
        &X-Amz-Security-Token=the%2Btoken&X-Amz-Signature=";
    let signature = url.strip_prefix(start).unwrap_or_else(|| panic!("{url}"));
    assert_eq!(signature.len(), 64, "{url}");
    assert!(request.headers().is_empty());
}

#[test]
fn presigning_is_idempotent() {
    let url = "https://h.example/?%58-Amz-Signature=1&b=c&X-Amz-Signature=2&X-Amz-Expires=3";
    let again = presigned(presigned(request(url)));
    let once = presigned(request("https://h.example/?b=c"));
    assert_eq!(again.uri(), once.uri());
}

#[test]
fn headers_of_an_earlier_signature_are_removed() {
    let mut signed = request("https://h.example/");
    sign(&mut signed, &params(), &SigningKeyCache::new()).unwrap();
    let presigned = presigned(signed);
    assert!(presigned.headers().is_empty(), "{presigned:?}");
}

#[test]
fn a_signing_error_leaves_no_signature_in_the_url() {
    let signing_error = |url: &str, params: &SigningParams<'_>| {
        let mut request = presigned(request("https://h.example/"));
        if !url.is_empty() {
            *request.uri_mut() = url.parse().unwrap();
        }
        let keys = SigningKeyCache::new();
        let error = presign(&mut request, params, ExpiresIn::default(), &keys).unwrap_err();
        assert!(!request.uri().to_string().contains("X-Amz-Signature"));
        error
    };
    let token = SigningParams {
        session_token: Some("a\nb"),
        ..params()
    };
    let what = "session token";
    assert_eq!(
        signing_error("", &token),
        SigningError::InvalidPart { what }
    );
    assert_eq!(
        signing_error("/?X-Amz-Signature=1", &params()),
        SigningError::MissingHost
    );
    let long = format!("https://h.example/?a={}", "b".repeat(65_300));
    assert_eq!(signing_error(&long, &params()), SigningError::UriTooLong);
}

#[test]
fn a_url_can_expire_after_one_second_to_one_week() {
    let seconds = |secs| ExpiresIn::new(Duration::from_secs(secs)).map(ExpiresIn::as_secs);
    assert_eq!(seconds(1), Ok(1));
    assert_eq!(seconds(604_800), Ok(604_800));
    assert_eq!(ExpiresIn::default().as_secs(), 900);
    let with_half_second = ExpiresIn::new(Duration::from_millis(60_500));
    assert_eq!(with_half_second.map(ExpiresIn::as_secs), Ok(60));
    for found in [
        Duration::ZERO,
        Duration::from_millis(999),
        Duration::from_millis(604_800_001),
        Duration::MAX,
    ] {
        let error = ExpiresIn::new(found).unwrap_err();
        assert_eq!(error, ExpiresInError { found });
    }
    assert_eq!(
        seconds(604_801).unwrap_err().to_string(),
        "a presigned URL cannot expire in 604801s, expected 1 to 604800 seconds"
    );
}
