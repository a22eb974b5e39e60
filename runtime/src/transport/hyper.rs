//! The default transport: hyper and rustls, on tokio.
//!
//! Hyper implements HTTP over one connection. Establishing connections ([`connector`]) and pooling
//! them ([`pool`]) is implemented here: the client of hyper-util, which also supports HTTP/2 and
//! much else, would add considerably to the compile time of this crate.

mod body;
mod builder;
mod ca_bundle;
mod connection;
mod connector;
mod names;
mod no_proxy;
mod pool;
mod proxy;
mod roots;
mod stream;
mod tcp;
mod tls;
mod tunnel;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderValue, Request, Response, StatusCode, Uri, Version};
use hyper::body::Incoming;
use tokio::runtime::Handle;

pub use builder::HyperTransportBuilder;

use super::{Transport, TransportError, TransportErrorKind};
use crate::system::clock::BoxFuture;
use body::FullBody;
use connection::Connection;
use connector::Connector;
use names::{last_cause, peer};
use no_proxy::default_port;
use pool::{Key, Pool};
use proxy::{Proxies, Proxy};
use roots::Roots;
use tls::Tls;

/// An HTTP/1.1 transport that uses hyper, and rustls (with ring) for TLS.
///
/// A connection is kept alive for 90 seconds after its last use, for requests to the same origin in
/// the same runtime; clones share the pool. If a host has several addresses, the first that accepts
/// a connection is used: the next address is tried when an attempt has failed or has taken 250
/// milliseconds.
///
/// By default it trusts the system's root certificates, which are read once per process, at the
/// first `https` request; the [builder](Self::builder) can set others. The transport works only
/// inside a tokio runtime with I/O and time enabled.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Arc<Connector>,
    pool: Arc<Pool>,
    response_limit: usize,
}

impl HyperTransport {
    /// Creates a builder with the defaults: no proxy, and the system's root certificates. The
    /// environment is read only by [`HyperTransportBuilder::env`].
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    fn with(
        connect_timeout: Option<Duration>,
        response_limit: usize,
        proxies: Proxies,
        roots: Roots,
    ) -> Self {
        let connector = Connector {
            timeout: connect_timeout,
            proxies,
            tls: Tls::new(roots),
        };
        Self {
            connector: Arc::new(connector),
            pool: Arc::default(),
            response_limit,
        }
    }

    async fn round_trip(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let Ok(runtime) = Handle::try_current() else {
            return Err(other(
                "no tokio runtime is running, and the default transport needs one; \
                 make the call inside a runtime, or set another transport in the config",
            ));
        };
        let uri = request.uri().clone();
        let Some(key) = Key::new(&uri, &runtime) else {
            return Err(other(
                "the request's URI has no scheme or no host, expected an absolute one, such as \
                 https://sts.eu-west-1.amazonaws.com/",
            ));
        };
        // For `http`, the proxy forwards the request itself, so the request is addressed to it.
        let proxy = match uri.scheme() == Some(&Scheme::HTTPS) {
            true => None,
            false => self.connector.proxies.of(&uri)?,
        };
        let request = prepare(request, proxy.map(AsRef::as_ref))?;
        let (response, connection) = self.exchange(&key, &uri, request).await?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            let what = format!("a request to {}", peer(&uri));
            return Err(tunnel::refused(proxy, &what, response.status().as_u16()));
        }
        let (head, body) = response.into_parts();
        let body = body::read(body, self.response_limit, &uri).await?;
        self.pool.put(key, connection).await;
        Ok(Response::from_parts(head, body))
    }

    /// Sends `request` over a pooled connection or, if there is none, over a new one. Returns the
    /// connection too, because the response's body is still to be read from it.
    async fn exchange(
        &self,
        key: &Key,
        uri: &Uri,
        mut request: Request<FullBody>,
    ) -> Result<(Response<Incoming>, Connection), TransportError> {
        loop {
            let pooled = self.pool.take(key);
            let is_pooled = pooled.is_some();
            let mut connection = match pooled {
                Some(connection) => connection,
                None => self.connect(uri).await?,
            };
            match connection.send(request).await {
                Ok(response) => return Ok((response, connection)),
                Err(mut error) => match error.take_message() {
                    // The peer has closed the connection, and received nothing of the request.
                    Some(unsent) if is_pooled => request = unsent,
                    _ => return Err(no_response(uri, error.into_error())),
                },
            }
        }
    }

    async fn connect(&self, uri: &Uri) -> Result<Connection, TransportError> {
        let stream = self.connector.connect(uri).await?;
        Connection::over(stream, self.pool.clone())
            .await
            .map_err(|error| no_response(uri, error))
    }
}

/// Prepares a request for its connection. The request target is in origin form for a service, and
/// in absolute form for a proxy (RFC 9112, section 3.2).
fn prepare(
    request: Request<Bytes>,
    proxy: Option<&Proxy>,
) -> Result<Request<FullBody>, TransportError> {
    let mut request = request.map(FullBody::from);
    *request.version_mut() = Version::HTTP_11;
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::try_from(authority(request.uri())).map_err(|error| {
            other("the host of the URI is not a valid header").with_source(error)
        })?;
        request.headers_mut().insert(HOST, host);
    }
    let mut target = Uri::builder();
    if let Some(proxy) = proxy {
        let uri = request.uri();
        target = target.scheme(Scheme::HTTP).authority(authority(uri));
        if let Some(authorization) = proxy.authorization() {
            let headers = request.headers_mut();
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
    let path = request.uri().path_and_query().cloned();
    let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = target
        .path_and_query(path)
        .build()
        .map_err(|error| other("the URI is not a valid request target").with_source(error))?;
    Ok(request)
}

/// Host and port without user information and without the default port of the scheme.
fn authority(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port_u16().filter(|port| *port != default_port(uri)) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.round_trip(request))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("proxies", &self.connector.proxies)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}

fn no_response(uri: &Uri, error: hyper::Error) -> TransportError {
    let (peer, reason) = (peer(uri), last_cause(&error));
    TransportError::new(
        TransportErrorKind::Io,
        format!("no response from {peer}: {reason}"),
    )
    .with_source(error)
}

/// An error that is not retryable.
fn other(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Other, message)
}

/// The chain of sources of `error`, including `error` itself. The last one is the most specific.
fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // The `source` of an I/O error skips the error that it wraps.
        match error
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}
