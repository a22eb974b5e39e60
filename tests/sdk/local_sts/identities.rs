//! Presigned identities: a client signs, a server verifies the form, and STS the signature.

use std::time::{Duration, SystemTime};

use querysmith::identity::{
    IdentityRules, PresignedIdentity, eks_token, presign_get_caller_identity,
};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityInput;
use querysmith::{Bytes, Operation, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// A client that signs for STS itself, with alice's key.
fn signer(sts: &LocalSts) -> Client {
    let config = Config::builder().region("us-east-1");
    let credentials = sts.credentials("alice").unwrap();
    Client::new(&config.credentials_provider(credentials).build())
}

/// Sends a request for a host of STS to the stand-in, as a proxy would.
async fn forward(sts: &LocalSts, request: &http::Request<Bytes>) -> http::Response<Bytes> {
    let target = request.uri().path_and_query().unwrap();
    let host = request.uri().host().unwrap();
    let mut text = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    let mut stream = TcpStream::connect(sts.address()).await.unwrap();
    stream
        .write_all(format!("{text}\r\n").as_bytes())
        .await
        .unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
    http::Response::builder()
        .status(status)
        .body(body.to_owned().into())
        .unwrap()
}

#[tokio::test]
async fn a_token_for_eks_identifies_the_user() {
    let sts = LocalSts::start().await.unwrap();
    let token = eks_token(&signer(&sts), "production").await.unwrap();
    let identity =
        PresignedIdentity::from_token(token.token(), &IdentityRules::eks(), SystemTime::now());
    let identity = identity.unwrap();
    let request = identity
        .clone()
        .into_request([("x-k8s-aws-id", "production")])
        .unwrap();
    let output = GetCallerIdentityInput::parse_response(&forward(&sts, &request).await).unwrap();
    assert_eq!(output.arn(), Some(ALICE));

    let request = identity
        .into_request([("x-k8s-aws-id", "staging")])
        .unwrap();
    let refused =
        GetCallerIdentityInput::parse_response(&forward(&sts, &request).await).unwrap_err();
    assert_eq!(refused.code(), Some("SignatureDoesNotMatch"));
}

#[tokio::test]
async fn a_url_is_bound_to_the_server_that_it_was_signed_for() {
    let sts = LocalSts::start().await.unwrap();
    let presigning = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
    let presigning = presigning.with_header("x-server-id", "vault").unwrap();
    let url = presign_get_caller_identity(&signer(&sts), presigning)
        .await
        .unwrap();
    let rules = IdentityRules::new().require_header("x-server-id");
    let identity = PresignedIdentity::parse(url.uri(), &rules, SystemTime::now()).unwrap();
    for (server, status) in [("vault", 200), ("mallory", 403)] {
        let request = identity
            .clone()
            .into_request([("x-server-id", server)])
            .unwrap();
        assert_eq!(forward(&sts, &request).await.status(), status, "{server}");
    }
}
