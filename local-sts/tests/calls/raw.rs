//! Requests without a client.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// Sends bytes, and returns everything that the server sends until it closes the connection.
pub(crate) async fn send(sts: &LocalSts, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(sts.address()).await.unwrap();
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    String::from_utf8_lossy(&received).into_owned()
}

/// Sends a `GET` request; returns the status and the body.
pub(crate) async fn get(sts: &LocalSts, target: &str) -> (u16, String) {
    let host = sts.address();
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    parse(&send(sts, head.as_bytes()).await)
}

/// Sends a `POST` request with a form and without a signature.
pub(crate) async fn post(sts: &LocalSts, form: &str) -> (u16, String) {
    let (host, length) = (sts.address(), form.len());
    let request = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{form}"
    );
    parse(&send(sts, request.as_bytes()).await)
}

fn parse(response: &str) -> (u16, String) {
    let (head, body) = response.split_once("\r\n\r\n").unwrap_or((response, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), body.to_owned())
}

#[tokio::test]
async fn a_request_that_is_no_http_is_refused() {
    let sts = LocalSts::start().await.unwrap();
    let response = send(
        &sts,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    )
    .await;
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
}

#[tokio::test]
async fn the_number_of_headers_and_the_size_of_the_head_are_limited() {
    let sts = LocalSts::start().await.unwrap();
    let many = "a: b\r\n".repeat(200);
    let response = send(
        &sts,
        format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n").as_bytes(),
    )
    .await;
    assert!(response.starts_with("HTTP/1.1 431 "), "{response}");
    let long = "x".repeat(200_000);
    let response = send(
        &sts,
        format!("GET /?{long} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes(),
    )
    .await;
    assert!(
        response.is_empty() || response.starts_with("HTTP/1.1 4"),
        "{response}"
    );
}

#[tokio::test]
async fn the_size_of_a_body_is_limited() {
    let sts = LocalSts::start().await.unwrap();
    let (status, body) = post(&sts, &"x".repeat(600_000)).await;
    assert_eq!(status, 413, "{body}");
    assert!(
        body.contains("<Code>RequestEntityTooLarge</Code>"),
        "{body}"
    );
    let head = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(10);
    let response = send(&sts, format!("{head}{chunks}0\r\n\r\n").as_bytes()).await;
    assert!(
        response.is_empty() || response.starts_with("HTTP/1.1 413 "),
        "{response}"
    );
    assert_eq!(
        arn_of(&sts.config("bob")).await,
        "arn:aws:iam::111122223333:user/bob"
    );
}

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let sts = LocalSts::start().await.unwrap();
    let one = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    let last = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let responses = send(&sts, format!("{one}{one}{last}").as_bytes()).await;
    assert_eq!(responses.matches("HTTP/1.1 400 ").count(), 3, "{responses}");
    assert_eq!(
        responses.matches("<Code>MissingAction</Code>").count(),
        3,
        "{responses}"
    );
}

#[tokio::test]
async fn a_server_stops_when_it_is_dropped() {
    let sts = LocalSts::start().await.unwrap();
    let address = sts.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    drop(sts);
    let mut received = Vec::new();
    // A reset is as good as an end.
    let _ = stream.read_to_end(&mut received).await;
    assert!(received.is_empty());
    assert!(TcpStream::connect(address).await.is_err());
}
