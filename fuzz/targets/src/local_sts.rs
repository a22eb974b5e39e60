//! Requests to the local stand-in for STS: their signatures, forms, tokens and assertions.

use std::sync::OnceLock;

use querysmith_local_sts::LocalSts;
use querysmith_runtime::Bytes;
use querysmith_runtime::codegen_v1::Document;
use querysmith_runtime::http::Request;

use crate::clock::Fixed;
use crate::text;

/// Sends a request without the network. Whatever it is, the response must be well-formed XML with a
/// request id, and the status must be that of a success or of an error of the sender.
pub fn local_sts(bytes: &[u8]) {
    static SERVER: OnceLock<Option<LocalSts>> = OnceLock::new();
    let server = SERVER.get_or_init(|| LocalSts::builder().clock(Fixed).start().ok());
    let (Some(server), Some(request)) = (server, parse(bytes)) else {
        return;
    };
    let response = server.respond(&request);
    assert!(response.is_some(), "there are no faults");
    let Some(response) = response else { return };
    let body = String::from_utf8_lossy(response.body());
    let document = Document::parse(response.body());
    assert!(document.is_ok(), "{body}");
    assert!(body.contains("<RequestId>"), "{body}");
    let status = response.status().as_u16();
    let is_error = body.starts_with("<ErrorResponse");
    assert_eq!(is_error, status >= 400, "{status} {body}");
    assert!(status < 500, "{status} {body}");
}

/// A request as text: a line with the method and the target, headers, an empty line, the body.
fn parse(bytes: &[u8]) -> Option<Request<Bytes>> {
    let (head, body) = text(bytes)?.split_once("\n\n")?;
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request = request.header(name, value);
    }
    request.body(Bytes::from(body.to_owned())).ok()
}
