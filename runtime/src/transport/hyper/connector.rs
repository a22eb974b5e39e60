//! Opens connections, with or without TLS and proxy, within the connect timeout.

use std::time::Duration;

use http::Uri;
use http::uri::Scheme;

use super::names::{host, last_cause, peer};
use super::no_proxy::port_of;
use super::proxy::Proxies;
use super::stream::Stream;
use super::tls::Tls;
use super::{other, tcp, tunnel};
use crate::system::drivers::MissingDriver;
use crate::transport::{TransportError, TransportErrorKind};

/// The settings for opening connections.
pub(super) struct Connector {
    pub(super) timeout: Option<Duration>,
    /// After how long without traffic TCP checks whether the peer is still there.
    pub(super) tcp_keepalive: Option<Duration>,
    pub(super) proxies: Proxies,
    pub(super) tls: Tls,
}

impl Connector {
    /// Opens a connection for requests to the origin of `uri`.
    pub(super) async fn connect(&self, uri: &Uri) -> Result<Stream, TransportError> {
        let Some(limit) = self.timeout else {
            return self.open(uri).await;
        };
        match tokio::time::timeout(limit, self.open(uri)).await {
            Ok(outcome) => outcome,
            Err(elapsed) => {
                let peer = peer(uri);
                let proxy = match self.proxies.of(uri) {
                    Ok(Some(proxy)) => format!(" through {proxy}"),
                    _ => String::new(),
                };
                let message =
                    format!("no connection to {peer}{proxy} within {limit:?} (connect timeout)");
                Err(TransportError::new(TransportErrorKind::Timeout, message).with_source(elapsed))
            }
        }
    }

    async fn open(&self, uri: &Uri) -> Result<Stream, TransportError> {
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let Some(proxy) = self.proxies.of(uri)? else {
            return self.open_to(uri, &peer(uri)).await;
        };
        let stream = self.open_to(proxy.uri(), &proxy.to_string()).await?;
        if !is_https {
            return Ok(stream);
        }
        let stream = tunnel::open(stream, proxy, uri).await?;
        self.tls.connect(stream, uri, &peer(uri)).await
    }

    /// Opens a direct connection to the host of `uri`, with TLS if the scheme requires it. `peer`
    /// names the host in messages.
    async fn open_to(&self, uri: &Uri, peer: &str) -> Result<Stream, TransportError> {
        let connected = tcp::connect(host(uri), port_of(uri), self.tcp_keepalive).await;
        let stream = Stream::Tcp(connected.map_err(|error| {
            if let Some(missing) = missing_driver(&error) {
                return missing.with_source(error);
            }
            let reason = last_cause(&error);
            let message = format!("no connection to {peer}: {reason}");
            TransportError::new(TransportErrorKind::Connect, message).with_source(error)
        })?);
        match uri.scheme() == Some(&Scheme::HTTPS) {
            true => self.tls.connect(stream, uri, peer).await,
            false => Ok(stream),
        }
    }
}

/// The error if the tokio runtime cannot make connections, which a retry does not change.
fn missing_driver(error: &std::io::Error) -> Option<TransportError> {
    let missing = error.get_ref()?.downcast_ref::<MissingDriver>()?;
    Some(other(missing.to_string()))
}
