//! The transport by itself, with requests that no call has prepared.

use std::sync::Arc;
use std::time::Duration;

use querysmith_runtime::transport::{HyperTransport, Transport, TransportError};
use querysmith_runtime::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, mpsc};

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
async fn a_proxy_is_told_neither_the_user_nor_the_port_of_the_scheme() {
    let proxy = Server::answering(None, "200 OK", "");
    let transport = HyperTransport::builder()
        .proxy(proxy.address.to_string())
        .build();
    for (port, expected) in [("", ""), (":80", ""), (":443", ":443"), (":8080", ":8080")] {
        let uri = format!("http://ann:hush@far.example{port}/path?a=b");
        get(&transport, &uri).await.unwrap();
        let host = format!("far.example{expected}");
        assert_eq!(
            proxy.requests().pop().unwrap(),
            format!("get http://{host}/path?a=b http/1.1\r\nhost: {host}\r\n\r\n")
        );
    }
}

#[tokio::test]
async fn a_request_keeps_the_host_that_it_has() {
    let server = Server::answering(None, "200 OK", "");
    let request = http::Request::post(format!("http://{}/path", server.address))
        .header("host", "elsewhere.example")
        .body(Bytes::from("body"))
        .unwrap();
    bounded(transport().send(request)).await.unwrap();
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

/// More than goes into the buffers of a connection.
const LARGE: usize = 64 << 20;

/// A server that reads the beginning of a request, answers with 413 if it is to, and reads on when
/// it is told to. What it tells is a 0 for the beginning, and how much it has read when the
/// connection has ended.
fn slow(answers: bool) -> (Server, Arc<Notify>, mpsc::UnboundedReceiver<usize>) {
    let (tell, told) = mpsc::unbounded_channel();
    let go = Arc::new(Notify::new());
    let reads_on = Arc::clone(&go);
    let server = Server::start(None, move |_, mut stream| {
        let (tell, reads_on) = (tell.clone(), Arc::clone(&reads_on));
        Box::pin(async move {
            stream.read_u8().await?;
            let _ = tell.send(0);
            if answers {
                let answer = answer("413 Oh", "too large");
                stream.write_all(answer.as_bytes()).await?;
            }
            reads_on.notified().await;
            let mut buffer = vec![0; 64 << 10];
            let mut count = 0;
            // It ends with the client's end, or with a reset.
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                count += read;
            }
            let _ = tell.send(count);
            Ok(())
        })
    });
    (server, go, told)
}

fn large_request(server: &Server) -> http::Request<Bytes> {
    http::Request::post(format!("http://{}", server.address))
        .body(Bytes::from(vec![b'x'; LARGE]))
        .unwrap()
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_request_is_taken_and_ends_the_connection() {
    let (server, go, mut told) = slow(true);
    let transport = transport();
    for connections in 1..=2 {
        let answer = bounded(transport.send(large_request(&server)));
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 413);
        assert_eq!(answer.body(), "too large");
        assert_eq!(server.connections(), connections);
        assert_eq!(bounded(told.recv()).await, Some(0));
        go.notify_one();
        let read = bounded(told.recv()).await.unwrap();
        assert!(read < LARGE, "{read} bytes");
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_is_not_written_to_its_end() {
    let (server, go, mut told) = slow(false);
    let transport = transport();
    let request = large_request(&server);
    let given_up = tokio::spawn(async move { transport.send(request).await.map(drop) });
    assert_eq!(bounded(told.recv()).await, Some(0));
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    go.notify_one();
    let read = bounded(told.recv()).await.unwrap();
    assert!(read < LARGE, "{read} bytes");
}

#[tokio::test]
async fn every_request_is_sent_by_http_1_1() {
    let server = Server::answering(None, "200 OK", "");
    let request = http::Request::get(format!("http://{}", server.address))
        .version(http::Version::HTTP_3)
        .body(Bytes::new())
        .unwrap();
    bounded(transport().send(request)).await.unwrap();
    assert!(server.request().starts_with("get / http/1.1\r\n"));
}
