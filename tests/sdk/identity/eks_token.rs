//! EKS tokens.

use super::*;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use querysmith::interceptor::HookResult;
use querysmith::{Bytes, ErrorKind, Interceptor, InterceptorContext, http};

#[tokio::test]
async fn an_eks_token_contains_a_url_for_60_seconds_and_the_cluster_header() {
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
async fn an_eks_token_expires_after_14_minutes_or_a_minute_before_its_credentials() {
    let minutes = |minutes: u64| time(NOW + 60 * minutes);
    assert_eq!(token().await.expires_at(), minutes(14));
    for (credentials_expiry, expected) in [(5, 4), (60, 14)] {
        let client = client_of(credentials().with_expires_at(minutes(credentials_expiry)));
        let token = eks_token(&client, "production").await.unwrap();
        assert_eq!(token.expires_at(), minutes(expected));
    }
}

/// An interceptor that adds a signed header, which clusters do not send.
#[derive(Debug)]
struct Tenant;

impl Interceptor for Tenant {
    fn modify_before_signing(
        &self,
        _: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        let value = http::HeaderValue::from_static("blue");
        request.headers_mut().insert("x-tenant", value);
        Ok(())
    }
}

#[tokio::test]
async fn interceptors_of_a_client_do_not_affect_tokens() {
    let client = Client::new(&client().config().to_builder().interceptor(Tenant).build());
    let presigned = presign_get_caller_identity(&client, PresigningConfig::new()).await;
    let presigned = presigned.unwrap();
    assert_eq!(
        presigned.headers().collect::<Vec<_>>(),
        [("x-tenant", "blue")]
    );
    let with_interceptor = eks_token(&client, "production").await.unwrap();
    assert_eq!(with_interceptor, token().await);
}

#[tokio::test]
async fn an_eks_token_needs_a_cluster_and_credentials() {
    for cluster in ["", "a\nb", "clüster"] {
        let error = eks_token(&client(), cluster).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("x-k8s-aws-id"), "{error}");
    }
    let anonymous = Client::new(&Config::builder().region("eu-west-1").build());
    let error = eks_token(&anonymous, "production").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.operation(), Some("GetCallerIdentity"));
}

#[tokio::test]
async fn the_url_of_a_token_is_checked() {
    let token = token().await;
    let rules = IdentityRules::eks();
    let identity = PresignedIdentity::from_token(token.token(), &rules, at(NOW)).unwrap();
    assert_eq!(identity.access_key_id(), "AKIDEXAMPLE");
    let request = identity
        .into_request([("x-k8s-aws-id", "production")])
        .unwrap();
    assert_eq!(request.headers()["x-k8s-aws-id"], "production");

    // A URL for another server has a different signed header.
    let error = PresignedIdentity::from_token(token.token(), &server_rules(), at(NOW)).unwrap_err();
    assert_eq!(error.part(), IdentityPart::SignedHeaders);
}

#[tokio::test]
async fn a_token_is_valid_for_15_minutes_although_its_url_has_60_seconds() {
    let token = token().await;
    let rules = IdentityRules::eks();
    let late = |seconds| PresignedIdentity::from_token(token.token(), &rules, at(NOW + seconds));
    assert_eq!(late(899).unwrap().expires_at(), time(NOW + 900));
    assert!(late(900).unwrap_err().is_expired());
}

#[tokio::test]
async fn an_invalid_token_is_rejected() {
    let url = valid_url().await;
    for (token, expected) in [
        (String::new(), "the prefix k8s-aws-v1."),
        (url.clone(), "the prefix k8s-aws-v1."),
        (
            format!("k8s-aws-v2.{}", URL_SAFE_NO_PAD.encode(&url)),
            "the prefix k8s-aws-v1.",
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
