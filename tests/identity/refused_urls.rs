//! URLs that a server refuses, for their address, their time or the server's own rules.

use super::*;

/// A part of a good URL and what stands in its place, with what is found wrong then.
pub(crate) type Change<'a> = (&'a str, &'a str, IdentityPart, &'a str);

pub(crate) async fn assert_each_is_refused(changes: &[Change<'_>]) {
    let good = good_url().await;
    parse(&good).expect("the good one is good");
    for &(old, new, part, expected) in changes {
        assert!(good.contains(old), "{old} is no part of {good}");
        let url = good.replacen(old, new, 1);
        let error = refused(&url, &server_rules(), NOW);
        let text = error.to_string();
        assert_eq!(error.part(), part, "{old} -> {new}: {text}");
        assert!(text.contains(expected), "{old} -> {new}: {text}");
    }
}

#[tokio::test]
async fn a_url_leads_to_sts_over_tls_and_nowhere_else() {
    use IdentityPart::{Host, Path, Scheme, Url};

    let host = "sts.eu-west-1.amazonaws.com";
    assert_each_is_refused(&[
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
async fn a_signature_in_capitals_is_refused() {
    let good = good_url().await;
    let (start, signature) = good.split_at(good.len() - 64);
    let url = format!("{start}{}", "A".repeat(signature.len()));
    assert_eq!(
        refused(&url, &server_rules(), NOW).part(),
        IdentityPart::Signature
    );
}

#[tokio::test]
async fn a_very_long_url_is_refused_before_it_is_read() {
    let url = format!("{}{}", good_url().await, "&".repeat(16 * 1024));
    let error = refused(&url, &server_rules(), NOW);
    assert_eq!(error.part(), IdentityPart::Url);
    assert!(error.to_string().contains("at most 16384"), "{error}");
}

#[tokio::test]
async fn a_url_is_good_from_when_it_was_signed_until_it_expires() {
    let url = good_url().await;
    let taken = |now| PresignedIdentity::parse(&url, &server_rules(), at(now)).is_ok();
    assert!(taken(NOW - 300), "a clock may go five minutes ahead");
    assert!(taken(NOW + 59));
    let early = refused(&url, &server_rules(), NOW - 301);
    assert_eq!(early.part(), IdentityPart::Date);
    assert!(!early.is_expired());
    let late = refused(&url, &server_rules(), NOW + 60);
    assert!(late.is_expired());
    assert_eq!(
        late.to_string(),
        "the presigned URL has expired: found one signed at 2020-09-13T12:26:40Z and valid until \
         2020-09-13T12:27:40Z, expected one valid after 2020-09-13T12:27:40Z"
    );
}

#[tokio::test]
async fn rules_can_be_stricter_or_name_hosts_and_headers_of_their_own() {
    let url = good_url().await;
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

    let elsewhere = server_rules().host("sts.eu-west-2.amazonaws.com");
    let error = parse(&url, elsewhere.clone()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("expected sts.eu-west-2.amazonaws.com"),
        "{error}"
    );
    let here_too = elsewhere.host("sts.eu-west-1.amazonaws.com");
    assert!(parse(&url, here_too).is_ok());

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
