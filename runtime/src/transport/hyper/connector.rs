//! Makes connections, plain or over TLS, within one time limit.

use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::{causes, tls};
use crate::clock::BoxFuture;
use crate::transport::{TransportError, TransportErrorKind};

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// What hyper's pool asks for new connections.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    timeout: Option<Duration>,
}

impl Connector {
    pub(super) fn new(timeout: Option<Duration>) -> Self {
        let mut tcp = HttpConnector::new();
        // It would refuse `https`, which `open` looks after.
        tcp.enforce_http(false);
        // A request is one small write; waiting for more to send would only delay it.
        tcp.set_nodelay(true);
        Self { tcp, timeout }
    }

    async fn connect(self, uri: Uri) -> Result<Stream, TransportError> {
        let Some(limit) = self.timeout else {
            return open(self.tcp, uri).await;
        };
        let peer = peer(&uri);
        match tokio::time::timeout(limit, open(self.tcp, uri)).await {
            Ok(outcome) => outcome,
            Err(elapsed) => Err(TransportError::new(
                TransportErrorKind::Timeout,
                format!("no connection to {peer} within {limit:?} (connect timeout)"),
            )
            .with_source(elapsed)),
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Stream, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

async fn open(mut tcp: HttpConnector, uri: Uri) -> Result<Stream, TransportError> {
    let peer = peer(&uri);
    if uri.scheme() == Some(&Scheme::HTTPS) {
        let mut connector = HttpsConnector::from((tcp, tls::config().await?));
        return connector
            .call(uri)
            .await
            .map_err(|error| connect_error(&peer, error));
    }
    match tcp.call(uri).await {
        Ok(stream) => Ok(MaybeHttpsStream::Http(stream)),
        Err(error) => Err(connect_error(&peer, error.into())),
    }
}

fn connect_error(peer: &str, error: Box<dyn std::error::Error + Send + Sync>) -> TransportError {
    let untrusted = causes(error.as_ref()).any(|cause| cause.is::<rustls::Error>());
    let (kind, what) = if untrusted {
        (TransportErrorKind::Tls, "no TLS connection to")
    } else {
        (TransportErrorKind::Connect, "no connection to")
    };
    let reason = causes(error.as_ref())
        .last()
        .map_or_else(String::new, ToString::to_string);
    TransportError::new(kind, format!("{what} {peer}: {reason}")).with_source(error)
}

/// Host and port, for messages.
pub(super) fn peer(uri: &Uri) -> String {
    let host = uri.host().unwrap_or("an unknown host");
    match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
