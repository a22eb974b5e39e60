//! The transport by itself, with requests that no call has prepared.

use std::time::Duration;

use querysmith_runtime::transport::{HyperTransport, Transport, TransportError};
use querysmith_runtime::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::{Server, answer};

pub fn transport() -> HyperTransport {
    HyperTransport::builder()
        .connect_timeout(Duration::from_secs(30))
        .build()
}

pub async fn get(
    transport: &HyperTransport,
    uri: &str,
) -> Result<http::Response<Bytes>, TransportError> {
    let request = http::Request::get(uri).body(Bytes::new()).unwrap();
    bounded(transport.send(request)).await
}

/// Ends a test in which something does not happen.
pub async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(Duration::from_secs(30), future).await;
    outcome.expect("something within 30 seconds")
}

#[tokio::test]
async fn a_request_gets_its_host_and_is_for_the_path_alone() {
    let server = Server::answering(None, "200 OK", "");
    let address = server.address;
    let answer = get(&transport(), &format!("http://ann:hush@{address}?a=b")).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!(
        server.request(),
        format!("get /?a=b http/1.1\r\nhost: {address}\r\n\r\n")
    );
}

#[tokio::test]
async fn a_request_keeps_the_host_that_it_has() {
    let server = Server::answering(None, "200 OK", "");
    let request = http::Request::post(format!("http://{}/path", server.address))
        .header("host", "elsewhere.example")
        .body(Bytes::from("body"))
        .unwrap();
    transport().send(request).await.unwrap();
    assert_eq!(
        server.request(),
        "post /path http/1.1\r\nhost: elsewhere.example\r\ncontent-length: 4\r\n\r\nbody"
    );
}

#[tokio::test]
async fn a_uri_that_is_not_absolute_is_an_error() {
    for uri in ["/path?signature=hush", "host.example"] {
        let error = get(&transport(), uri).await.unwrap_err().to_string();
        assert!(error.contains("expected an absolute one"), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_name_leads_to_the_address_where_somebody_listens() {
    // It is ::1 as well on most systems, where nobody does.
    let server = Server::answering(None, "200 OK", "");
    let url = format!("http://localhost:{}/", server.address.port());
    assert_eq!(get(&transport(), &url).await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_request_is_taken_and_ends_the_connection() {
    let server = Server::start(None, |_, mut stream| {
        Box::pin(async move {
            stream.read_u8().await?;
            stream
                .write_all(answer("413 Oh", "too large").as_bytes())
                .await?;
            // It reads no more, and does not close.
            std::future::pending().await
        })
    });
    let transport = transport();
    for connections in 1..=2 {
        let request = http::Request::post(format!("http://{}", server.address))
            .body(Bytes::from(vec![b'x'; 64 << 20]))
            .unwrap();
        let answer = bounded(transport.send(request)).await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.body()[..]),
            (413, &b"too large"[..])
        );
        assert_eq!(server.connections(), connections);
    }
}
