use std::time::{Duration, UNIX_EPOCH};

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn params() -> SigningParams<'static> {
    SigningParams {
        access_key_id: "AKIDEXAMPLE",
        secret_access_key: SECRET,
        session_token: None,
        region: "us-east-1",
        service: "service",
        time: UNIX_EPOCH + Duration::from_secs(1_440_938_160),
        settings: SigningSettings::default(),
    }
}

fn request() -> http::Request<Bytes> {
    http::Request::post("https://example.amazonaws.com/")
        .body(Bytes::new())
        .unwrap()
}

fn signed(params: SigningParams<'_>) -> http::Request<Bytes> {
    let mut request = request();
    sign(&mut request, &params, &SigningKeyCache::new()).unwrap();
    request
}

fn header<'a>(request: &'a http::Request<Bytes>, name: &str) -> Option<&'a str> {
    request
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[test]
fn signing_adds_only_a_date_and_a_signature() {
    let request = signed(params());
    assert_eq!(header(&request, "x-amz-date"), Some("20150830T123600Z"));
    assert_eq!(
        header(&request, "authorization"),
        Some(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
    );
    assert_eq!(request.headers().len(), 2);
}

#[test]
fn secret_headers_are_marked_as_sensitive() {
    let request = signed(SigningParams {
        session_token: Some("token"),
        ..params()
    });
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(request.headers()["x-amz-security-token"].is_sensitive());
    assert!(!request.headers()["x-amz-date"].is_sensitive());
}

#[test]
fn signing_again_replaces_the_earlier_signature() {
    let keys = SigningKeyCache::new();
    let mut request = request();
    let first = SigningParams {
        access_key_id: "OTHER",
        session_token: Some("left-behind"),
        time: UNIX_EPOCH,
        ..params()
    };
    sign(&mut request, &first, &keys).unwrap();
    assert_eq!(
        header(&request, "x-amz-security-token"),
        Some("left-behind")
    );
    sign(&mut request, &params(), &keys).unwrap();
    assert_eq!(request.headers(), signed(params()).headers());
}

#[test]
fn the_signature_covers_the_body() {
    let mut other = request();
    *other.body_mut() = Bytes::from_static(b"Action=GetCallerIdentity");
    sign(&mut other, &params(), &SigningKeyCache::new()).unwrap();
    assert_ne!(
        header(&other, "authorization"),
        header(&signed(params()), "authorization")
    );
    assert_eq!(header(&other, "x-amz-content-sha256"), None);
}

#[test]
fn the_hash_of_the_body_is_sent_and_signed_if_enabled() {
    let settings = SigningSettings {
        content_sha256_header: true,
        ..Default::default()
    };
    let request = signed(SigningParams {
        settings,
        ..params()
    });
    assert_eq!(
        header(&request, "x-amz-content-sha256"),
        Some(sha256_hex(b"").as_str())
    );
    let authorization = header(&request, "authorization").unwrap();
    assert!(authorization.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"));
}

#[test]
fn a_signing_error_leaves_no_signature_in_the_headers() {
    let keys = SigningKeyCache::new();
    let cases = [
        (
            SigningParams {
                access_key_id: "",
                ..params()
            },
            "access key id",
        ),
        (
            SigningParams {
                access_key_id: "A\nB",
                ..params()
            },
            "access key id",
        ),
        (
            SigningParams {
                session_token: Some("a\r\nb"),
                ..params()
            },
            "session token",
        ),
        (
            SigningParams {
                region: "",
                ..params()
            },
            "region",
        ),
        (
            SigningParams {
                service: "s ts",
                ..params()
            },
            "service",
        ),
    ];
    for (params, what) in cases {
        let mut request = signed(self::params());
        let error = sign(&mut request, &params, &keys).unwrap_err();
        assert_eq!(error, SigningError::InvalidPart { what });
        assert!(error.to_string().contains(what), "{error}");
        assert_eq!(header(&request, "authorization"), None);
    }
    let mut request = signed(params());
    let before_1970 = UNIX_EPOCH - Duration::from_secs(1);
    let too_early = SigningParams {
        time: before_1970,
        ..params()
    };
    assert_eq!(
        sign(&mut request, &too_early, &keys),
        Err(SigningError::TimeOutOfRange)
    );
    assert_eq!(header(&request, "authorization"), None);
}

#[test]
fn debug_output_shows_no_secrets() {
    let params = SigningParams {
        session_token: Some("the-token"),
        ..params()
    };
    let shown = format!("{params:?}");
    assert!(
        shown.contains("AKIDEXAMPLE") && shown.contains("us-east-1"),
        "{shown}"
    );
    assert!(
        !shown.contains(SECRET) && !shown.contains("the-token"),
        "{shown}"
    );
    let request = signed(params);
    let canonical = CanonicalRequest::new(&request, "", params.settings).unwrap();
    assert!(canonical.as_str().contains("the-token"));
    let shown = format!("{canonical:?}");
    assert!(!shown.contains("the-token"), "{shown}");
    let signed = SignedHeaders::new(request.headers(), params.settings);
    assert_eq!(
        format!("{signed:?}"),
        "SignedHeaders(host;x-amz-date;x-amz-security-token)"
    );
}
