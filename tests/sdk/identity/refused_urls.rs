//! URLs that a server rejects because of their address, their time or the server's own rules.

use super::*;

/// A part of a valid URL, its replacement, and the expected part and text of the error.
pub(crate) type Change<'a> = (&'a str, &'a str, IdentityPart, &'a str);

pub(crate) async fn assert_each_is_rejected(changes: &[Change<'_>]) {
    let valid = valid_url().await;
    parse(&valid).expect("the unchanged URL is valid");
    for &(old, new, part, expected) in changes {
        assert!(valid.contains(old), "{old} is not a part of {valid}");
        let url = valid.replacen(old, new, 1);
        let error = rejection(&url, &server_rules(), NOW);
        let text = error.to_string();
        assert_eq!(error.part(), part, "{old} -> {new}: {text}");
        assert!(text.contains(expected), "{old} -> {new}: {text}");
    }
}

#[tokio::test]
async fn only_https_urls_of_sts_are_accepted() {
    use IdentityPart::{Host, Path, Scheme, Url};

    let host = "sts.eu-west-1.amazonaws.com";
    assert_each_is_rejected(&[
        (
            "https://",
            "http://",
            Scheme,
            "found \"http\", expected https://",
        ),
        ("https://", "HTTPS://", Scheme, "found \"HTTPS\""),
        ("https://", "", Scheme, "found none"),
        ("https://", " https://", Url, "not visible ASCII"),
        ("/?", "/?\u{e9}=1&", Url, "not visible ASCII"),
        (
            host,
            "evil.example",
            Host,
            "\"evil.example\", expected a host of STS",
        ),
        (host, "sts.eu-west-1.amazonaws.com:443", Host, ":443"),
        (
            host,
            "sts.eu-west-1.amazonaws.com.evil.example",
            Host,
            "evil.example",
        ),
        (
            host,
            "hush:hush@sts.eu-west-1.amazonaws.com",
            Host,
            "a user name and",
        ),
        (
            host,
            "sts.eu-west-1.amazonaws.com@evil.example",
            Host,
            "a user name and \"evil.example\"",
        ),
        (
            host,
            "evil.example\\@sts.eu-west-1.amazonaws.com",
            Path,
            "\\\\@sts",
        ),
        (
            host,
            "evil.example#@sts.eu-west-1.amazonaws.com",
            Path,
            "#@sts",
        ),
        (host, "STS.eu-west-1.amazonaws.com", Host, "STS"),
        (host, "", Host, "found \"\""),
        (host, "s3.eu-west-1.amazonaws.com", Host, "s3"),
        (".com/?", ".com?", Path, "found \"\""),
        (".com/?", ".com//?", Path, "\"//\""),
        (".com/?", ".com/path?", Path, "\"/path\", expected \"/\""),
        (".com/?", ".com/./?", Path, "\"/./\""),
        (".com/?", ".com/#?", Path, "\"/#\""),
        (".com/?", ".com/", Path, "bytes, expected \"/\" and a query"),
    ])
    .await;
}

#[tokio::test]
async fn an_uppercase_signature_is_rejected() {
    let valid = valid_url().await;
    let (start, signature) = valid.split_at(valid.len() - 64);
    let url = format!("{start}{}", "A".repeat(signature.len()));
    assert_eq!(
        rejection(&url, &server_rules(), NOW).part(),
        IdentityPart::Signature
    );
}

#[tokio::test]
async fn a_very_long_url_is_rejected_before_it_is_parsed() {
    let url = format!("{}{}", valid_url().await, "&".repeat(16 * 1024));
    let error = rejection(&url, &server_rules(), NOW);
    assert_eq!(error.part(), IdentityPart::Url);
    assert!(error.to_string().contains("at most 16384"), "{error}");
}

#[tokio::test]
async fn a_url_is_valid_from_its_signing_until_its_expiry() {
    let url = valid_url().await;
    let accepted = |now| PresignedIdentity::parse(&url, &server_rules(), at(now)).is_ok();
    assert!(
        accepted(NOW - 300),
        "five minutes of clock skew are tolerated"
    );
    assert!(accepted(NOW + 59));
    let early = rejection(&url, &server_rules(), NOW - 301);
    assert_eq!(early.part(), IdentityPart::Date);
    assert!(!early.is_expired());
    let late = rejection(&url, &server_rules(), NOW + 60);
    assert!(late.is_expired());
    assert_eq!(
        late.to_string(),
        "the presigned URL has expired: found one signed at 2020-09-13T12:26:40Z and valid until \
         2020-09-13T12:27:40Z, expected one valid after 2020-09-13T12:27:40Z"
    );
}

#[tokio::test]
async fn rules_can_restrict_expiry_and_clock_skew_and_allow_hosts_and_headers() {
    let url = valid_url().await;
    let parse = |url: &str, rules: IdentityRules| PresignedIdentity::parse(url, &rules, at(NOW));
    let short = server_rules().max_expires(Duration::from_secs(59));
    assert_eq!(
        parse(&url, short).unwrap_err().part(),
        IdentityPart::Expires
    );
    let early = PresignedIdentity::parse(
        &url,
        &server_rules().max_clock_skew(Duration::ZERO),
        at(NOW - 1),
    );
    assert_eq!(early.unwrap_err().part(), IdentityPart::Date);

    let other_host = server_rules().host("sts.eu-west-2.amazonaws.com");
    let error = parse(&url, other_host.clone()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("expected sts.eu-west-2.amazonaws.com"),
        "{error}"
    );
    let both_hosts = other_host.host("sts.eu-west-1.amazonaws.com");
    assert!(parse(&url, both_hosts).is_ok());

    let vpc = url.replacen(
        "sts.eu-west-1.amazonaws.com",
        "sts.internal.example:8443",
        1,
    );
    let rules = server_rules().host("sts.internal.example:8443");
    assert_eq!(
        parse(&vpc, rules).unwrap().host(),
        "sts.internal.example:8443"
    );

    let allowing = IdentityRules::new().allow_header("x-server-id");
    assert!(parse(&url, allowing).is_ok());
    let error = parse(&url, IdentityRules::new()).unwrap_err();
    assert!(error.to_string().contains("expected only host"), "{error}");
}
