//! What must hold for every operation when what comes back is not the service's answer.

use std::error::Error as StdError;

use querysmith::transport::{TransportError, TransportErrorKind};
use querysmith::{Error, ErrorKind};

use crate::case::{Case, success};
use crate::client::error;
use crate::server::{Answer, Reply};

const HTML: &str = "<html>\n<head><title>503</title></head><body>Busy<br></body></html>";

const ELEVEN_MEBIBYTES: usize = 11 * 1024 * 1024;

pub(crate) async fn a_truncated_answer_cannot_be_read<C: Case>() {
    let whole = success::<C>();
    let find = |text: &str| {
        let body = String::from_utf8_lossy(&whole.body);
        body.find(text).unwrap_or_else(|| panic!("no {text}"))
    };
    // Behind the whole result, in the midst of it, and before any of it.
    for end in [
        find("</RequestId>"),
        (find("Result>") + find("</NotYetKnown>")) / 2,
        find("Response xmlns"),
    ] {
        let mut reply = whole.clone();
        reply.body.truncate(end);
        let error = error::<C>(Answer::Whole(reply)).await;
        unreadable::<C>(&error);
        assert!(!error.is_retryable(), "cut at {end}");
    }
}

pub(crate) async fn a_page_of_html_with_status_503_is_a_service_error<C: Case>() {
    let reply = Reply::new(503, HTML).with_header("content-type", "text/html");
    let error = error::<C>(Answer::Whole(reply)).await;
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

pub(crate) async fn an_empty_body_with_status_200_cannot_be_read<C: Case>() {
    let error = error::<C>(Answer::Whole(Reply::new(200, ""))).await;
    unreadable::<C>(&error);
    let expected = format!("expected {0}Response with {0}Result", C::ACTION);
    let text = error.to_string();
    assert!(
        text.contains("the body is empty") && text.contains(&expected),
        "{text}"
    );
}

pub(crate) async fn eleven_mebibytes_are_refused<C: Case>() {
    too_large::<C>(&error::<C>(Answer::Whole(large::<C>())).await);
}

pub(crate) async fn eleven_mebibytes_in_chunks_are_refused<C: Case>() {
    too_large::<C>(&error::<C>(Answer::Chunked(large::<C>())).await);
}

pub(crate) async fn a_connection_that_is_closed_before_an_answer_is_an_error<C: Case>() {
    broken_off::<C>(&error::<C>(Answer::Close).await);
}

pub(crate) async fn a_connection_that_is_closed_in_mid_body_is_an_error<C: Case>() {
    broken_off::<C>(&error::<C>(Answer::CutOff(success::<C>())).await);
}

/// An answer that could be read if it were not so large.
fn large<C: Case>() -> Reply {
    let mut reply = success::<C>();
    reply.body.resize(ELEVEN_MEBIBYTES, b'\n');
    reply
}

/// The answer is one of success by its status, but its body makes no sense.
fn unreadable<C: Case>(error: &C::Error) {
    assert!(C::is_unhandled(error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Response, "{error}");
    assert_eq!(error.code(), None);
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.request_id(), Some("from-header"), "{error}");
    assert_eq!(error.body(), None, "a body of success may hold secrets");
    let text = one_line::<C>(error);
    let start = format!("{} failed: the response cannot be read: ", C::ACTION);
    assert!(text.starts_with(&start), "{text}");
    assert!(
        text.ends_with("(HTTP 200, request id from-header)"),
        "{text}"
    );
}

fn too_large<C: Case>(error: &C::Error) {
    assert_eq!(lost::<C>(error), TransportErrorKind::BodyTooLarge);
    assert!(!error.is_retryable(), "it would be as large again");
    let text = error.to_string();
    assert!(text.contains("limit of 10485760 bytes"), "{text}");
}

fn broken_off<C: Case>(error: &C::Error) {
    assert_eq!(lost::<C>(error), TransportErrorKind::Io);
    assert!(error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("from 127.0.0.1:"), "{text}");
}

/// There was no whole answer, for the reason that is returned.
fn lost<C: Case>(error: &C::Error) -> TransportErrorKind {
    assert!(C::is_unhandled(error), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(error.code(), None);
    assert_eq!(error.status(), None);
    assert_eq!(error.request_id(), None);
    one_line::<C>(error);
    let source = error.source().expect("what the transport said");
    let source = source.downcast_ref::<TransportError>();
    source.expect("an error of the transport").kind()
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
