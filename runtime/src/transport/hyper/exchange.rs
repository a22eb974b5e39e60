//! One exchange of a request and its response over a connection, and its consequences for the
//! connections in the pool.

use std::mem::take;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use tokio::time::error::Elapsed;

use super::body::{self, FullBody};
use super::connection::{Connection, MAX_HEADERS};
use super::connector::limited;
use super::names::{last_cause, peer};
use super::pool::{Key, PooledUse};
use super::stream::TlsAlert;
use super::{HyperTransport, causes, other};
use crate::system::clock::BoxFuture;
use crate::transport::{
    ConnectionHints, SUSPECT_TIMEOUT, TransportError, TransportErrorKind, UsedConnection,
};

/// A pooled connection that was idle for at least this long may have been dropped by the network
/// without notice: by a NAT gateway, or while the program was frozen.
const SUSPECT_AFTER: Duration = Duration::from_secs(10);

/// The text of hyper's error for a response with too many headers, for which it has no predicate.
const HEAD_TOO_LARGE: &str = "message head is too large";

impl HyperTransport {
    /// Takes and sends `request`, and reads the complete response. The connection is then kept for further
    /// requests, unless the response is a failure that another server may not have.
    pub(super) async fn exchange(
        &self,
        key: Key,
        uri: &Uri,
        request: &mut Request<FullBody>,
    ) -> Result<Response<Bytes>, TransportError> {
        let (response, connection, pooled) = self.send_request(&key, uri, request).await?;
        let (mut head, body) = response.into_parts();
        let body = body::read(body, self.response_limit, uri).await?;
        match head.status.as_u16() {
            // The service works, but this connection may lead to an overloaded part of it.
            429 => PooledUse::succeed(pooled),
            500 | 502..=504 => {}
            _ => {
                let used = self.pool.used(&key, &connection, pooled.as_ref());
                head.extensions.insert(UsedConnection::new(used));
                PooledUse::succeed(pooled);
                self.pool.put(key, connection).await;
            }
        }
        Ok(Response::from_parts(head, body))
    }

    /// Takes and sends `request` over a pooled connection or, if there is none, over a new one, and returns
    /// the response up to its head.
    async fn send_request<'p>(
        &'p self,
        key: &'p Key,
        uri: &Uri,
        request: &mut Request<FullBody>,
    ) -> Result<(Response<Incoming>, Connection, Option<PooledUse<'p>>), TransportError> {
        let hints = ConnectionHints::take_from(request);
        loop {
            let reused = match hints.opens_new {
                true => None,
                false => self.pool.take(key),
            };
            let (mut connection, pooled) = match reused {
                Some((connection, pooled)) => (connection, Some(pooled)),
                None => (self.connect(uri).await?, None),
            };
            let idle = pooled.as_ref().map_or(Duration::ZERO, PooledUse::idle_time);
            let limit = (hints.can_be_retried && idle >= SUSPECT_AFTER).then_some(SUSPECT_TIMEOUT);
            let sent = {
                let sending = pin!(connection.send(take(request)));
                limited(limit, sending).await
            };
            let mut error = match sent {
                Ok(Ok(response)) => return Ok((response, connection, pooled)),
                Ok(Err(error)) => error,
                Err(elapsed) => return Err(no_sign_of_life(uri, idle, elapsed)),
            };
            match error.take_message() {
                // The peer has closed the connection, and received nothing of the request.
                Some(unsent) if pooled.is_some() => {
                    PooledUse::succeed(pooled);
                    *request = unsent;
                }
                _ => return Err(self.no_response(uri, error.into_error())),
            }
        }
    }

    /// Opens a connection. Boxed, so that requests over pooled connections are small futures.
    fn connect<'a>(&'a self, uri: &'a Uri) -> BoxFuture<'a, Result<Connection, TransportError>> {
        Box::pin(async move {
            let stream = self.connector.connect(uri).await?;
            Connection::over(stream, self.pool.clone())
                .await
                .map_err(|error| self.no_response(uri, error))
        })
    }

    fn no_response(&self, uri: &Uri, error: hyper::Error) -> TransportError {
        let (peer, reason) = (peer(uri), last_cause(&error));
        if reason == HEAD_TOO_LARGE {
            // A retry would get the same response.
            let message = format!(
                "the head of the response from {peer} is too large; expected at most {MAX_HEADERS} \
                 headers"
            );
            return other(message).with_source(error);
        }
        if causes(&error).any(|cause| cause.is::<TlsAlert>()) {
            // A retry would get the same response.
            return other(format!("{peer}: {TlsAlert}; use https://{peer}")).with_source(error);
        }
        if let Some(rejection) = self.connector.tls.rejection(uri, &error) {
            return rejection.with_source(error);
        }
        let message = format!("no response from {peer}: {reason}");
        TransportError::new(TransportErrorKind::Io, message).with_source(error)
    }
}

/// The error for a pooled connection that had been idle for a long time and did not respond.
fn no_sign_of_life(uri: &Uri, idle: Duration, elapsed: Elapsed) -> TransportError {
    let peer = peer(uri);
    let message = format!(
        "no response from {peer} within {SUSPECT_TIMEOUT:?} over a connection that had been idle for \
         {} s",
        idle.as_secs()
    );
    TransportError::new(TransportErrorKind::Timeout, message).with_source(elapsed)
}
