//! Faults between the request and the end of the answer's head.

use std::error::Error as _;

use querysmith::transport::TransportErrorKind::Io;

use querysmith::{Attempt, ErrorKind};

use crate::client::READ;
use crate::fault::{Trial, breaks, lost, timed_out};
use crate::script::{Close, Drip, Read, Reset, Stall, Step, Wait, answer, send};
use crate::server::Server;

/// What every loss before the answer says.
const LOST: &str = "no response from 127.0.0.1:";

/// After the request, this and nothing more.
fn then(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    std::iter::once(Read).chain(steps).collect()
}

#[tokio::test]
async fn a_reset_instead_of_an_answer_is_tried_again() {
    breaks(then([Reset])).is_tried_again(lost(Io, LOST)).await;
}

#[tokio::test]
async fn an_end_instead_of_an_answer_is_tried_again() {
    breaks(then([Close])).is_tried_again(lost(Io, LOST)).await;
}

#[tokio::test]
async fn a_reset_within_the_head_is_tried_again() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    breaks(then([half, Reset]))
        .is_tried_again(lost(Io, LOST))
        .await;
}

#[tokio::test]
async fn an_end_within_the_head_is_tried_again() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    breaks(then([half, Close]))
        .is_tried_again(lost(Io, LOST))
        .await;
}

#[tokio::test]
async fn silence_instead_of_an_answer_ends_with_the_read_timeout_and_is_tried_again() {
    let told = timed_out("no complete response from 127.0.0.1 within 11s (read timeout)");
    breaks(then([Stall])).is_tried_again(told).await;
}

#[tokio::test]
async fn silence_within_the_head_ends_with_the_read_timeout_and_is_tried_again() {
    let half = send("HTTP/1.1 200 OK\r\ncontent-le");
    let told = timed_out("within 11s (read timeout)");
    breaks(then([half, Stall])).is_tried_again(told).await;
}

#[tokio::test]
async fn a_head_that_drips_past_the_time_limit_is_tried_again() {
    let start = send("HTTP/1.1 200 OK\r\nx-drip: ");
    let told = timed_out("within 11s (read timeout)");
    breaks(then([start, Drip(b".")])).is_tried_again(told).await;
}

#[tokio::test]
async fn a_status_line_that_is_none_is_tried_again() {
    let told = || lost(Io, LOST);
    for line in [
        "garbage\r\n\r\n",
        "HTTP/1.1 TWO HUNDRED\r\n\r\n",
        "HTTP/7.3 200 OK\r\n\r\n",
        "<html><body>It works!</body></html>\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        breaks(then([send(line), Wait]))
            .is_tried_again(told())
            .await;
    }
}

#[tokio::test]
async fn an_answer_in_another_version_of_http_is_tried_again() {
    // The settings with which an HTTP/2 server greets.
    let settings = send(b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64");
    breaks(then([settings, Close]))
        .is_tried_again(lost(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_header_that_is_none_is_tried_again() {
    for header in [
        "no colon",
        "na me: value",
        ": no name",
        "a: \0",
        "a: b\r\n c",
    ] {
        let head = send(format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n"));
        breaks(then([head, Wait]))
            .is_tried_again(lost(Io, LOST))
            .await;
    }
}

#[tokio::test]
async fn more_headers_than_an_answer_may_have_are_tried_again() {
    let headers: String = (0..1000).map(|n| format!("x-{n}: {n}\r\n")).collect();
    let head = send(format!("HTTP/1.1 200 OK\r\n{headers}\r\n"));
    breaks(then([head, Wait]))
        .is_tried_again(lost(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_head_that_is_larger_than_it_may_be_is_tried_again() {
    let head = format!("HTTP/1.1 200 OK\r\nx-long: {}", "x".repeat(1024 * 1024));
    breaks(then([send(head), Wait]))
        .is_tried_again(lost(Io, LOST))
        .await;
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read_forever() {
    let start = send("HTTP/1.1 200 OK\r\n");
    let told = lost(Io, LOST);
    // More than what lies between can hold, so that the client has to read before time passes.
    breaks(then([start, Drip(&[b'x'; 256 * 1024])]))
        .is_tried_again(told)
        .await;
}

#[tokio::test]
async fn the_time_limit_of_a_call_counts_over_its_attempts() {
    let script = [vec![Read, answer(503, &[], ""), Read, Stall]];
    let trial = Trial::with(Server::start(script).await, |config, _| {
        // The limit that passes when the server stalls.
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
    // Why there was more than one.
    let beneath = error.source().expect("the error of the first attempt");
    assert!(beneath.to_string().contains("HTTP 503"), "{beneath}");
    trial.goes_on().await;
}
