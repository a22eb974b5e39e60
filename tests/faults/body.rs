//! Faults within the body of an answer.

use querysmith::transport::TransportErrorKind::{BodyTooLarge, Io};

use crate::fault::{breaks, lost, timed_out, unreadable};
use crate::script::{
    Close, Drip, Read, Reset, Serve, Stall, Step, Wait, answer, chunk, framed, send, whoami,
};

const BROKEN: &str = "the response from 127.0.0.1:";

const CHUNKED: &str = "transfer-encoding: chunked";

/// The default limit of a body, 10 MiB.
const LIMIT: usize = 10 * 1024 * 1024;

fn then(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    std::iter::once(Read).chain(steps).collect()
}

/// An answer of this length, of which half of the right body comes.
fn half() -> Step {
    let body = whoami();
    let length = format!("content-length: {}", body.len());
    framed(200, &[&length], &body[..body.len() / 2])
}

/// A chunked answer, of which this comes.
fn chunked(body: impl AsRef<[u8]>) -> Step {
    framed(200, &[CHUNKED], body)
}

#[tokio::test]
async fn a_reset_within_the_body_is_tried_again() {
    breaks(then([half(), Reset]))
        .is_tried_again(lost(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn an_end_within_the_body_is_tried_again() {
    breaks(then([half(), Close]))
        .is_tried_again(lost(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn silence_within_the_body_ends_with_the_read_timeout_and_is_tried_again() {
    let told = timed_out("no complete response from 127.0.0.1 within 11s (read timeout)");
    breaks(then([half(), Stall])).is_tried_again(told).await;
}

#[tokio::test]
async fn a_body_that_drips_past_the_time_limit_is_tried_again() {
    let told = timed_out("within 11s (read timeout)");
    let head = framed(200, &["content-length: 1000000"], "");
    breaks(then([head, Drip(b" ")])).is_tried_again(told).await;
}

#[tokio::test]
async fn chunks_that_drip_past_the_time_limit_are_tried_again() {
    let told = timed_out("within 11s (read timeout)");
    breaks(then([chunked(""), Drip(b"1\r\n \r\n")]))
        .is_tried_again(told)
        .await;
}

#[tokio::test]
async fn a_length_that_is_too_long_is_tried_again_when_the_connection_ends() {
    let length = format!("content-length: {}", whoami().len() + 1);
    let long = framed(200, &[&length], whoami());
    breaks(then([long, Close]))
        .is_tried_again(lost(Io, BROKEN))
        .await;
}

#[tokio::test]
async fn a_length_that_is_too_long_is_tried_again_after_the_read_timeout() {
    let length = format!("content-length: {}", whoami().len() + 1);
    let long = framed(200, &[&length], whoami());
    let told = timed_out("within 11s (read timeout)");
    breaks(then([long, Stall])).is_tried_again(told).await;
}

#[tokio::test]
async fn a_length_that_is_too_short_gives_an_answer_that_cannot_be_read() {
    let length = format!("content-length: {}", whoami().len() / 2);
    let short = framed(200, &[&length], whoami());
    // What is over is no answer, so the connection is given up.
    breaks(then([short, Wait]))
        .is_final(unreadable(200, "cannot be read"))
        .await;
}

#[tokio::test]
async fn what_comes_after_a_whole_answer_is_not_taken_for_the_next() {
    let length = format!("content-length: {}", whoami().len());
    let mut body = whoami();
    body.extend_from_slice(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    breaks(then([framed(200, &[&length], body), Wait]))
        .does_no_harm(2)
        .await;
}

#[tokio::test]
async fn a_length_that_is_none_is_tried_again() {
    for length in ["-1", "ten", "1e3", "99999999999999999999999"] {
        let length = format!("content-length: {length}");
        let head = framed(200, &[&length], whoami());
        let told = lost(Io, "no response from 127.0.0.1:");
        breaks(then([head, Wait])).is_tried_again(told).await;
    }
}

#[tokio::test]
async fn two_lengths_that_differ_are_tried_again() {
    let length = format!("content-length: {}", whoami().len());
    let head = framed(200, &[&length, "content-length: 7"], whoami());
    let told = lost(Io, "no response from 127.0.0.1:");
    breaks(then([head, Wait])).is_tried_again(told).await;
}

#[tokio::test]
async fn chunks_that_break_off_are_tried_again() {
    let body = whoami();
    let first = chunk(&body[..100]);
    for sent in [&first[..], &first[..50], b"", b"6", b"64\r"] {
        let steps = then([chunked(sent), Close]);
        breaks(steps).is_tried_again(lost(Io, BROKEN)).await;
    }
}

#[tokio::test]
async fn chunks_that_end_without_an_end_are_tried_again() {
    // All of the answer is there, but nothing says so.
    let steps = then([chunked(chunk(whoami())), Close]);
    breaks(steps).is_tried_again(lost(Io, BROKEN)).await;
}

#[tokio::test]
async fn a_chunk_with_a_size_that_is_none_is_tried_again() {
    for size in ["seven", "-1", "fffffffffffffffff", " "] {
        let steps = then([chunked(format!("{size}\r\n<x/>\r\n0\r\n\r\n")), Wait]);
        breaks(steps).is_tried_again(lost(Io, BROKEN)).await;
    }
}

#[tokio::test]
async fn trailers_after_the_chunks_do_not_matter() {
    let mut body = chunk(whoami());
    body.extend_from_slice(b"0\r\nx-checksum: 7\r\n\r\n");
    breaks(then([chunked(body), Serve])).does_no_harm(1).await;
}

#[tokio::test]
async fn a_length_beside_chunks_does_not_matter() {
    let mut body = chunk(whoami());
    body.extend_from_slice(b"0\r\n\r\n");
    let both = framed(200, &[CHUNKED, "content-length: 7"], body);
    breaks(then([both, Serve])).does_no_harm(1).await;
}

#[tokio::test]
async fn a_body_in_chunks_of_a_byte_each_is_read_whole() {
    let mut body: Vec<u8> = whoami().iter().flat_map(|byte| chunk([*byte])).collect();
    body.extend_from_slice(b"0\r\n\r\n");
    breaks(then([chunked(body), Serve])).does_no_harm(1).await;
}

#[tokio::test]
async fn an_answer_that_announces_to_be_larger_than_the_limit_is_not_read() {
    let length = format!("content-length: {}", LIMIT + 1);
    let head = framed(200, &[&length], "");
    let told = lost(BodyTooLarge, "larger than the limit of 10485760 bytes");
    breaks(then([head, Wait])).is_final(told).await;
}

#[tokio::test]
async fn an_answer_that_turns_out_to_be_larger_than_the_limit_is_given_up() {
    // Sixteen mebibytes and more, if someone reads them.
    let told = lost(BodyTooLarge, "larger than the limit of 10485760 bytes");
    breaks(then([framed(200, &[], ""), Drip(&[b' '; 256 * 1024])]))
        .is_final(told)
        .await;
}

#[tokio::test]
async fn an_answer_just_within_the_limit_is_read() {
    let mut body = whoami();
    body.resize(LIMIT, b'\n');
    breaks(then([answer(200, &[], body), Serve]))
        .does_no_harm(1)
        .await;
}

#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_read_whole() {
    breaks(then([framed(200, &[], whoami()), Close]))
        .does_no_harm(2)
        .await;
}

#[tokio::test]
async fn an_answer_of_http_1_0_is_read_and_its_connection_not_used_again() {
    let mut old = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    old.extend_from_slice(&whoami());
    breaks(then([send(&old), Close])).does_no_harm(2).await;
}

#[tokio::test]
async fn an_answer_of_http_1_0_with_a_length_is_read_and_its_connection_not_used_again() {
    let head = format!(
        "HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n",
        whoami().len()
    );
    let mut old = head.into_bytes();
    old.extend_from_slice(&whoami());
    breaks(then([send(&old), Wait])).does_no_harm(2).await;
}
