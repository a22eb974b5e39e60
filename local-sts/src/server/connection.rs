//! One connection.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use querysmith_sts::server::write_error;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::body::{self, BodyError, Sent};
use crate::service::Service;

/// How long a client has for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a client has for the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The maximum number of headers of a request.
const MAX_HEADERS: usize = 100;

/// The maximum size of the head of a request, in bytes: more than the longest presigned URL.
const MAX_HEAD: usize = 128 * 1024;

/// Serves the requests of a connection, until the client closes it or breaks the rules of HTTP.
pub(super) async fn serve(stream: TcpStream, peer: IpAddr, service: Arc<Service>) {
    // Small responses must not wait for acknowledgments. The connection works without it too.
    let _ = stream.set_nodelay(true);
    let respond = service_fn(move |request| respond(request, peer, Arc::clone(&service)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), respond);
    // A client that disconnects and a fault that cuts the connection are not errors of the server.
    let _ = connection.await;
}

async fn respond(
    request: Request<Incoming>,
    peer: IpAddr,
    service: Arc<Service>,
) -> io::Result<Response<Sent>> {
    let (head, body) = request.into_parts();
    let body = match timeout(BODY_TIMEOUT, body::read(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(BodyError::TooLarge)) => {
            let message = "The request is larger than the server accepts.";
            return Ok(sent(
                write_error(413, "RequestEntityTooLarge", message, ""),
                false,
            ));
        }
        Ok(Err(BodyError::Incomplete)) => return Err(io::ErrorKind::UnexpectedEof.into()),
        Err(_) => {
            let message = "The body of the request did not arrive in time.";
            return Ok(sent(write_error(408, "RequestTimeout", message, ""), false));
        }
    };
    let reply = service.reply(&Request::from_parts(head, body), Some(peer));
    if !reply.latency.is_zero() {
        sleep(reply.latency).await;
    }
    match reply.response {
        Some(response) => Ok(sent(response, reply.is_cut)),
        None => Err(io::Error::other("injected fault")),
    }
}

fn sent(response: Response<Bytes>, is_cut: bool) -> Response<Sent> {
    response.map(|body| Sent::new(body, is_cut))
}
