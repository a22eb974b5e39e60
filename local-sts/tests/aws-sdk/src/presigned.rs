//! Presigned URLs, as clients of EKS and Vault create them with the library of the SDK.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;

use super::*;

/// The path of a presigned URL.
fn presigned(setup: &Setup, credentials: Credentials) -> String {
    let identity = credentials.into();
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(60));
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("sts")
        .time(Clock::now(&setup.time))
        .settings(settings)
        .build()
        .expect("the parameters are complete")
        .into();
    let url = format!(
        "{}/?Action=GetCallerIdentity&Version=2011-06-15",
        setup.sts.url()
    );
    let headers = [("x-k8s-aws-id", "cluster")].into_iter();
    let signable = SignableRequest::new("GET", &url, headers, SignableBody::Bytes(b""));
    let (instructions, _) = sign(signable.expect("a request"), &params)
        .expect("a signature")
        .into_parts();
    let mut request = http::Request::get(&url).body(()).expect("a request");
    instructions.apply_to_request_http1x(&mut request);
    let target = request.uri().path_and_query().expect("a query");
    target.to_string()
}

/// The response to `GET`, with a header that is signed.
fn get(setup: &Setup, path: &str) -> String {
    let address = setup.sts.address();
    let mut stream = TcpStream::connect(address).expect("a connection");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nx-k8s-aws-id: cluster\r\nconnection: close\r\n\r\n"
    )
    .expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

#[tokio::test]
async fn a_presigned_url_is_valid_for_a_user_and_for_a_session() {
    let setup = start();
    let output = setup.alice().get_session_token().send().await;
    let credentials = session(output.expect("GetSessionToken succeeds").credentials());
    for credentials in [setup.key_of_alice(), credentials] {
        let path = presigned(&setup, credentials);
        let response = get(&setup, &path);
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        assert!(response.contains(":user/alice</Arn>"), "{response}");
        let changed = get(&setup, &path.replace("2011-06-15", "2011-06-15&X=1"));
        assert!(
            changed.contains("<Code>SignatureDoesNotMatch<"),
            "{changed}"
        );
    }
}

#[tokio::test]
async fn a_presigned_url_expires() {
    let setup = start();
    let path = presigned(&setup, setup.key_of_alice());
    setup.time.advance(Duration::from_secs(901));
    let response = get(&setup, &path);
    assert!(response.contains("Signature expired: "), "{response}");
}
