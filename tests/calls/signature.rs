//! Checks of the signatures of requests.

use querysmith::sigv4::{SigningKeyCache, SigningParams, sign};
use querysmith::sts::Client;
use querysmith::{Bytes, http};

use crate::case::{Case, success};
use crate::client::{NOW, SIGNING_SECRETS, bare_config, config, send};
use crate::server::{Behavior, Request, Server};

/// Signing the request that the server received gives the same signature, so nothing changed it
/// between the signer and the socket.
pub(crate) async fn the_signature_matches_the_received_request<C: Case>() {
    assert!(C::SIGNED);
    let server = Server::start([Behavior::Complete(success::<C>())]).await;
    let client = Client::new(&config(&server).build());
    send(C::start(&client).fill()).await.unwrap();

    let request = server.request();
    assert_eq!(request.header("x-amz-date"), Some("20260504T030201Z"));
    assert_eq!(
        request.header("x-amz-security-token"),
        Some(SIGNING_SECRETS[1])
    );
    let authorization = request.header("authorization").expect("a signature");
    let start = "AWS4-HMAC-SHA256 \
        Credential=EXAMPLE_SIGNING_KEY_ID/20260504/eu-west-1/sts/aws4_request, SignedHeaders=";
    assert!(authorization.starts_with(start), "{authorization}");
    for name in ["content-type", "host", "x-amz-date", "x-amz-security-token"] {
        assert!(
            signed_headers(authorization).contains(&name),
            "{authorization}"
        );
    }
    assert_eq!(sign_again(&request, &server), authorization);
}

pub(crate) async fn the_request_is_never_signed<C: Case>() {
    assert!(!C::SIGNED);
    let responses = vec![Behavior::Complete(success::<C>()); 2];
    let server = Server::start(responses).await;
    for config in [config(&server).build(), bare_config(&server).build()] {
        let call = C::start(&Client::new(&config)).fill();
        send(call).await.unwrap();
    }
    for request in server.requests() {
        for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}

fn signed_headers(authorization: &str) -> Vec<&str> {
    let (_, rest) = authorization.split_once("SignedHeaders=").unwrap();
    let (names, _) = rest.split_once(", Signature=").unwrap();
    names.split(';').collect()
}

/// Signs the received request again, and returns its `authorization` header.
pub(crate) fn sign_again(received: &Request, server: &Server) -> String {
    let authorization = received.header("authorization").unwrap();
    let mut request = http::Request::builder()
        .method(received.method.as_str())
        .uri(server.url() + &received.target);
    for name in signed_headers(authorization) {
        request = request.header(name, received.header(name).expect(name));
    }
    let mut request = request.body(Bytes::from(received.body.clone())).unwrap();
    let params = SigningParams::new(
        "EXAMPLE_SIGNING_KEY_ID",
        SIGNING_SECRETS[0],
        "eu-west-1",
        "sts",
        std::time::SystemTime::UNIX_EPOCH + NOW,
    )
    .with_session_token(SIGNING_SECRETS[1]);
    sign(&mut request, &params, &SigningKeyCache::new()).unwrap();
    let authorization = request.headers()["authorization"].to_str().unwrap();
    authorization.to_owned()
}
