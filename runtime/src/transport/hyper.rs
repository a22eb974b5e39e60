//! The default transport: hyper and rustls, on tokio.
//!
//! Hyper speaks HTTP over one connection. What makes connections ([`connector`]) and keeps them
//! ([`pool`]) is here, because the client of hyper-util that does it as well, for HTTP/2 and much
//! else, would be a good part of what building this crate costs whoever depends on it.

mod body;
mod builder;
mod ca_bundle;
mod connection;
mod connector;
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
use body::Whole;
use connection::Connection;
use connector::{Connector, last_cause, peer};
use no_proxy::default_port;
use pool::{Key, Pool};
use proxy::{Proxies, Proxy};
use roots::Roots;
use tls::Tls;

/// Speaks HTTP/1.1 with hyper, over TLS with rustls (cryptography by ring).
///
/// A connection is kept for 90 seconds after its last use, for requests to the same origin in the
/// same runtime; clones share what is kept. Of a host's addresses the one that answers first is
/// used: each next one is tried when one before it has failed, or has not answered for 250
/// milliseconds.
///
/// Trusted are the system's root certificates, which are read once a process, with the first
/// `https` request, or those that the [builder](Self::builder) is told. It works only inside a
/// tokio runtime with I/O and time enabled.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Arc<Connector>,
    pool: Arc<Pool>,
    response_limit: usize,
}

impl HyperTransport {
    /// A builder with the defaults: no proxy, and the system's root certificates. The environment
    /// is looked at by [`HyperTransportBuilder::env`].
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
                "there is no tokio runtime here, and the default transport needs one; \
                 make the call inside a runtime, or give the config another transport",
            ));
        };
        let uri = request.uri().clone();
        let Some(key) = Key::new(&uri, &runtime) else {
            return Err(other(
                "the request's URI has no scheme or no host, expected an absolute one, such as \
                 https://sts.eu-west-1.amazonaws.com/",
            ));
        };
        // A proxy that passes on the request itself is spoken to in it.
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

    /// Sends `request` over a connection that was kept, or else a new one. The body of the answer
    /// is to come over the same.
    async fn exchange(
        &self,
        key: &Key,
        uri: &Uri,
        mut request: Request<Whole>,
    ) -> Result<(Response<Incoming>, Connection), TransportError> {
        loop {
            let kept = self.pool.take(key);
            let is_kept = kept.is_some();
            let mut connection = match kept {
                Some(connection) => connection,
                None => self.connect(uri).await?,
            };
            match connection.send(request).await {
                Ok(response) => return Ok((response, connection)),
                Err(mut error) => match error.take_message() {
                    // The other end has closed it, and got nothing of the request.
                    Some(unsent) if is_kept => request = unsent,
                    _ => return Err(no_answer(uri, error.into_error())),
                },
            }
        }
    }

    async fn connect(&self, uri: &Uri) -> Result<Connection, TransportError> {
        let stream = self.connector.connect(uri).await?;
        Connection::over(stream, &self.pool)
            .await
            .map_err(|error| no_answer(uri, error))
    }
}

/// The request as it goes over the connection: to a service or, as it is then called, in absolute
/// form, to a proxy. RFC 9112, section 3.2.
fn prepare(
    request: Request<Bytes>,
    proxy: Option<&Proxy>,
) -> Result<Request<Whole>, TransportError> {
    let mut request = request.map(Whole::from);
    *request.version_mut() = Version::HTTP_11;
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::try_from(authority(request.uri()))
            .map_err(|error| other("its host is no value of a header").with_source(error))?;
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
        .map_err(|error| other("its URI cannot be told to a server").with_source(error))?;
    Ok(request)
}

/// Host and port as servers are told them: without a user, nor the port that goes without saying.
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

fn no_answer(uri: &Uri, error: hyper::Error) -> TransportError {
    let (peer, reason) = (peer(uri), last_cause(&error));
    TransportError::new(
        TransportErrorKind::Io,
        format!("no answer from {peer}: {reason}"),
    )
    .with_source(error)
}

/// An error that another attempt would not mend.
fn other(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Other, message)
}

/// `error` and what lies beneath it. The last one is that which says something.
fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An I/O error skips the error that it wraps when it is asked for its source.
        match error
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}
