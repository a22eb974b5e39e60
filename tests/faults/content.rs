//! Complete responses with unexpected content.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::fault::{connection_fault, parse_error, response_fault, service_error};
use crate::script::{Read, Serve, Wait, raw_response, response, send, whoami};

const LOGIN: &str = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><p>Welcome\
    <br>to the network of this hotel</body></html>";

#[tokio::test]
async fn an_html_page_with_status_200_cannot_be_parsed() {
    let page = response(200, &["content-type: text/html"], LOGIN);
    response_fault(page)
        .is_not_retried(parse_error(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn an_empty_body_with_status_200_cannot_be_parsed() {
    let expected = parse_error(200, "the body is empty, expected GetCallerIdentityResponse");
    response_fault(response(200, &[], ""))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn a_no_content_response_cannot_be_parsed() {
    let expected = parse_error(204, "the body is empty, expected GetCallerIdentityResponse");
    response_fault(raw_response(204, &[], ""))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn a_json_body_cannot_be_parsed() {
    let json = response(
        200,
        &["content-type: application/json"],
        r#"{"Account":"1"}"#,
    );
    response_fault(json)
        .is_not_retried(parse_error(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn a_response_of_another_operation_cannot_be_parsed() {
    let other = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>";
    let expected = parse_error(200, "no element GetCallerIdentityResult");
    response_fault(response(200, &[], other))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn an_unrequested_content_encoding_is_an_error() {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
    zipped.write_all(&whoami()).unwrap();
    let zipped = response(200, &["content-encoding: gzip"], zipped.finish().unwrap());
    response_fault(zipped)
        .is_not_retried(parse_error(200, "content-encoding gzip"))
        .await;
}

#[tokio::test]
async fn a_binary_body_cannot_be_parsed() {
    let junk: Vec<u8> = (0..=255).cycle().take(4000).collect();
    response_fault(response(200, &[], junk))
        .is_not_retried(parse_error(200, "the response cannot be read: "))
        .await;
}

#[tokio::test]
async fn an_error_document_with_status_200_is_that_error() {
    let error = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    let expected = service_error(200, Some("AccessDenied"), "AccessDenied (HTTP 200");
    response_fault(response(200, &[], error))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    // Following it would cause a connection error.
    let location = "location: http://127.0.0.1:1/";
    for status in [301, 302, 303, 307, 308] {
        let expected = service_error(
            status,
            None,
            "the response redirects to http://127.0.0.1:1/, and redirects are not followed",
        );
        response_fault(response(status, &[location], ""))
            .is_not_retried(expected)
            .await;
    }
}

#[tokio::test]
async fn a_not_modified_response_is_an_error() {
    let expected = service_error(304, None, "the response has no body");
    response_fault(raw_response(304, &[], ""))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn informational_responses_are_ignored() {
    for early in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let steps = [Read, send(early), response(200, &[], whoami()), Serve];
        connection_fault(steps).is_harmless(1).await;
    }
}

#[tokio::test]
async fn a_protocol_switch_is_an_error() {
    let switch = raw_response(101, &["connection: upgrade", "upgrade: h2c"], "");
    let expected = service_error(101, None, "the response has no body");
    connection_fault([Read, switch, Wait])
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn deeply_nested_elements_are_rejected() {
    let deep = "<a>".repeat(1_000_000);
    let expected = parse_error(200, "the response cannot be read: ");
    response_fault(response(200, &[], deep))
        .is_not_retried(expected)
        .await;
}

#[tokio::test]
async fn unusual_header_values_are_ignored() {
    let headers = [
        "x-amzn-requestid: \u{fc}\u{1f980}",
        "date: yesterday",
        "x-empty:",
        "set-cookie: a=b",
        "set-cookie: c=d",
    ];
    let steps = [Read, response(200, &headers, whoami()), Serve];
    connection_fault(steps).is_harmless(1).await;
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let mut body = b"\xef\xbb\xbf".to_vec();
    body.extend_from_slice(&whoami());
    let steps = [Read, response(200, &[], body), Serve];
    connection_fault(steps).is_harmless(1).await;
}
