//! Proofs of identity by URL: made by a client, checked by a server.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use querysmith::clock::Clock;
use querysmith::identity::{
    EksToken, IdentityError, IdentityPart, IdentityRules, PresignedIdentity, eks_token,
    presign_get_caller_identity,
};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::Client;
use querysmith::{Config, Credentials, DateTime, ErrorKind};

/// 2020-09-13T12:26:40Z.
const NOW: u64 = 1_600_000_000;
const SECRETS: [&str; 2] = ["hush-secret", "hush-token/+="];

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        at(NOW)
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn time(seconds: u64) -> DateTime {
    DateTime::from(at(seconds))
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRETS[0]).with_session_token(SECRETS[1])
}

fn client_of(credentials: Credentials) -> Client {
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(credentials)
        .clock(Fixed)
        .build();
    Client::new(&config)
}

fn client() -> Client {
    client_of(credentials())
}

async fn token() -> EksToken {
    eks_token(&client(), "production").await.expect("a token")
}

/// A URL that keeps to `server_rules`.
async fn good_url() -> String {
    let presigning = PresigningConfig::expires_in(Duration::from_secs(60))
        .and_then(|config| config.with_header("x-server-id", "vault"))
        .expect("a config");
    let presigned = presign_get_caller_identity(&client(), presigning).await;
    presigned.expect("a URL").uri().to_owned()
}

fn server_rules() -> IdentityRules {
    IdentityRules::new().require_header("X-Server-Id")
}

fn parse(url: &str) -> Result<PresignedIdentity, IdentityError> {
    PresignedIdentity::parse(url, &server_rules(), at(NOW))
}

/// The error for a text, which shows no secret of it.
fn refused(url: &str, rules: &IdentityRules, now: u64) -> IdentityError {
    let error = match PresignedIdentity::parse(url, rules, at(now)) {
        Ok(identity) => panic!("{url} is taken: {identity:?}"),
        Err(error) => error,
    };
    assert_no_secret(&format!("{error} {error:?}"), url);
    error
}

fn assert_no_secret(shown: &str, url: &str) {
    assert!(!shown.contains("hush"), "{shown}");
    if let Some((_, signature)) = url.rsplit_once("X-Amz-Signature=") {
        let start = signature.get(..8).unwrap_or("no signature");
        assert!(!shown.contains(start), "{shown}");
    }
}

#[tokio::test]
async fn an_identity_is_presigned_with_the_headers_and_the_time_that_are_asked_for() {
    let url = good_url().await;
    let start = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&";
    assert!(url.starts_with(start), "{url}");
    assert!(url.contains("&X-Amz-Expires=60&"), "{url}");
    assert!(
        url.contains("&X-Amz-SignedHeaders=host%3Bx-server-id&"),
        "{url}"
    );
}

#[tokio::test]
async fn an_eks_token_is_a_url_of_60_seconds_that_names_the_cluster() {
    let token = token().await;
    let encoded = token
        .token()
        .strip_prefix("k8s-aws-v1.")
        .expect("the prefix");
    assert!(!encoded.ends_with('='));
    let url = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).expect("base64url")).expect("text");
    assert!(url.starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&"));
    assert!(url.contains("&X-Amz-Expires=60&"), "{url}");
    assert!(
        url.contains("&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&"),
        "{url}"
    );
    let shown = format!("{token:?}");
    assert!(
        !shown.contains(encoded) && shown.contains("redacted"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_eks_token_is_to_be_used_for_14_minutes_or_until_a_minute_before_its_credentials_end() {
    let minutes = |minutes: u64| time(NOW + 60 * minutes);
    assert_eq!(token().await.expires_at(), minutes(14));
    for (credentials_end, expected) in [(5, 4), (60, 14)] {
        let client = client_of(credentials().with_expires_at(minutes(credentials_end)));
        let token = eks_token(&client, "production").await.unwrap();
        assert_eq!(token.expires_at(), minutes(expected));
    }
}

#[tokio::test]
async fn an_eks_token_needs_a_cluster_and_credentials() {
    for cluster in ["", "a\nb", "clüster"] {
        let error = eks_token(&client(), cluster).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("x-k8s-aws-id"), "{error}");
    }
    let nobody = Client::new(&Config::builder().region("eu-west-1").build());
    let error = eks_token(&nobody, "production").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.operation(), Some("GetCallerIdentity"));
}

#[tokio::test]
async fn a_server_learns_what_the_url_says() {
    let identity = parse(&good_url().await).unwrap();
    assert_eq!(identity.host(), "sts.eu-west-1.amazonaws.com");
    assert_eq!(identity.region(), "eu-west-1");
    assert_eq!(identity.access_key_id(), "AKIDEXAMPLE");
    assert_eq!(identity.signed_at(), time(NOW));
    assert_eq!(identity.expires_at(), time(NOW + 60));
    let headers: Vec<_> = identity.signed_headers().collect();
    assert_eq!(headers, ["host", "x-server-id"]);
    assert!(identity.has_session_token());
    let shown = format!("{identity:?}");
    assert!(shown.contains("AKIDEXAMPLE"), "{shown}");
    assert!(
        !shown.contains("hush") && !shown.contains("X-Amz-"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_server_sends_the_url_with_its_own_value_of_the_header_and_nothing_else() {
    let url = good_url().await;
    let identity = parse(&url).unwrap();
    let request = identity.into_request([("X-Server-Id", "vault")]).unwrap();
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri().to_string(), url);
    assert!(request.body().is_empty());
    assert_eq!(request.headers().len(), 1);
    assert_eq!(request.headers()["x-server-id"], "vault");
}

#[tokio::test]
async fn a_server_can_send_neither_more_nor_less_than_what_is_signed() {
    let identity = parse(&good_url().await).unwrap();
    let refused = |headers: &[(&str, &str)]| {
        let error = identity
            .clone()
            .into_request(headers.iter().copied())
            .unwrap_err();
        assert_eq!(error.part(), IdentityPart::Headers);
        error.to_string()
    };
    let ours = ("x-server-id", "vault");
    assert!(refused(&[]).contains("no x-server-id"));
    assert!(refused(&[ours, ("accept", "application/json")]).contains("\"accept\""));
    assert!(refused(&[ours, ("host", "evil.example")]).contains("\"host\""));
    assert!(refused(&[ours, ours]).contains("x-server-id more than once"));
    let unsendable = refused(&[("x-server-id", "hush\r\nx: y")]);
    assert!(
        unsendable.contains("a value of x-server-id"),
        "{unsendable}"
    );
    assert!(!unsendable.contains("hush"), "{unsendable}");
}

#[tokio::test]
async fn a_token_is_checked_as_its_url_is() {
    let token = token().await;
    let rules = IdentityRules::eks();
    let identity = PresignedIdentity::from_token(token.token(), &rules, at(NOW)).unwrap();
    assert_eq!(identity.access_key_id(), "AKIDEXAMPLE");
    let request = identity
        .into_request([("x-k8s-aws-id", "production")])
        .unwrap();
    assert_eq!(request.headers()["x-k8s-aws-id"], "production");

    // A URL for another server has another header signed.
    let error = PresignedIdentity::from_token(token.token(), &server_rules(), at(NOW)).unwrap_err();
    assert_eq!(error.part(), IdentityPart::SignedHeaders);
}

#[tokio::test]
async fn a_token_is_good_for_15_minutes_though_its_url_says_60_seconds() {
    let token = token().await;
    let rules = IdentityRules::eks();
    let late = |seconds| PresignedIdentity::from_token(token.token(), &rules, at(NOW + seconds));
    assert_eq!(late(899).unwrap().expires_at(), time(NOW + 900));
    assert!(late(900).unwrap_err().is_expired());
}

#[tokio::test]
async fn a_text_that_is_no_token_is_refused() {
    let url = good_url().await;
    for (token, expected) in [
        (String::new(), "k8s-aws-v1. in front"),
        (url.clone(), "k8s-aws-v1. in front"),
        (
            format!("k8s-aws-v2.{}", URL_SAFE_NO_PAD.encode(&url)),
            "k8s-aws-v1. in front",
        ),
        (
            format!("k8s-aws-v1.{}", URL_SAFE.encode("https://h/")),
            "without padding",
        ),
        (
            format!("k8s-aws-v1.{}", STANDARD.encode("https://>>>???")),
            "base64url",
        ),
        (
            format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(b"\xff\xfe")),
            "a URL in base64url",
        ),
        (
            format!("k8s-aws-v1.{}=", URL_SAFE_NO_PAD.encode("https:")),
            "without padding",
        ),
    ] {
        let error = PresignedIdentity::from_token(&token, &server_rules(), at(NOW)).unwrap_err();
        assert_eq!(error.part(), IdentityPart::Token, "{token}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("aHR0c"), "{error}");
    }
    let empty = PresignedIdentity::from_token("k8s-aws-v1.", &server_rules(), at(NOW));
    assert_eq!(empty.unwrap_err().part(), IdentityPart::Scheme);
}

#[tokio::test]
async fn a_url_is_refused_for_whatever_it_has_that_a_good_one_has_not() {
    use IdentityPart::*;
    let good = good_url().await;
    parse(&good).expect("the good one is good");
    let host = "sts.eu-west-1.amazonaws.com";
    for (old, new, part, expected) in [
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
        ("/?", "/?&", Query, "a parameter without a value"),
        ("/?", "/??", Query, "\"?Action\""),
        (
            "/?",
            "/?a=b&",
            Query,
            "the parameter \"a\", expected no other than Action,",
        ),
        (
            "/?",
            "/?action=AssumeRole&",
            Query,
            "the parameter \"action\"",
        ),
        (
            "/?",
            "/?Action=GetCallerIdentity&",
            Query,
            "Action more than once",
        ),
        ("/?Action", "/?%41ction", Query, "%41ction"),
        ("/?Action", "/?+Action", Query, "+Action"),
        (
            "Action=GetCallerIdentity&",
            "",
            Query,
            "no Action, expected it once",
        ),
        (
            "Action=GetCallerIdentity&",
            "Action=&",
            Query,
            "Action without a value",
        ),
        (
            "Action=GetCallerIdentity&",
            "Action&",
            Query,
            "a parameter without a value",
        ),
        (
            "GetCallerIdentity",
            "GetSessionToken",
            Action,
            "\"GetSessionToken\", expected GetCallerIdentity",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%20",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%0d%0a",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%0",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity%+1",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity;a",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "GetCallerIdentity#",
            Query,
            "a value of Action that is not",
        ),
        (
            "GetCallerIdentity",
            "getcalleridentity",
            Action,
            "\"getcalleridentity\"",
        ),
        (
            "2011-06-15",
            "2010-05-08",
            Version,
            "\"2010-05-08\", expected 2011-06-15",
        ),
        (
            "AWS4-HMAC-SHA256",
            "AWS4-ECDSA-P256-SHA256",
            Algorithm,
            "expected AWS4-HMAC-SHA256",
        ),
        (
            "%2Fsts%2F",
            "%2Fs3%2F",
            Credential,
            "expected an access key id/day/region/sts/",
        ),
        (
            "%2Faws4_request",
            "%2Faws4_request%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2Faws4_request",
            "",
            Credential,
            "expected an access key id",
        ),
        (
            "AKIDEXAMPLE%2F",
            "%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "AKIDEXAMPLE%2F",
            "AK.ID%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2Feu-west-1%2F",
            "%2Feu-west-2%2F",
            Credential,
            "the region of the host, eu-west-1",
        ),
        (
            "%2Feu-west-1%2F",
            "%2FEU%2F",
            Credential,
            "expected an access key id",
        ),
        (
            "%2F20200913%2F",
            "%2F20200912%2F",
            Credential,
            "the day of X-Amz-Date, 20200913",
        ),
        (
            "20200913T122640Z",
            "20200913T122640",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20200913t122640Z",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20200913T122640Z0",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "20201313T122640Z",
            Date,
            "expected a time like",
        ),
        (
            "20200913T122640Z",
            "%2B0200913T122640Z",
            Date,
            "expected a time like",
        ),
        (
            "Expires=60",
            "Expires=0",
            Expires,
            "\"0\", expected 1 to 900 seconds",
        ),
        (
            "Expires=60",
            "Expires=901",
            Expires,
            "\"901\", expected 1 to 900 seconds",
        ),
        ("Expires=60", "Expires=060", Expires, "\"060\""),
        ("Expires=60", "Expires=%2B60", Expires, "\"+60\""),
        ("Expires=60", "Expires=-60", Expires, "\"-60\""),
        (
            "Expires=60",
            "Expires=99999999999999999999",
            Expires,
            "expected 1 to 900 seconds",
        ),
        (
            "host%3Bx-server-id",
            "host",
            SignedHeaders,
            "\"host\", expected x-server-id among them",
        ),
        (
            "host%3Bx-server-id",
            "x-server-id",
            SignedHeaders,
            "expected host among them",
        ),
        (
            "host%3Bx-server-id",
            "x-server-id%3Bhost",
            SignedHeaders,
            "in order",
        ),
        (
            "host%3Bx-server-id",
            "host%3Bhost%3Bx-server-id",
            SignedHeaders,
            "once",
        ),
        (
            "host%3Bx-server-id",
            "host%3BX-Server-Id",
            SignedHeaders,
            "in order",
        ),
        (
            "host%3Bx-server-id",
            "%3Bhost%3Bx-server-id",
            SignedHeaders,
            "\"\", expected none but",
        ),
        (
            "host%3Bx-server-id",
            "accept%3Bhost%3Bx-server-id",
            SignedHeaders,
            "\"accept\", expected none but host, x-server-id",
        ),
        (
            "X-Amz-Security-Token=",
            "X-Amz-Security-Token=&X-Amz-Security-Token=",
            Query,
            "without a value",
        ),
        (
            "&X-Amz-Signature=",
            "&X-Amz-Signature=g",
            Signature,
            "65 characters",
        ),
        (
            "&X-Amz-Signature=",
            "&X-Amz-Signature=%0A",
            Query,
            "a value of X-Amz-Signature",
        ),
        (
            "&X-Amz-Signature=",
            "&",
            Query,
            "a parameter without a value",
        ),
    ] {
        assert!(good.contains(old), "{old} is no part of {good}");
        let url = good.replacen(old, new, 1);
        let error = refused(&url, &server_rules(), NOW);
        let text = error.to_string();
        assert_eq!(error.part(), part, "{old} -> {new}: {text}");
        assert!(text.contains(expected), "{old} -> {new}: {text}");
    }
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
async fn no_parameter_can_be_left_out_or_doubled_but_the_session_token() {
    let good = good_url().await;
    let (start, query) = good.split_once('?').unwrap();
    let pairs: Vec<&str> = query.split('&').collect();
    for left_out in &pairs {
        let (name, _) = left_out.split_once('=').unwrap();
        let others: Vec<_> = pairs
            .iter()
            .copied()
            .filter(|pair| pair != left_out)
            .collect();
        let shortened = format!("{start}?{}", others.join("&"));
        if name == "X-Amz-Security-Token" {
            assert!(!parse(&shortened).unwrap().has_session_token());
        } else {
            let error = refused(&shortened, &server_rules(), NOW).to_string();
            assert!(error.contains(&format!("found no {name},")), "{error}");
        }
        let error = refused(&format!("{good}&{left_out}"), &server_rules(), NOW).to_string();
        assert!(
            error.contains(&format!("found {name} more than once")),
            "{error}"
        );
    }
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
        "the presigned URL has expired: found that it was signed at 2020-09-13T12:26:40Z and good \
         until 2020-09-13T12:27:40Z, expected one good after 2020-09-13T12:27:40Z"
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
    assert!(
        error.to_string().contains("expected none but host"),
        "{error}"
    );
}
