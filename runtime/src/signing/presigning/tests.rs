use super::*;
use crate::error::{Error, ErrorKind};

#[test]
fn the_default_expiration_is_15_minutes() {
    assert_eq!(PresigningConfig::new().expires(), Duration::from_secs(900));
    let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
    assert_eq!(minute.expires(), Duration::from_secs(60));
    let error = PresigningConfig::expires_in(Duration::ZERO).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a presigned URL cannot expire in 0ns, expected 1 to 604800 seconds"
    );
}

#[test]
fn a_header_replaces_one_of_the_same_name() {
    let config = PresigningConfig::new()
        .with_header("X-Cluster", "one")
        .and_then(|config| config.with_header("x-cluster", "two words"))
        .unwrap();
    let headers: Vec<_> = config.headers().collect();
    assert_eq!(headers, [("x-cluster", "two words")]);
}

#[test]
fn a_header_that_is_set_elsewhere_or_never_signed_is_rejected() {
    for name in [
        "Host",
        "content-length",
        "x-amz-date",
        "x-amz-security-token",
        "authorization",
        "connection",
        "expect",
        "transfer-encoding",
        "user-agent",
        "x-amzn-trace-id",
    ] {
        let error = PresigningConfig::new().with_header(name, "1").unwrap_err();
        let expected = format!(
            "the header {} of a presigned URL cannot be set",
            name.to_lowercase()
        );
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

#[test]
fn an_invalid_header_is_rejected_without_showing_its_value() {
    let rejection = |name, value| {
        let error = PresigningConfig::new().with_header(name, value);
        error.unwrap_err().to_string()
    };
    assert!(rejection("a b", "1").contains("\"a b\": invalid header name"));
    assert!(rejection("", "1").contains("\"\": invalid header name"));
    for value in ["", "hush\n", "hush\t", "hüsh"] {
        let error = rejection("x-a", value);
        assert!(error.contains("this value of header x-a"), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }
}

#[test]
fn its_error_converts_into_a_configuration_error() {
    let error = PresigningConfig::expires_in(Duration::ZERO).unwrap_err();
    let error = Error::from(error);
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("expected 1 to 604800 seconds"),
        "{error}"
    );
}
