//! Tunnels through a proxy, with the method CONNECT (RFC 9110, section 9.3.6).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;

use http::Uri;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection::MAX_HEADERS;
use super::no_proxy::port_of;
use super::proxy::Proxy;
use super::stream::Stream;
use crate::transport::{TransportError, TransportErrorKind};

/// The maximum size of the head of a proxy's response, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// Opens a tunnel to the host of `uri` through `proxy`, which `stream` is connected to.
pub(super) async fn open(
    mut stream: Stream,
    proxy: &Proxy,
    uri: &Uri,
) -> Result<Stream, TransportError> {
    let peer = format!("{}:{}", uri.host().unwrap_or_default(), port_of(uri));
    let io_error = |error: io::Error| {
        let message = format!("no tunnel through {proxy} to {peer}: {error}");
        TransportError::new(TransportErrorKind::Connect, message).with_source(error)
    };
    let request = request(proxy, &peer);
    write(&mut stream, &request).await.map_err(io_error)?;
    let mut head = Vec::new();
    let status = loop {
        // The peer sends nothing before this client does, so nothing follows the head.
        read(&mut stream, &mut head).await.map_err(io_error)?;
        match read_status(&head) {
            Ok(Some(status)) => break status,
            Ok(None) if head.len() < HEAD_LIMIT => {}
            Ok(None) | Err(_) => {
                let message =
                    format!("no tunnel through {proxy} to {peer}: its response is not HTTP/1.1");
                return Err(TransportError::new(TransportErrorKind::Other, message));
            }
        }
    };
    match status {
        200..=299 => Ok(stream),
        status => Err(refused(proxy, &format!("a tunnel to {peer}"), status)),
    }
}

/// Writes all of `bytes`.
async fn write(stream: &mut Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = poll_fn(|context| Pin::new(&mut *stream).poll_write(context, bytes)).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
    }
    poll_fn(|context| Pin::new(&mut *stream).poll_flush(context)).await
}

/// Appends the available bytes, at least one.
async fn read(stream: &mut Stream, to: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let mut buffer = ReadBuf::new(&mut buffer);
    poll_fn(|context| Pin::new(&mut *stream).poll_read(context, &mut buffer)).await?;
    if buffer.filled().is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    to.extend_from_slice(buffer.filled());
    Ok(())
}

fn request(proxy: &Proxy, peer: &str) -> Vec<u8> {
    let mut request = format!("CONNECT {peer} HTTP/1.1\r\nhost: {peer}\r\n").into_bytes();
    if let Some(authorization) = proxy.authorization() {
        request.extend_from_slice(b"proxy-authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request
}

/// The status of the response, once its head is complete.
fn read_status(head: &[u8]) -> Result<Option<u16>, httparse::Error> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(head)? {
        httparse::Status::Complete(_) => Ok(response.code),
        httparse::Status::Partial => Ok(None),
    }
}

/// The error for a proxy that refused `action` with this status. Transient statuses are retryable.
pub(super) fn refused(proxy: &Proxy, action: &str, status: u16) -> TransportError {
    let kind = match status {
        429 | 500 | 502..=504 => TransportErrorKind::Connect,
        _ => TransportErrorKind::Other,
    };
    let help = match (status, proxy.authorization()) {
        (407, None) => "; add user:password@ before the host in the proxy's URL",
        (407, Some(_)) => "; it rejected the user and password in the proxy's URL",
        _ => "",
    };
    TransportError::new(
        kind,
        format!("{proxy} refused {action}: HTTP {status}{help}"),
    )
}
