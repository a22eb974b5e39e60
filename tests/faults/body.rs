//! Faults within the body of a response.

use querysmith::transport::TransportErrorKind::{BodyTooLarge, Io};

use crate::fault::{connection_fault, parse_error, timeout_error, transport_error};
use crate::script::{
    Close, Drip, Read, Reset, Serve, Stall, Step, Wait, chunk, raw_response, response, send, whoami,
};

const BROKEN: &str = "the response from 127.0.0.1:";

const CHUNKED: &str = "transfer-encoding: chunked";

/// The default limit for a body, 10 MiB.
const LIMIT: usize = 10 * 1024 * 1024;

/// Reads the request, then performs these steps.
fn then(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    std::iter::once(Read).chain(steps).collect()
}

/// A response with the correct content length but only half of the body.
fn half() -> Step {
    let body = whoami();
    let length = format!("content-length: {}", body.len());
    raw_response(200, &[&length], &body[..body.len() / 2])
}

/// A chunked response with this encoded body.
fn chunked(body: impl AsRef<[u8]>) -> Step {
    raw_response(200, &[CHUNKED], body)
}

#[tokio::test]
async fn a_reset_within_the_body_is_retried() {
    connection_fault(then([half(), Reset]))
        .is_retried(transport_error(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn a_close_within_the_body_is_retried() {
    connection_fault(then([half(), Close]))
        .is_retried(transport_error(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn a_stall_within_the_body_causes_a_read_timeout_and_is_retried() {
    let expected = timeout_error("no complete response from 127.0.0.1 within 11s (read timeout)");
    connection_fault(then([half(), Stall]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn a_slow_body_causes_a_read_timeout_and_is_retried() {
    let expected = timeout_error("within 11s (read timeout)");
    let head = raw_response(200, &["content-length: 1000000"], "");
    connection_fault(then([head, Drip(b" ")]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn slow_chunks_cause_a_read_timeout_and_are_retried() {
    let expected = timeout_error("within 11s (read timeout)");
    connection_fault(then([chunked(""), Drip(b"1\r\n \r\n")]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn a_content_length_that_is_too_large_is_retried_after_a_close() {
    let length = format!("content-length: {}", whoami().len() + 1);
    let long = raw_response(200, &[&length], whoami());
    connection_fault(then([long, Close]))
        .is_retried(transport_error(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn a_content_length_that_is_too_large_is_retried_after_a_read_timeout() {
    let length = format!("content-length: {}", whoami().len() + 1);
    let long = raw_response(200, &[&length], whoami());
    let expected = timeout_error("within 11s (read timeout)");
    connection_fault(then([long, Stall]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn a_content_length_that_is_too_small_causes_a_parse_error() {
    let length = format!("content-length: {}", whoami().len() / 2);
    let short = raw_response(200, &[&length], whoami());
    // The excess bytes are not a response, so the connection is closed.
    connection_fault(then([short, Wait]))
        .is_not_retried(parse_error(200, "cannot be read"))
        .await;
}

#[tokio::test]
async fn bytes_after_a_response_are_not_parsed_as_the_next_response() {
    let length = format!("content-length: {}", whoami().len());
    let mut body = whoami();
    body.extend_from_slice(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    connection_fault(then([raw_response(200, &[&length], body), Wait]))
        .is_harmless(2)
        .await;
}

#[tokio::test]
async fn an_invalid_content_length_is_retried() {
    for length in ["-1", "ten", "1e3", "99999999999999999999999"] {
        let length = format!("content-length: {length}");
        let head = raw_response(200, &[&length], whoami());
        let expected = transport_error(Io, "no response from 127.0.0.1:");
        connection_fault(then([head, Wait]))
            .is_retried(expected)
            .await;
    }
}

#[tokio::test]
async fn conflicting_content_lengths_are_retried() {
    let length = format!("content-length: {}", whoami().len());
    let head = raw_response(200, &[&length, "content-length: 7"], whoami());
    let expected = transport_error(Io, "no response from 127.0.0.1:");
    connection_fault(then([head, Wait]))
        .is_retried(expected)
        .await;
}

#[tokio::test]
async fn incomplete_chunks_are_retried() {
    let body = whoami();
    let first = chunk(&body[..100]);
    for sent in [&first[..], &first[..50], b"", b"6", b"64\r"] {
        let steps = then([chunked(sent), Close]);
        connection_fault(steps)
            .is_retried(transport_error(Io, BROKEN))
            .await;
    }
}

#[tokio::test]
async fn a_missing_final_chunk_is_retried() {
    // The body is complete, but the final chunk is missing.
    let steps = then([chunked(chunk(whoami())), Close]);
    connection_fault(steps)
        .is_retried(transport_error(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn an_invalid_chunk_size_is_retried() {
    for size in ["seven", "-1", "fffffffffffffffff", " "] {
        let steps = then([chunked(format!("{size}\r\n<x/>\r\n0\r\n\r\n")), Wait]);
        connection_fault(steps)
            .is_retried(transport_error(Io, BROKEN))
            .await;
    }
}

#[tokio::test]
async fn trailers_are_ignored() {
    let mut body = chunk(whoami());
    body.extend_from_slice(b"0\r\nx-checksum: 7\r\n\r\n");
    connection_fault(then([chunked(body), Serve]))
        .is_harmless(1)
        .await;
}

#[tokio::test]
async fn a_content_length_of_a_chunked_body_is_ignored() {
    let mut body = chunk(whoami());
    body.extend_from_slice(b"0\r\n\r\n");
    let both = raw_response(200, &[CHUNKED, "content-length: 7"], body);
    connection_fault(then([both, Serve])).is_harmless(1).await;
}

#[tokio::test]
async fn a_body_in_chunks_of_one_byte_is_read_completely() {
    let mut body: Vec<u8> = whoami().iter().flat_map(|byte| chunk([*byte])).collect();
    body.extend_from_slice(b"0\r\n\r\n");
    connection_fault(then([chunked(body), Serve]))
        .is_harmless(1)
        .await;
}

#[tokio::test]
async fn a_body_with_a_content_length_above_the_limit_is_not_read() {
    let length = format!("content-length: {}", LIMIT + 1);
    let head = raw_response(200, &[&length], "");
    let expected = transport_error(BodyTooLarge, "larger than the limit of 10485760 bytes");
    connection_fault(then([head, Wait]))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn reading_stops_when_a_body_exceeds_the_limit() {
    // More than sixteen mebibytes, if the client reads them.
    let expected = transport_error(BodyTooLarge, "larger than the limit of 10485760 bytes");
    connection_fault(then([
        raw_response(200, &[], ""),
        Drip(&[b' '; 256 * 1024]),
    ]))
    .is_not_retried(expected)
    .await;
}

#[tokio::test]
async fn a_body_exactly_at_the_limit_is_read() {
    let mut body = whoami();
    body.resize(LIMIT, b'\n');
    connection_fault(then([response(200, &[], body), Serve]))
        .is_harmless(1)
        .await;
}

#[tokio::test]
async fn a_body_delimited_by_the_end_of_the_connection_is_read_completely() {
    connection_fault(then([raw_response(200, &[], whoami()), Close]))
        .is_harmless(2)
        .await;
}

#[tokio::test]
async fn the_connection_of_an_http_1_0_response_is_not_reused() {
    let mut old = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    old.extend_from_slice(&whoami());
    connection_fault(then([send(&old), Close]))
        .is_harmless(2)
        .await;
}

#[tokio::test]
async fn the_connection_of_an_http_1_0_response_with_a_content_length_is_not_reused() {
    let head = format!(
        "HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n",
        whoami().len()
    );
    let mut old = head.into_bytes();
    old.extend_from_slice(&whoami());
    connection_fault(then([send(&old), Wait]))
        .is_harmless(2)
        .await;
}
