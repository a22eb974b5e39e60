//! Whole answers that are not what a service sends.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::fault::{answers, breaks, refused, unreadable};
use crate::script::{Read, Serve, Wait, answer, framed, send, whoami};

const LOGIN: &str = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><p>Welcome\
    <br>to the network of this hotel</body></html>";

#[tokio::test]
async fn a_page_of_html_with_status_200_cannot_be_read() {
    let page = answer(200, &["content-type: text/html"], LOGIN);
    answers(page)
        .is_final(unreadable(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn an_empty_answer_with_status_200_cannot_be_read() {
    let told = unreadable(200, "the body is empty, expected GetCallerIdentityResponse");
    answers(answer(200, &[], "")).is_final(told).await;
}

#[tokio::test]
async fn an_answer_without_content_cannot_be_read() {
    let told = unreadable(204, "the body is empty, expected GetCallerIdentityResponse");
    answers(framed(204, &[], "")).is_final(told).await;
}

#[tokio::test]
async fn an_answer_in_json_cannot_be_read() {
    let json = answer(
        200,
        &["content-type: application/json"],
        r#"{"Account":"1"}"#,
    );
    answers(json)
        .is_final(unreadable(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn an_answer_to_another_operation_cannot_be_read() {
    let other = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>";
    let told = unreadable(200, "no element GetCallerIdentityResult");
    answers(answer(200, &[], other)).is_final(told).await;
}

#[tokio::test]
async fn an_answer_that_is_compressed_though_nobody_asked_cannot_be_read() {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
    zipped.write_all(&whoami()).unwrap();
    let zipped = answer(200, &["content-encoding: gzip"], zipped.finish().unwrap());
    answers(zipped)
        .is_final(unreadable(200, "content-encoding gzip"))
        .await;
}

#[tokio::test]
async fn bytes_that_are_no_text_cannot_be_read() {
    let junk: Vec<u8> = (0..=255).cycle().take(4000).collect();
    answers(answer(200, &[], junk))
        .is_final(unreadable(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn an_error_document_with_status_200_cannot_be_read() {
    let error = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    let told = unreadable(200, "no element GetCallerIdentityResult");
    answers(answer(200, &[], error)).is_final(told).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    // It would be found out: nobody listens there.
    let location = "location: http://127.0.0.1:1/";
    for status in [301, 302, 303, 307, 308] {
        let told = refused(
            status,
            None,
            "the response has no body and therefore no error code",
        );
        answers(answer(status, &[location], ""))
            .is_final(told)
            .await;
    }
}

#[tokio::test]
async fn an_answer_that_nothing_has_changed_is_an_error() {
    let told = refused(304, None, "the response has no body");
    answers(framed(304, &[], "")).is_final(told).await;
}

#[tokio::test]
async fn answers_that_announce_an_answer_do_not_matter() {
    for early in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let steps = [Read, send(early), answer(200, &[], whoami()), Serve];
        breaks(steps).does_no_harm(1).await;
    }
}

#[tokio::test]
async fn a_server_that_changes_the_protocol_is_given_up() {
    let switch = framed(101, &["connection: upgrade", "upgrade: h2c"], "");
    let told = refused(101, None, "the response has no body");
    breaks([Read, switch, Wait]).is_final(told).await;
}

#[tokio::test]
async fn elements_within_elements_without_end_are_not_followed() {
    let deep = "<a>".repeat(1_000_000);
    let told = unreadable(200, "the response cannot be read: ");
    answers(answer(200, &[], deep)).is_final(told).await;
}

#[tokio::test]
async fn headers_with_odd_values_do_not_matter() {
    let headers = [
        "x-amzn-requestid: \u{fc}\u{1f980}",
        "date: yesterday",
        "x-empty:",
        "set-cookie: a=b",
        "set-cookie: c=d",
    ];
    let steps = [Read, answer(200, &headers, whoami()), Serve];
    breaks(steps).does_no_harm(1).await;
}

#[tokio::test]
async fn a_mark_of_the_byte_order_does_not_matter() {
    let mut body = b"\xef\xbb\xbf".to_vec();
    body.extend_from_slice(&whoami());
    let steps = [Read, answer(200, &[], body), Serve];
    breaks(steps).does_no_harm(1).await;
}
