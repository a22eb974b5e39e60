//! Checks for every operation with malformed or incomplete responses.

use std::error::Error as StdError;

use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{Error, ErrorKind};

use crate::case::{Case, success};
use crate::client::error;
use crate::server::{Behavior, Reply};

const HTML: &str = "<html>\n<head><title>503</title></head><body>Busy<br></body></html>";

const ELEVEN_MEBIBYTES: usize = 11 * 1024 * 1024;

pub(crate) async fn a_truncated_response_cannot_be_parsed<C: Case>() {
    let whole = success::<C>();
    let find = |text: &str| {
        let body = String::from_utf8_lossy(&whole.body);
        body.find(text).unwrap_or_else(|| panic!("no {text}"))
    };
    // After the result, within it, and before it.
    for end in [
        find("</RequestId>"),
        (find("Result>") + find("</NotYetKnown>")) / 2,
        find("Response xmlns"),
    ] {
        let mut reply = whole.clone();
        reply.body.truncate(end);
        let error = error::<C>(Behavior::Complete(reply)).await;
        unreadable::<C>(&error);
        assert!(!error.is_retryable(), "cut at {end}");
    }
}

pub(crate) async fn an_html_page_with_status_503_is_a_service_error<C: Case>() {
    let reply = Reply::new(503, HTML).with_header("content-type", "text/html");
    let error = error::<C>(Behavior::Complete(reply)).await;
    assert!(C::is_unhandled(&error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), None);
    assert_eq!(error.message(), None);
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.request_id(), Some("from-header"));
    assert_eq!(error.body(), Some(HTML.as_bytes()));
    assert!(error.is_retryable());
    let text = one_line::<C>(&error);
    assert!(text.contains("<title>503</title>"), "{text}");
    assert!(
        text.ends_with("(HTTP 503, request id from-header)"),
        "{text}"
    );
}

pub(crate) async fn an_empty_body_with_status_200_cannot_be_parsed<C: Case>() {
    let error = error::<C>(Behavior::Complete(Reply::new(200, ""))).await;
    unreadable::<C>(&error);
    let expected = format!("expected {0}Response with {0}Result", C::ACTION);
    let text = error.to_string();
    assert!(
        text.contains("the body is empty") && text.contains(&expected),
        "{text}"
    );
}

pub(crate) async fn a_body_of_eleven_mebibytes_is_rejected<C: Case>() {
    too_large::<C>(&error::<C>(Behavior::Complete(large::<C>())).await);
}

pub(crate) async fn a_chunked_body_of_eleven_mebibytes_is_rejected<C: Case>() {
    too_large::<C>(&error::<C>(Behavior::Chunked(large::<C>())).await);
}

pub(crate) async fn a_connection_closed_before_the_response_is_an_error<C: Case>() {
    broken_connection::<C>(&error::<C>(Behavior::Close).await);
}

pub(crate) async fn a_connection_closed_within_the_body_is_an_error<C: Case>() {
    broken_connection::<C>(&error::<C>(Behavior::Truncated(success::<C>())).await);
}

/// A response that could be parsed if it were not too large.
fn large<C: Case>() -> Reply {
    let mut reply = success::<C>();
    reply.body.resize(ELEVEN_MEBIBYTES, b'\n');
    reply
}

/// Checks the error for a response with a success status and a malformed body.
fn unreadable<C: Case>(error: &C::Error) {
    assert!(C::is_unhandled(error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Response, "{error}");
    assert_eq!(error.code(), None);
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.request_id(), Some("from-header"), "{error}");
    assert_eq!(
        error.body(),
        None,
        "the body of a success response may contain secrets"
    );
    let text = one_line::<C>(error);
    let start = format!("{} failed: the response cannot be read: ", C::ACTION);
    assert!(text.starts_with(&start), "{text}");
    assert!(
        text.ends_with("(HTTP 200, request id from-header)"),
        "{text}"
    );
}

fn too_large<C: Case>(error: &C::Error) {
    assert_eq!(
        transport_error::<C>(error),
        TransportErrorKind::BodyTooLarge
    );
    assert!(
        !error.is_retryable(),
        "the response would be too large again"
    );
    let text = error.to_string();
    assert!(text.contains("limit of 10485760 bytes"), "{text}");
}

fn broken_connection<C: Case>(error: &C::Error) {
    assert_eq!(transport_error::<C>(error), TransportErrorKind::Io);
    assert!(error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("from 127.0.0.1:"), "{text}");
}

/// Checks the error for a missing or incomplete response, and returns its kind.
fn transport_error<C: Case>(error: &C::Error) -> TransportErrorKind {
    assert!(C::is_unhandled(error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(error.code(), None);
    assert_eq!(error.status(), None);
    assert_eq!(error.request_id(), None);
    one_line::<C>(error);
    let source = error.source().expect("the error of the transport");
    let source = source.downcast_ref::<TransportError>();
    source.expect("a `TransportError`").kind()
}

fn one_line<C: Case>(error: &C::Error) -> String {
    let call: &Error = error;
    assert_eq!(call.operation(), Some(C::ACTION));
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("{} failed: ", C::ACTION)),
        "{text}"
    );
    assert!(!text.contains(char::is_control), "{text:?}");
    text
}
