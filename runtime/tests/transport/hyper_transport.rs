//! The default transport over real sockets on loopback.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{Config, Credentials, Error, ErrorKind, RetryMode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{WEIGHED, parcel};

/// Starts a server that handles each connection with `serve`. Returns its URL and the number of
/// accepted connections.
async fn server<F, S>(serve: S) -> (String, Arc<AtomicUsize>)
where
    S: Fn(TcpStream) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream));
        }
    });
    (url, accepted)
}

/// Reads one request, head and body. `None` if the client closed the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>())
            });
            if body.len() >= length.unwrap().unwrap() {
                return Some(text);
            }
        }
        match stream.read(&mut buffer).await.unwrap_or(0) {
            0 => return None,
            n => text.push_str(std::str::from_utf8(&buffer[..n]).unwrap()),
        }
    }
}

fn ok_response(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nx-amzn-requestid: h-1\r\n\r\n{body}")
}

fn handle(url: &str) -> ClientCore {
    ClientCore::new(&builder(url).build())
}

fn builder(url: &str) -> querysmith_runtime::ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .endpoint_url(url)
        .retry_mode(RetryMode::Off)
}

async fn weigh_error(url: &str) -> Error {
    handle(url).call(&parcel()).await.unwrap_err()
}

#[tokio::test]
async fn a_response_is_returned_and_the_connection_is_reused() {
    let (url, accepted) = server(|mut stream| async move {
        while let Some(request) = read_request(&mut stream).await {
            assert!(request.starts_with("POST /post/ HTTP/1.1\r\n"), "{request}");
            assert!(
                !request.to_lowercase().contains("transfer-encoding"),
                "{request}"
            );
            assert!(request.ends_with("Action=Weigh&Version=2020-01-01&Parcel=a%20box"));
            stream
                .write_all(ok_response(WEIGHED).as_bytes())
                .await
                .unwrap();
        }
    })
    .await;
    let handle = handle(&format!("{url}/post"));
    for _ in 0..3 {
        assert_eq!(handle.call(&parcel()).await.unwrap().grams, 750);
    }
    assert_eq!(accepted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_chunked_response_is_assembled() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let (first, second) = WEIGHED.split_at(40);
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
        for part in [head, &chunk(first), &chunk(second), "0\r\n\r\n"] {
            stream.write_all(part.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
    })
    .await;
    assert_eq!(handle(&url).call(&parcel()).await.unwrap().grams, 750);
}

#[tokio::test]
async fn an_idle_connection_closed_by_the_server_causes_no_error() {
    let (closed, mut is_closed) = tokio::sync::mpsc::channel(1);
    let (url, accepted) = server(move |mut stream| {
        let closed = closed.clone();
        async move {
            read_request(&mut stream).await;
            stream
                .write_all(ok_response(WEIGHED).as_bytes())
                .await
                .unwrap();
            // The response did not announce that.
            drop(stream);
            closed.send(()).await.unwrap();
        }
    })
    .await;
    let handle = handle(&url);
    for _ in 0..5 {
        assert_eq!(handle.call(&parcel()).await.unwrap().grams, 750);
        is_closed.recv().await.unwrap();
        let_the_runtime_process_events().await;
    }
    assert_eq!(accepted.load(Ordering::SeqCst), 5);
}

/// A round trip through the runtime's I/O driver, which reports older events on the way.
async fn let_the_runtime_process_events() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (connected, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
    connected.unwrap();
    accepted.unwrap();
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn a_refused_connection_names_the_peer_and_the_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = weigh_error(&format!("http://{address}")).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_retryable());
    let text = error.to_string();
    let start = format!("Weigh failed: no connection to {address}: ");
    assert!(
        text.starts_with(&start) && text.to_lowercase().contains("refused"),
        "{text}"
    );
}

#[tokio::test]
async fn a_connection_closed_without_a_response_is_a_transport_error() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
    })
    .await;
    let error = weigh_error(&url).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_retryable());
    assert!(
        error.to_string().contains("no response from 127.0.0.1:"),
        "{error}"
    );
}

#[tokio::test]
async fn a_truncated_response_is_a_transport_error() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let whole = ok_response(WEIGHED);
        stream
            .write_all(&whole.as_bytes()[..whole.len() - 5])
            .await
            .unwrap();
    })
    .await;
    let error = weigh_error(&url).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains(" was interrupted: "), "{error}");
}

#[tokio::test]
async fn a_response_that_is_not_http_is_a_transport_error() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"220 mail ready\r\n").await;
    })
    .await;
    assert_eq!(weigh_error(&url).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_content_length_of_11_mib_is_rejected_before_the_body_arrives() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 11 << 20);
        stream.write_all(head.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    assert_too_large(&weigh_error(&url).await);
}

#[tokio::test]
async fn a_body_that_grows_to_11_mib_without_a_content_length_is_rejected() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
            .await;
        let _ = stream.write_all(&vec![b'x'; 11 << 20]).await;
    })
    .await;
    assert_too_large(&weigh_error(&url).await);
}

fn assert_too_large(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "Weigh failed: the response is larger than the limit of 10485760 bytes"
    );
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        stream
            .write_all(ok_response(WEIGHED).as_bytes())
            .await
            .unwrap();
    })
    .await;
    let config = builder(&url).response_limit(WEIGHED.len()).build();
    assert_eq!(
        ClientCore::new(&config)
            .call(&parcel())
            .await
            .unwrap()
            .grams,
        750
    );
    let config = builder(&url).response_limit(WEIGHED.len() - 1).build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(
        error.to_string().contains("larger than the limit"),
        "{error}"
    );
}

#[tokio::test]
async fn a_stalled_body_ends_at_the_read_timeout() {
    let (url, _) = server(|mut stream| async move {
        read_request(&mut stream).await;
        let whole = ok_response(WEIGHED);
        stream
            .write_all(&whole.as_bytes()[..whole.len() - 5])
            .await
            .unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let config = builder(&url)
        .read_timeout(Duration::from_millis(50))
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "Weigh failed: no complete response from 127.0.0.1 within 50ms (read timeout)"
    );
}

#[tokio::test]
async fn a_tls_handshake_that_stalls_ends_at_the_connect_timeout() {
    let (url, _) = server(|stream| async move {
        let _held_open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let config = builder(&url.replace("http:", "https:"))
        .connect_timeout(Duration::from_millis(50))
        .build();
    let error = ClientCore::new(&config).call(&parcel()).await.unwrap_err();
    let text = error.to_string();
    // On a system without root certificates the handshake does not begin.
    if !text.contains("no root certificates") {
        assert!(error.is_timeout(), "{text}");
        assert!(text.ends_with(" within 50ms (connect timeout)"), "{text}");
    }
}

#[tokio::test]
async fn a_peer_that_does_not_speak_tls_is_a_tls_error_and_not_retried() {
    let (url, _) = server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let error = weigh_error(&url.replace("http:", "https:")).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable(), "{error}");
}

#[test]
fn outside_a_tokio_runtime_the_default_transport_returns_an_error() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let handle = handle("http://127.0.0.1:9");
    let input = parcel();
    let call = pin!(handle.call(&input));
    let Poll::Ready(outcome) = call.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the call is pending");
    };
    let text = outcome.unwrap_err().to_string();
    assert!(text.contains("no tokio runtime is running"), "{text}");
}
