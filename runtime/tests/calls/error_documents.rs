//! Errors in the forms that services, other implementations of them and proxies send.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::retry::RetryDecision;
use querysmith_runtime::{Bytes, Error, ErrorKind, Operation, http};

use crate::support::{KnockInput, Script, Scripted, WEIGHED, WeighInput, config, parcel};

fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> http::Response<Bytes> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::copy_from_slice(body)).unwrap()
}

async fn error_of(response: http::Response<Bytes>) -> Error {
    let transport = Scripted::new(Script::Http(response));
    let client = ClientCore::new(&config(&transport).build());
    client.call(&parcel()).await.unwrap_err()
}

#[tokio::test]
async fn every_dialect_has_code_message_and_request_id() {
    for body in [
        "<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error>\
         <RequestId>r</RequestId></ErrorResponse>",
        "<Error><Code>Throttling</Code><Message>slow</Message><RequestId>r</RequestId></Error>",
        "<Throttling><Message>slow</Message><RequestId>r</RequestId></Throttling>",
        r#"{"__type":"com.example.frontend#Throttling","message":"slow","RequestId":"r"}"#,
        r#"{"Error":{"Code":"Throttling","Message":"slow"},"RequestId":"r"}"#,
        r#"{"error":{"code":"Throttling","message":"slow"},"requestId":"r"}"#,
        "\u{feff} {\"code\":\"Throttling\",\"message\":\"slow\",\"requestId\":\"r\"}",
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<Response><Errors><Error>\
         <Code> Throttling </Code><Message>slow</Message></Error></Errors>\
         <RequestID>r</RequestID></Response>",
        "<s:ErrorResponse xmlns:s='urn:x'><s:Error><s:Message>slow</s:Message>\
         <s:Code>Throttling</s:Code></s:Error><s:ResponseMetadata><s:RequestId>r</s:RequestId>\
         </s:ResponseMetadata></s:ErrorResponse>",
    ] {
        let error = error_of(response(400, &[], body.as_bytes())).await;
        assert_eq!(error.code(), Some("Throttling"), "{body}");
        assert_eq!(error.message(), Some("slow"), "{body}");
        assert_eq!(error.request_id(), Some("r"), "{body}");
        assert!(error.is_throttling(), "{body}");
    }
}

#[tokio::test]
async fn the_header_names_an_error_that_the_body_does_not_name() {
    let header = [("x-amzn-errortype", "ThrottlingException:http://example/")];
    for body in ["", "{}", r#"{"message":"slow"}"#, "<html/>"] {
        let error = error_of(response(400, &header, body.as_bytes())).await;
        assert_eq!(error.code(), Some("ThrottlingException"), "{body}");
        assert!(error.is_throttling(), "{body}");
    }
}

#[tokio::test]
async fn an_error_with_a_successful_status_is_that_error() {
    for body in [
        "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error>\
         <RequestId>r</RequestId></ErrorResponse>",
        "<Error><Code>ExpiredToken</Code><Message>old</Message><RequestId>r</RequestId></Error>",
        r#"{"__type":"ExpiredToken","message":"old","RequestId":"r"}"#,
    ] {
        let error = error_of(response(200, &[], body.as_bytes())).await;
        assert_eq!(error.kind(), ErrorKind::Service, "{body}");
        assert_eq!(
            (error.code(), error.message(), error.request_id()),
            (Some("ExpiredToken"), Some("old"), Some("r"))
        );
        assert!(error.is_expired_credentials() && error.body().is_some());

        // An operation without output has no result element to look for.
        let transport = Scripted::responding(200, body);
        let client = ClientCore::new(&config(&transport).build());
        let error = client.call(&KnockInput).await.unwrap_err();
        assert_eq!(error.code(), Some("ExpiredToken"), "{body}");
    }
}

#[test]
fn an_error_with_a_successful_status_is_classified_like_any_other() {
    let throttled = "<Error><Code>SlowDown</Code></Error>";
    for (body, is_retried) in [(throttled, true), (WEIGHED, false)] {
        let response = response(200, &[], body.as_bytes());
        let decision = WeighInput::classify(Ok(&response));
        assert_eq!(decision != RetryDecision::Stop, is_retried, "{body}");
        assert_eq!(WeighInput::parse_response(&response).is_err(), is_retried);
    }
}

#[tokio::test]
async fn the_name_of_the_root_of_an_output_is_not_checked() {
    let body = WEIGHED.replace("WeighResponse", "Anything");
    let transport = Scripted::responding(200, &body);
    let client = ClientCore::new(&config(&transport).build());
    assert_eq!(client.call(&parcel()).await.unwrap().grams, 750);
}

#[tokio::test]
async fn a_redirect_shows_where_it_leads_without_secrets() {
    let location = "https://user:hush@post.eu-west-2.example/?X-Amz-Signature=hush";
    let error = error_of(response(301, &[("location", location)], b"moved")).await;
    let text = error.to_string();
    assert!(
        text.contains("redirects to post.eu-west-2.example/") && text.contains("HTTP 301"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
}

#[tokio::test]
async fn an_encoded_error_is_explained() {
    let gzip = [0x1f, 0x8b, 8, 0, 1, 2, 3];
    for (headers, encoding) in [
        (&[("content-encoding", "gzip")][..], "gzip"),
        (&[], "gzip"),
        (&[("content-encoding", "br")], "br"),
    ] {
        for status in [200, 403] {
            let text = error_of(response(status, headers, &gzip)).await.to_string();
            let expected = format!(
                "the body has the content-encoding {encoding}, but the request accepts none"
            );
            assert!(text.contains(&expected), "{text}");
        }
    }
}

/// Redaction in time quadratic in the size of the message would take minutes.
#[tokio::test]
async fn a_message_of_megabytes_is_cut_before_anything_else() {
    for part in ["name=value ", "a: b ", "'' ", "Value 'x' at 'y' ", "&#0;"] {
        let message = part.repeat(1_000_000 / part.len());
        let body = format!(
            "<ErrorResponse><Error><Code>X</Code><Message>{message}</Message></Error>\
             </ErrorResponse>"
        );
        let error = error_of(response(400, &[], body.as_bytes())).await;
        assert_eq!(error.code(), Some("X"));
        assert!(error.to_string().len() < 10_000);
        assert!(error.message().unwrap().ends_with(" ... (cut off)"));
    }
}

#[tokio::test]
async fn a_secret_is_redacted_although_its_name_is_cut_off() {
    let secret = "hush".repeat(10_000);
    for body in [
        format!("<Error><Code>X</Code><Message>Value '{secret}' at 'token' no</Message></Error>"),
        format!("Value '{secret}' at 'token' failed"),
    ] {
        let error = error_of(response(400, &[], body.as_bytes())).await;
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
