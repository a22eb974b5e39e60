//! The transport alone, with requests built by the tests.

use std::sync::Arc;
use std::time::Duration;

use querysmith_runtime::transport::{
    HyperTransport, Transport, TransportError, TransportErrorKind,
};
use querysmith_runtime::{Bytes, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, mpsc};

use crate::server::{Server, response};

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

/// Fails a test whose future does not complete in time.
pub async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(Duration::from_secs(30), future).await;
    outcome.expect("the future completes within 30 seconds")
}

#[tokio::test]
async fn a_request_gets_a_host_header_and_its_target_is_only_path_and_query() {
    let server = Server::responding(None, "200 OK", "");
    let address = server.address;
    let response = get(&transport(), &format!("http://ann:hush@{address}?a=b")).await;
    assert_eq!(response.unwrap().status(), 200);
    assert_eq!(
        server.request(),
        format!("get /?a=b http/1.1\r\nhost: {address}\r\n\r\n")
    );
}

#[tokio::test]
async fn a_proxy_receives_neither_the_user_info_nor_the_default_port() {
    let proxy = Server::responding(None, "200 OK", "");
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
async fn a_host_header_is_kept() {
    let server = Server::responding(None, "200 OK", "");
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
async fn the_length_that_is_sent_is_that_of_the_body_whatever_the_headers_say() {
    for (name, value) in [
        ("content-length", "2"),
        ("content-length", "4"),
        ("content-length", "+4"),
        ("content-length", "200"),
        ("transfer-encoding", "chunked"),
    ] {
        let server = Server::responding(None, "200 OK", "");
        let request = http::Request::post(format!("http://{}", server.address))
            .header(name, value)
            .header(name, value)
            .body(Bytes::from("body"))
            .unwrap();
        bounded(transport().send(request)).await.unwrap();
        let sent = server.request();
        assert_eq!(sent.matches("content-length: 4\r\n").count(), 1, "{sent}");
        assert_eq!(sent.matches("content-length").count(), 1, "{sent}");
        assert!(!sent.contains("transfer-encoding"), "{sent}");
        assert!(sent.ends_with("\r\n\r\nbody"), "{sent}");
    }
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
async fn a_host_name_is_connected_at_the_address_that_listens() {
    // On most systems the name also resolves to ::1, where nothing listens.
    let server = Server::responding(None, "200 OK", "");
    let url = format!("http://localhost:{}/", server.address.port());
    assert_eq!(get(&transport(), &url).await.unwrap().status(), 200);
}

/// More bytes than the buffers of a connection hold.
const LARGE: usize = 64 << 20;

/// A server that reads the first byte of a request, responds with 413 if `responds` is set, and
/// continues reading when notified. It reports 0 after the first byte, and the number of bytes read
/// when the connection has ended.
fn paused_server(responds: bool) -> (Server, Arc<Notify>, mpsc::UnboundedReceiver<usize>) {
    let (report, reports) = mpsc::unbounded_channel();
    let proceed = Arc::new(Notify::new());
    let may_proceed = Arc::clone(&proceed);
    let server = Server::start(None, move |_, mut stream| {
        let (report, may_proceed) = (report.clone(), Arc::clone(&may_proceed));
        Box::pin(async move {
            stream.read_u8().await?;
            let _ = report.send(0);
            if responds {
                let response = response("413 Oh", "too large");
                stream.write_all(response.as_bytes()).await?;
            }
            may_proceed.notified().await;
            let mut buffer = vec![0; 64 << 10];
            let mut count = 0;
            // Reading ends when the client closes the connection, or with a reset.
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                count += read;
            }
            let _ = report.send(count);
            Ok(())
        })
    });
    (server, proceed, reports)
}

fn large_request(server: &Server) -> http::Request<Bytes> {
    http::Request::post(format!("http://{}", server.address))
        .body(Bytes::from(vec![b'x'; LARGE]))
        .unwrap()
}

#[tokio::test]
async fn a_response_before_the_end_of_the_request_is_returned_and_closes_the_connection() {
    let (server, proceed, mut reports) = paused_server(true);
    let transport = transport();
    for connections in 1..=2 {
        let response = bounded(transport.send(large_request(&server)));
        let response = response.await.unwrap();
        assert_eq!(response.status(), 413);
        assert_eq!(response.body(), "too large");
        assert_eq!(server.connections(), connections);
        assert_eq!(bounded(reports.recv()).await, Some(0));
        proceed.notify_one();
        let read = bounded(reports.recv()).await.unwrap();
        assert!(read < LARGE, "{read} bytes");
    }
}

#[tokio::test]
async fn a_canceled_request_is_not_written_to_its_end() {
    let (server, proceed, mut reports) = paused_server(false);
    let transport = transport();
    let request = large_request(&server);
    let canceled = tokio::spawn(async move { transport.send(request).await.map(drop) });
    assert_eq!(bounded(reports.recv()).await, Some(0));
    canceled.abort();
    assert!(canceled.await.unwrap_err().is_cancelled());
    proceed.notify_one();
    let read = bounded(reports.recv()).await.unwrap();
    assert!(read < LARGE, "{read} bytes");
}

#[tokio::test]
async fn every_request_is_sent_as_http_1_1() {
    let server = Server::responding(None, "200 OK", "");
    let request = http::Request::get(format!("http://{}", server.address))
        .version(http::Version::HTTP_3)
        .body(Bytes::new())
        .unwrap();
    bounded(transport().send(request)).await.unwrap();
    assert!(server.request().starts_with("get / http/1.1\r\n"));
}

#[tokio::test]
async fn a_request_to_a_port_that_does_not_fit_is_not_sent_to_the_default_port() {
    for port in ["99999", "0", ""] {
        let error = get(&transport(), &format!("http://127.0.0.1:{port}/")).await;
        let error = error.unwrap_err();
        assert!(
            error.to_string().contains("its port is not a number"),
            "{error}"
        );
        assert_eq!(error.kind(), TransportErrorKind::Other);
    }
}
