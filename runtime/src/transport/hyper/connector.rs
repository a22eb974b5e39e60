//! Makes connections, plain or over TLS, direct or through a proxy, within one time limit.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tower_service::Service;

use super::causes;
use super::proxy::{Proxies, Proxy};
use super::stream::Stream;
use super::tls::Tls;
use super::tunnel;
use crate::clock::BoxFuture;
use crate::transport::{TransportError, TransportErrorKind};

/// What hyper's pool asks for new connections.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: Arc<Tls>,
    proxies: Arc<Proxies>,
    timeout: Option<Duration>,
}

impl Connector {
    pub(super) fn new(timeout: Option<Duration>, proxies: Arc<Proxies>, tls: Tls) -> Self {
        let mut tcp = HttpConnector::new();
        // It would refuse `https`, which `open` looks after.
        tcp.enforce_http(false);
        // A request is one small write; waiting for more to send would only delay it.
        tcp.set_nodelay(true);
        Self {
            tcp,
            tls: Arc::new(tls),
            proxies,
            timeout,
        }
    }

    async fn connect(self, uri: Uri) -> Result<TokioIo<Stream>, TransportError> {
        let stream = match self.timeout {
            None => self.open(&uri).await,
            Some(limit) => match tokio::time::timeout(limit, self.open(&uri)).await {
                Ok(outcome) => outcome,
                Err(elapsed) => {
                    let peer = peer(&uri);
                    let by = match self.proxies.of(&uri) {
                        Ok(Some(proxy)) => format!(" through {proxy}"),
                        _ => String::new(),
                    };
                    let message =
                        format!("no connection to {peer}{by} within {limit:?} (connect timeout)");
                    Err(TransportError::new(TransportErrorKind::Timeout, message)
                        .with_source(elapsed))
                }
            },
        };
        stream.map(TokioIo::new)
    }

    async fn open(&self, uri: &Uri) -> Result<Stream, TransportError> {
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        match (self.proxies.of(uri)?, is_https) {
            (None, false) => self.open_tcp(uri, &peer(uri)).await,
            (None, true) => {
                let stream = self.open_tcp(uri, &peer(uri)).await?;
                self.tls.connect(stream, uri, &peer(uri)).await
            }
            (Some(proxy), false) => Ok(self.open_proxy(proxy).await?.with_proxy_at_end()),
            (Some(proxy), true) => {
                let stream = self.open_proxy(proxy).await?;
                let stream = tunnel::dig(stream, proxy, uri).await?;
                self.tls.connect(stream, uri, &peer(uri)).await
            }
        }
    }

    async fn open_proxy(&self, proxy: &Proxy) -> Result<Stream, TransportError> {
        let (uri, peer) = (proxy.uri(), proxy.to_string());
        let stream = self.open_tcp(uri, &peer).await?;
        if uri.scheme() == Some(&Scheme::HTTPS) {
            return self.tls.connect(stream, uri, &peer).await;
        }
        Ok(stream)
    }

    async fn open_tcp(&self, uri: &Uri, peer: &str) -> Result<Stream, TransportError> {
        let stream = self.tcp.clone().call(uri.clone()).await.map_err(|error| {
            let reason = last_cause(&error);
            let message = format!("no connection to {peer}: {reason}");
            TransportError::new(TransportErrorKind::Connect, message).with_source(error)
        })?;
        Ok(Stream::tcp(stream.into_inner()))
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<TokioIo<Stream>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

/// What `error` comes from in the end.
pub(super) fn last_cause(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}

/// Host and port, for messages.
pub(super) fn peer(uri: &Uri) -> String {
    let host = uri.host().unwrap_or("an unknown host");
    match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
