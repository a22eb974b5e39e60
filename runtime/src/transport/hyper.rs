//! The default transport: hyper and rustls, on tokio.

mod body;
mod builder;
mod ca_bundle;
mod connector;
mod no_proxy;
mod proxy;
mod roots;
mod stream;
mod tls;
mod tunnel;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

pub use builder::HyperTransportBuilder;

use super::{Transport, TransportError, TransportErrorKind};
use crate::clock::BoxFuture;
use connector::{Connector, last_cause};
use proxy::Proxies;
use roots::Roots;
use tls::Tls;

/// How long an unused connection is kept.
const POOL_IDLE: Duration = Duration::from_secs(90);

/// Speaks HTTP/1.1 with hyper, over TLS with rustls (cryptography by ring).
///
/// Connections are kept alive and pooled; clones share the pool. Trusted are the system's root
/// certificates, which are read once a process, with the first `https` request, or those that the
/// [builder](Self::builder) is told. It works only inside a tokio runtime with I/O and time
/// enabled.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Connector, Full<Bytes>>,
    proxies: Arc<Proxies>,
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
        let proxies = Arc::new(proxies);
        let connector = Connector::new(connect_timeout, Arc::clone(&proxies), Tls::new(roots));
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self {
            client,
            proxies,
            response_limit,
        }
    }

    async fn round_trip(
        &self,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(TransportError::new(
                TransportErrorKind::Other,
                "there is no tokio runtime here, and the default transport needs one; \
                 make the call inside a runtime, or give the config another transport",
            ));
        }
        let uri = request.uri();
        let peer = connector::peer(uri);
        // A proxy that passes on the request itself is spoken to in it.
        let proxy = match uri.scheme() == Some(&Scheme::HTTPS) {
            true => None,
            false => self.proxies.of(uri)?.cloned(),
        };
        if let Some(authorization) = proxy.as_ref().and_then(|proxy| proxy.authorization()) {
            let headers = request.headers_mut();
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        let response = self
            .client
            .request(request.map(Full::new))
            .await
            .map_err(|error| send_error(&peer, error))?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            let what = format!("a request to {peer}");
            return Err(tunnel::refused(&proxy, &what, response.status().as_u16()));
        }
        let (head, body) = response.into_parts();
        let body = body::read(body, self.response_limit, &peer).await?;
        Ok(http::Response::from_parts(head, body))
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
            .field("proxies", &self.proxies)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}

fn send_error(peer: &str, error: hyper_util::client::legacy::Error) -> TransportError {
    // The connector has said it already, and better.
    if let Some(error) = causes(&error).find_map(|cause| cause.downcast_ref::<TransportError>()) {
        return error.clone();
    }
    let reason = last_cause(&error);
    TransportError::new(
        TransportErrorKind::Io,
        format!("no answer from {peer}: {reason}"),
    )
    .with_source(error)
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
