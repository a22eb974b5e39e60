//! Identities that a client presigns and a server parses.

use super::*;

#[tokio::test]
async fn an_identity_is_presigned_with_the_requested_headers_and_expiry() {
    let url = valid_url().await;
    let start = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&";
    assert!(url.starts_with(start), "{url}");
    assert!(url.contains("&X-Amz-Expires=60&"), "{url}");
    assert!(
        url.contains("&X-Amz-SignedHeaders=host%3Bx-server-id&"),
        "{url}"
    );
}

#[tokio::test]
async fn a_server_parses_the_properties_of_the_url() {
    let identity = parse(&valid_url().await).unwrap();
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
async fn a_server_sends_the_url_with_its_own_header_value_and_nothing_else() {
    let url = valid_url().await;
    let identity = parse(&url).unwrap();
    let request = identity.into_request([("X-Server-Id", "vault")]).unwrap();
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri().to_string(), url);
    assert!(request.body().is_empty());
    assert_eq!(request.headers().len(), 1);
    assert_eq!(request.headers()["x-server-id"], "vault");
}

#[tokio::test]
async fn a_server_must_send_exactly_the_signed_headers() {
    let identity = parse(&valid_url().await).unwrap();
    let rejection = |headers: &[(&str, &str)]| {
        let error = identity
            .clone()
            .into_request(headers.iter().copied())
            .unwrap_err();
        assert_eq!(error.part(), IdentityPart::Headers);
        error.to_string()
    };
    let ours = ("x-server-id", "vault");
    assert!(rejection(&[]).contains("no x-server-id"));
    assert!(rejection(&[ours, ("accept", "application/json")]).contains("\"accept\""));
    assert!(rejection(&[ours, ("host", "evil.example")]).contains("\"host\""));
    assert!(rejection(&[ours, ours]).contains("x-server-id more than once"));
    let unsendable = rejection(&[("x-server-id", "hush\r\nx: y")]);
    assert!(
        unsendable.contains("an invalid value of x-server-id"),
        "{unsendable}"
    );
    assert!(!unsendable.contains("hush"), "{unsendable}");
}
