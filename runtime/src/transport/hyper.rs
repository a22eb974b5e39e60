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
mod exchange;
mod explain;
mod identity;
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

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, Version};

pub use builder::HyperTransportBuilder;

use super::{Transport, TransportError, TransportErrorKind};
use crate::system::clock::BoxFuture;
use crate::system::drivers::{MissingDriver, current_runtime};
use crate::value::port::{INVALID_PORT, has_valid_port};
use body::FullBody;
use connector::Connector;
use names::peer;
use no_proxy::default_port;
use pool::{Key, Pool, PoolLimits};
use proxy::Proxy;

/// An HTTP/1.1 transport that uses hyper, and rustls (with ring or aws-lc-rs) for TLS.
///
/// A connection is kept for 90 seconds after its last use, for requests to the same origin in the
/// same runtime and process; clones share the pool. A connection is closed instead if its exchange
/// failed or ended in a response of status 429, 500, 502, 503 or 504. If it came from the pool and
/// the status is not 429, the idle connections that are not known to have worked since are closed
/// as well, because they have probably failed for the same reason. At most 64 idle connections per
/// origin are kept, and TCP keep-alive detects those that the network has dropped; the
/// [builder](Self::builder) changes these settings.
///
/// If a host has several addresses, the first that accepts
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

    fn with(connector: Connector, pool: PoolLimits, response_limit: usize) -> Self {
        Self {
            connector: Arc::new(connector),
            pool: Arc::new(Pool::new(pool)),
            response_limit,
        }
    }

    async fn round_trip(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let Some((runtime, has_timers)) = current_runtime() else {
            return Err(other(
                "no tokio runtime is running, and the default transport needs one; \
                 make the call inside a runtime, or set another transport in the config",
            ));
        };
        if !has_timers {
            return Err(other(MissingDriver::Time.to_string()));
        }
        let uri = request.uri().clone();
        let Some(key) = Key::new(&uri, runtime) else {
            return Err(other(
                "the request's URI has no scheme or no host, expected an absolute one, such as \
                 https://sts.eu-west-1.amazonaws.com/",
            ));
        };
        if !uri.authority().is_none_or(has_valid_port) {
            return Err(other(format!(
                "the request to {} cannot be sent: {INVALID_PORT}",
                peer(&uri)
            )));
        }
        // For `http`, the proxy forwards the request itself, so the request is addressed to it.
        let proxy = match uri.scheme() == Some(&Scheme::HTTPS) {
            true => None,
            false => self.connector.proxies.of(&uri)?,
        };
        let mut request = prepare(request, proxy.map(AsRef::as_ref))?;
        let response = self.exchange(key, &uri, &mut request).await?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            let what = format!("a request to {}", peer(&uri));
            return Err(tunnel::refused(proxy, &what, response.status().as_u16()));
        }
        Ok(response)
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
    // A hook or a wrapper of this transport may have changed the body and not these headers, and
    // hyper would send them unchanged.
    let length = request.body().len();
    let headers = request.headers_mut();
    headers.remove(TRANSFER_ENCODING);
    if headers.contains_key(CONTENT_LENGTH) && !has_length(headers, length) {
        headers.insert(CONTENT_LENGTH, length.into());
    }
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::try_from(authority(request.uri())).map_err(|error| {
            other("the host of the URI is not a valid header").with_source(error)
        })?;
        request.headers_mut().insert(HOST, host);
    }
    let path = request.uri().path_and_query().cloned();
    let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
    let Some(proxy) = proxy else {
        *request.uri_mut() = path.into();
        return Ok(request);
    };
    if let Some(authorization) = proxy.authorization() {
        let headers = request.headers_mut();
        headers.insert(PROXY_AUTHORIZATION, authorization.clone());
    }
    *request.uri_mut() = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority(request.uri()))
        .path_and_query(path)
        .build()
        .map_err(|error| other("the URI is not a valid request target").with_source(error))?;
    Ok(request)
}

/// Whether the only `Content-Length` is this one.
fn has_length(headers: &HeaderMap, length: usize) -> bool {
    let mut expected = itoa::Buffer::new();
    let expected = expected.format(length);
    let mut stated = headers.get_all(CONTENT_LENGTH).iter();
    stated.next().is_some_and(|stated| stated == expected) && stated.next().is_none()
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
