//! The words in which a fault is told: what a server does on a connection, step by step.

use tokio_rustls::TlsAcceptor;

/// One thing that the server does.
#[derive(Clone)]
pub(crate) enum Step {
    /// Reads one whole request.
    Read,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Waits for the client to hang up.
    Wait,
    /// Waits until the test says that the client has its answer.
    Idle,
    /// Says nothing more, so that time passes until a limit.
    Stall,
    /// Sends this again and again, so that time passes until a limit.
    Drip(&'static [u8]),
    /// Goes on over TLS, as the server of a certificate.
    Handshake(TlsAcceptor),
    /// Closes the connection in good order.
    Close,
    /// Closes the connection without the word with which TLS ends.
    Cut,
    /// Breaks the connection off: what is under way is lost.
    Reset,
    /// Answers this and every further request as it should.
    Serve,
}

pub(crate) use Step::{Close, Cut, Drip, Handshake, Idle, Read, Reset, Send, Serve, Stall, Wait};

/// The result that the server gives to who calls it rightly.
const WHOAMI: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>\
    <Arn>arn:aws:iam::111122223333:user/ann</Arn></GetCallerIdentityResult>\
    <ResponseMetadata><RequestId>from-body</RequestId></ResponseMetadata>\
    </GetCallerIdentityResponse>";

/// Bytes as they are.
pub(crate) fn send(bytes: impl AsRef<[u8]>) -> Step {
    Send(bytes.as_ref().to_vec())
}

/// The body of an answer of success.
pub(crate) fn whoami() -> Vec<u8> {
    WHOAMI.as_bytes().to_vec()
}

/// A whole answer of success, and the connection stays open.
pub(crate) fn success() -> Step {
    answer(200, &[], whoami())
}

/// A whole answer with its right length.
pub(crate) fn answer(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Step {
    let length = format!("content-length: {}", body.as_ref().len());
    let headers: Vec<&str> = headers.iter().copied().chain([length.as_str()]).collect();
    framed(status, &headers, body)
}

/// An answer with these headers and no others, whatever they say of the body.
pub(crate) fn framed(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Step {
    let mut bytes = format!("HTTP/1.1 {status} Scripted\r\n").into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body.as_ref());
    Send(bytes)
}

/// A whole answer of failure, in the form of the Query protocol.
pub(crate) fn failure(status: u16, code: &str, headers: &[&str]) -> Step {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>No.</Message>\
         </Error><RequestId>from-body</RequestId></ErrorResponse>"
    );
    answer(status, headers, body)
}

/// One chunk of a chunked body.
pub(crate) fn chunk(data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let mut bytes = format!("{:x}\r\n", data.len()).into_bytes();
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(b"\r\n");
    bytes
}
