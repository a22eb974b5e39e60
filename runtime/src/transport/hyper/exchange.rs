//! One exchange of a request and its response over a connection, and its consequences for the
//! connections in the pool.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use tokio::time::timeout;

use super::body::{self, FullBody};
use super::connection::{Connection, MAX_HEADERS};
use super::names::{last_cause, peer};
use super::pool::{Key, PooledUse};
use super::stream::TlsAlert;
use super::{HyperTransport, causes, other};
use crate::transport::{
    ConnectionHints, SUSPECT_TIMEOUT, TransportError, TransportErrorKind, UsedConnection,
};

/// A pooled connection that was idle for at least this long may have been dropped by the network
/// without notice: by a NAT gateway, or while the program was frozen.
const SUSPECT_AFTER: Duration = Duration::from_secs(10);

/// The text of hyper's error for a response with too many headers, for which it has no predicate.
const HEAD_TOO_LARGE: &str = "message head is too large";

impl HyperTransport {
    /// Sends `request` and reads the complete response. The connection is then kept for further
    /// requests, unless the response is a failure that another server may not have.
    pub(super) async fn exchange(
        &self,
        key: Key,
        uri: &Uri,
        request: Request<FullBody>,
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

    /// Sends `request` over a pooled connection or, if there is none, over a new one, and returns
    /// the response up to its head.
    async fn send_request<'p>(
        &'p self,
        key: &'p Key,
        uri: &Uri,
        mut request: Request<FullBody>,
    ) -> Result<(Response<Incoming>, Connection, Option<PooledUse<'p>>), TransportError> {
        let hints = ConnectionHints::take_from(&mut request);
        while !hints.opens_new
            && let Some((mut connection, pooled)) = self.pool.take(key)
        {
            let idle = pooled.idle_time();
            let limit = (hints.can_be_retried && idle >= SUSPECT_AFTER).then_some(SUSPECT_TIMEOUT);
            let sent = match limit {
                None => connection.send(request).await,
                Some(limit) => match timeout(limit, connection.send(request)).await {
                    Ok(sent) => sent,
                    Err(elapsed) => {
                        return Err(no_sign_of_life(uri, idle, limit).with_source(elapsed));
                    }
                },
            };
            match sent {
                Ok(response) => return Ok((response, connection, Some(pooled))),
                Err(mut error) => match error.take_message() {
                    // The peer has closed the connection, and received nothing of the request.
                    Some(unsent) => {
                        PooledUse::succeed(Some(pooled));
                        request = unsent;
                    }
                    None => return Err(self.no_response(uri, error.into_error())),
                },
            }
        }
        let mut connection = self.connect(uri).await?;
        match connection.send(request).await {
            Ok(response) => Ok((response, connection, None)),
            Err(error) => Err(self.no_response(uri, error.into_error())),
        }
    }

    async fn connect(&self, uri: &Uri) -> Result<Connection, TransportError> {
        let stream = self.connector.connect(uri).await?;
        Connection::over(stream, self.pool.clone())
            .await
            .map_err(|error| self.no_response(uri, error))
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
fn no_sign_of_life(uri: &Uri, idle: Duration, limit: Duration) -> TransportError {
    let peer = peer(uri);
    TransportError::new(
        TransportErrorKind::Timeout,
        format!(
            "no response from {peer} within {limit:?} over a connection that had been idle for \
             {} s",
            idle.as_secs()
        ),
    )
}
