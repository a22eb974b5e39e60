//! Faults of TLS, during the handshake and after it.

use std::time::Duration;

use querysmith::transport::TransportErrorKind::{Connect, Io, Tls};

use crate::certificate::{expired, for_other_host, untrusted, valid};
use crate::fault::{Fault, connection_fault, timeout_error, transport_error};
use crate::script::{
    Close, Cut, Handshake, Idle, Read, Reset, Serve, Stall, Step, Wait, raw_response, send,
    success, whoami,
};

/// A fault of a server that is called over `https`.
fn https_fault(steps: impl Into<Vec<Step>>) -> Fault {
    connection_fault(steps).over_tls(valid())
}

/// A fault after the handshake and the request.
fn then(steps: impl IntoIterator<Item = Step>) -> Fault {
    let start = [Handshake(valid()), Read];
    https_fault(start.into_iter().chain(steps).collect::<Vec<_>>())
}

fn half_of_the_body() -> Step {
    let body = whoami();
    let length = format!("content-length: {}", body.len());
    raw_response(200, &[&length], &body[..body.len() / 2])
}

#[tokio::test]
async fn a_certificate_of_an_untrusted_root_is_rejected_without_a_retry() {
    let expected = transport_error(Tls, "UnknownIssuer");
    https_fault([Handshake(untrusted()), Serve])
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn a_certificate_for_another_host_is_rejected_without_a_retry() {
    let expected = transport_error(Tls, "not valid for name");
    https_fault([Handshake(for_other_host()), Serve])
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn an_expired_certificate_is_rejected_without_a_retry() {
    let expected = transport_error(Tls, "expired");
    https_fault([Handshake(expired()), Serve])
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn a_server_without_tls_is_rejected_without_a_retry() {
    let plain = send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let expected = transport_error(Tls, "no TLS connection to 127.0.0.1:");
    https_fault([plain, Wait]).is_not_retried(expected).await;
}

#[tokio::test]
async fn a_handshake_alert_is_an_error_without_a_retry() {
    // The alert `handshake_failure`.
    let alert = send(b"\x15\x03\x03\0\x02\x02\x28");
    let expected = transport_error(Tls, "HandshakeFailure");
    https_fault([alert, Close]).is_not_retried(expected).await;
}

#[tokio::test]
async fn a_stalled_handshake_causes_a_connect_timeout_and_is_retried() {
    let expected = timeout_error("within 300ms (connect timeout)");
    let limit = Duration::from_millis(300);
    https_fault([Wait])
        .with_connect_timeout(limit)
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn an_interrupted_handshake_is_retried() {
    for end in [Close, Reset] {
        let expected = transport_error(Connect, "no connection to 127.0.0.1:");
        https_fault([end]).is_retried(expected).await;
    }
}

#[tokio::test]
async fn a_connection_closed_before_the_response_is_retried() {
    for end in [Close, Cut, Reset] {
        let expected = transport_error(Io, "no response from 127.0.0.1:");
        then([end]).is_retried(expected).await;
    }
}

#[tokio::test]
async fn a_connection_closed_within_the_body_is_retried() {
    for end in [Close, Cut] {
        let expected = transport_error(Io, "the response from 127.0.0.1:");
        then([half_of_the_body(), end]).is_retried(expected).await;
    }
    // A reset can discard bytes that were received but not yet processed by TLS.
    let expected = transport_error(Io, "response from 127.0.0.1:");
    then([half_of_the_body(), Reset]).is_retried(expected).await;
}

#[tokio::test]
async fn a_stall_within_the_body_causes_a_read_timeout_and_is_retried() {
    let expected = timeout_error("within 11s (read timeout)");
    then([half_of_the_body(), Stall]).is_retried(expected).await;
}

#[tokio::test]
async fn an_undelimited_body_without_close_notify_is_retried() {
    // Without a content length, only `close_notify` shows that the body is complete.
    let expected = transport_error(Io, "the response from 127.0.0.1:");
    then([raw_response(200, &[], whoami()), Cut])
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn a_body_delimited_by_the_end_of_the_connection_is_read_completely() {
    then([raw_response(200, &[], whoami()), Close])
        .is_harmless(2)
        .await;
}

#[tokio::test]
async fn an_idle_connection_that_is_closed_does_not_affect_the_next_call() {
    for end in [Close, Cut, Reset] {
        then([success(), Idle, end]).is_harmless(2).await;
    }
}

#[tokio::test]
async fn two_calls_share_a_connection() {
    then([success(), Serve]).is_harmless(1).await;
}
