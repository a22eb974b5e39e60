//! Faults between the request and the end of the response head.

use std::error::Error as _;

use querysmith::transport::TransportErrorKind::{Io, Other};

use querysmith::{Attempt, ErrorKind};

use crate::client::READ;
use crate::fault::{Trial, connection_fault, timeout_error, transport_error};
use crate::script::{Close, Drip, Read, Reset, Stall, Step, Wait, response, send};
use crate::server::Server;

/// The message of every transport error before the response.
const LOST: &str = "no response from 127.0.0.1:";

/// The message for a head that exceeds a limit.
const TOO_LARGE: &str = "is too large; expected at most 100 headers";

/// Reads the request, then performs these steps.
fn then(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    std::iter::once(Read).chain(steps).collect()
}

#[tokio::test]
async fn a_reset_before_the_response_is_retried() {
    connection_fault(then([Reset]))
        .is_retried(transport_error(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_close_before_the_response_is_retried() {
    connection_fault(then([Close]))
        .is_retried(transport_error(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_reset_within_the_head_is_retried() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    connection_fault(then([half, Reset]))
        .is_retried(transport_error(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_close_within_the_head_is_retried() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    connection_fault(then([half, Close]))
        .is_retried(transport_error(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_stall_before_the_response_causes_a_read_timeout_and_is_retried() {
    let expected = timeout_error("no complete response from 127.0.0.1 within 11s (read timeout)");
    connection_fault(then([Stall])).is_retried(expected).await;
}

#[tokio::test]
async fn a_stall_within_the_head_causes_a_read_timeout_and_is_retried() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    let expected = timeout_error("within 11s (read timeout)");
    connection_fault(then([half, Stall]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn a_slow_head_causes_a_read_timeout_and_is_retried() {
    let start = send("HTTP/1.1 200 OK\r\nx-drip: ");
    let expected = timeout_error("within 11s (read timeout)");
    connection_fault(then([start, Drip(b".")]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn an_invalid_status_line_is_retried() {
    let expected = || transport_error(Io, LOST);
    for line in [
        "garbage\r\n\r\n",
        "HTTP/1.1 TWO HUNDRED\r\n\r\n",
        "HTTP/7.3 200 OK\r\n\r\n",
        "<html><body>It works!</body></html>\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        connection_fault(then([send(line), Wait]))
            .is_retried(expected())
            .await;
    }
}

#[tokio::test]
async fn an_http_2_response_is_retried() {
    // The SETTINGS frame that an HTTP/2 server sends first.
    let settings = send(b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64");
    connection_fault(then([settings, Close]))
        .is_retried(transport_error(Io, LOST))
        .await;
}

#[tokio::test]
async fn an_invalid_header_is_retried() {
    for header in [
        "no colon",
        "na me: value",
        ": no name",
        "a: \0",
        "a: b\r\n c",
    ] {
        let head = send(format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n"));
        connection_fault(then([head, Wait]))
            .is_retried(transport_error(Io, LOST))
            .await;
    }
}

#[tokio::test]
async fn too_many_headers_are_not_retried() {
    let headers: String = (0..1000).map(|n| format!("x-{n}: {n}\r\n")).collect();
    let head = send(format!("HTTP/1.1 200 OK\r\n{headers}\r\n"));
    connection_fault(then([head, Wait]))
        .is_not_retried(transport_error(Other, TOO_LARGE))
        .await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_not_retried() {
    let head = format!("HTTP/1.1 200 OK\r\nx-long: {}", "x".repeat(1024 * 1024));
    connection_fault(then([send(head), Wait]))
        .is_not_retried(transport_error(Other, TOO_LARGE))
        .await;
}

#[tokio::test]
async fn reading_stops_in_a_head_without_an_end() {
    let start = send("HTTP/1.1 200 OK\r\n");
    let expected = transport_error(Other, TOO_LARGE);
    // More than the socket buffers can hold, so that the client must read before the timer elapses.
    connection_fault(then([start, Drip(&[b'x'; 256 * 1024])]))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn the_operation_timeout_applies_to_all_attempts_together() {
    let script = [vec![Read, response(503, &[], ""), Wait], vec![Read, Stall]];
    let trial = Trial::with(Server::start(script).await, |config, _| {
        // This limit elapses when the server stalls.
        config.read_timeout(None).operation_timeout(READ)
    });
    let error = trial.error().await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout() && error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("within 11s (operation timeout)"), "{text}");
    let made = error.metadata().unwrap().attempts();
    let statuses: Vec<_> = made.iter().map(Attempt::status).collect();
    assert_eq!(statuses, [Some(503), None]);
    // The source is the error that caused the retry.
    let source = error.source().expect("the error of the first attempt");
    assert!(source.to_string().contains("HTTP 503"), "{source}");
    trial.succeeds().await;
}
