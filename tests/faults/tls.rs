//! Faults of TLS, on the way to a connection and within one.

use std::time::Duration;

use querysmith::transport::TransportErrorKind::{Connect, Io, Tls};

use crate::certificate::{expired, for_other_host, untrusted, valid};
use crate::fault::{Fault, breaks, lost, timed_out};
use crate::script::{
    Close, Cut, Handshake, Idle, Read, Reset, Serve, Stall, Step, Wait, framed, send, success,
    whoami,
};

/// On a connection of a server that is to speak TLS.
fn by_https(steps: impl Into<Vec<Step>>) -> Fault {
    breaks(steps).over_tls(valid())
}

/// Over TLS, after the request.
fn then(steps: impl IntoIterator<Item = Step>) -> Fault {
    let start = [Handshake(valid()), Read];
    by_https(start.into_iter().chain(steps).collect::<Vec<_>>())
}

fn half_of_the_body() -> Step {
    let body = whoami();
    let length = format!("content-length: {}", body.len());
    framed(200, &[&length], &body[..body.len() / 2])
}

#[tokio::test]
async fn a_certificate_of_a_root_that_nobody_trusts_is_refused_at_once() {
    let told = lost(Tls, "UnknownIssuer");
    by_https([Handshake(untrusted()), Serve])
        .is_final(told)
        .await;
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused_at_once() {
    let told = lost(Tls, "not valid for name");
    by_https([Handshake(for_other_host()), Serve])
        .is_final(told)
        .await;
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused_at_once() {
    let told = lost(Tls, "expired");
    by_https([Handshake(expired()), Serve]).is_final(told).await;
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_refused_at_once() {
    let answer = send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let told = lost(Tls, "no TLS connection to 127.0.0.1:");
    by_https([answer, Wait]).is_final(told).await;
}

#[tokio::test]
async fn a_server_that_refuses_the_handshake_is_refused_at_once() {
    // The alert that there is nothing which both sides can do.
    let alert = send(b"\x15\x03\x03\0\x02\x02\x28");
    let told = lost(Tls, "HandshakeFailure");
    by_https([alert, Close]).is_final(told).await;
}

#[tokio::test]
async fn a_handshake_that_is_not_answered_ends_with_the_connect_timeout_and_is_tried_again() {
    let told = timed_out("within 300ms (connect timeout)");
    let limit = Duration::from_millis(300);
    by_https([Wait])
        .with_connect_timeout(limit)
        .is_tried_again(told)
        .await;
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_tried_again() {
    for end in [Close, Reset] {
        let told = lost(Connect, "no connection to 127.0.0.1:");
        by_https([end]).is_tried_again(told).await;
    }
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_is_tried_again() {
    for end in [Close, Cut, Reset] {
        let told = lost(Io, "no response from 127.0.0.1:");
        then([end]).is_tried_again(told).await;
    }
}

#[tokio::test]
async fn a_connection_that_breaks_within_the_body_is_tried_again() {
    for end in [Close, Cut] {
        let told = lost(Io, "the response from 127.0.0.1:");
        then([half_of_the_body(), end]).is_tried_again(told).await;
    }
    // A reset may overtake the bytes before it: TLS takes all that has come before it hands any on.
    let told = lost(Io, "response from 127.0.0.1:");
    then([half_of_the_body(), Reset]).is_tried_again(told).await;
}

#[tokio::test]
async fn silence_within_the_body_ends_with_the_read_timeout_and_is_tried_again() {
    let told = timed_out("within 11s (read timeout)");
    then([half_of_the_body(), Stall]).is_tried_again(told).await;
}

#[tokio::test]
async fn a_body_that_is_cut_where_it_could_end_is_tried_again() {
    // Without a length, only the word with which TLS ends tells a whole body from a part.
    let told = lost(Io, "the response from 127.0.0.1:");
    then([framed(200, &[], whoami()), Cut])
        .is_tried_again(told)
        .await;
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_read_whole() {
    then([framed(200, &[], whoami()), Close])
        .does_no_harm(2)
        .await;
}

#[tokio::test]
async fn a_connection_that_is_closed_while_idle_does_not_surface() {
    for end in [Close, Cut, Reset] {
        then([success(), Idle, end]).does_no_harm(2).await;
    }
}

#[tokio::test]
async fn two_calls_share_a_connection() {
    then([success(), Serve]).does_no_harm(1).await;
}
