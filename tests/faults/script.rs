//! The steps of a fault: what the server does on a connection.

use tokio_rustls::TlsAcceptor;

/// A step of the server.
#[derive(Clone)]
pub(crate) enum Step {
    /// Reads one complete request.
    Read,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Waits until the client closes the connection.
    Wait,
    /// Waits until the test reports that the client has received its response.
    Idle,
    /// Sends nothing more, so that a time limit elapses.
    Stall,
    /// Sends these bytes repeatedly, until a time limit elapses.
    Drip(&'static [u8]),
    /// Performs a TLS handshake with a certificate and continues over TLS.
    Handshake(TlsAcceptor),
    /// Closes the connection gracefully.
    Close,
    /// Closes the connection without the `close_notify` alert of TLS.
    Cut,
    /// Resets the connection, so that bytes in transit are lost.
    Reset,
    /// Sends a success response to this and every further request.
    Serve,
}

pub(crate) use Step::{Close, Cut, Drip, Handshake, Idle, Read, Reset, Send, Serve, Stall, Wait};

/// The body of a success response.
const WHOAMI: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>\
    <Arn>arn:aws:iam::111122223333:user/ann</Arn></GetCallerIdentityResult>\
    <ResponseMetadata><RequestId>from-body</RequestId></ResponseMetadata>\
    </GetCallerIdentityResponse>";

/// Sends these bytes unchanged.
pub(crate) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Send(bytes.as_ref().to_vec())
}

/// The body of a success response as bytes.
pub(crate) fn whoami() -> Vec<u8> {
    WHOAMI.as_bytes().to_vec()
}

/// Sends a complete success response and keeps the connection open.
pub(crate) fn success() -> Step {
    response(200, &[], whoami())
}

/// Sends a complete response with the correct content length.
pub(crate) fn response(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Step {
    let length = format!("content-length: {}", body.as_ref().len());
    let headers: Vec<&str> = headers.iter().copied().chain([length.as_str()]).collect();
    raw_response(status, &headers, body)
}

/// Sends a response with exactly these headers, even if they do not match the body.
pub(crate) fn raw_response(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Step {
    let mut bytes = format!("HTTP/1.1 {status} Scripted\r\n").into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body.as_ref());
    Send(bytes)
}

/// Sends a complete error response in the format of the Query protocol.
pub(crate) fn error_response(status: u16, code: &str, headers: &[&str]) -> Step {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>No.</Message>\
         </Error><RequestId>from-body</RequestId></ErrorResponse>"
    );
    response(status, headers, body)
}

/// One chunk of a chunked body.
pub(crate) fn chunk(data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let mut bytes = format!("{:x}\r\n", data.len()).into_bytes();
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(b"\r\n");
    bytes
}
