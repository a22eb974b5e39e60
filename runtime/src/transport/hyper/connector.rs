//! Opens connections, with or without TLS and proxy, within the connect timeout.

use std::pin::{Pin, pin};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

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
        limited(self.timeout, pin!(self.open(uri)))
            .await
            .unwrap_or_else(|elapsed| {
                let peer = peer(uri);
                let proxy = match self.proxies.of(uri) {
                    Ok(Some(proxy)) => format!(" through {proxy}"),
                    _ => String::new(),
                };
                let limit = self.timeout.unwrap_or_default();
                let message =
                    format!("no connection to {peer}{proxy} within {limit:?} (connect timeout)");
                Err(TransportError::new(TransportErrorKind::Timeout, message).with_source(elapsed))
            })
    }

    /// Opens a connection to the proxy, if there is one, and through it to the host of `uri`.
    async fn open(&self, uri: &Uri) -> Result<Stream, TransportError> {
        let mut proxy = self.proxies.of(uri)?;
        let (mut hop, mut name) = match proxy {
            Some(proxy) => (proxy.uri(), proxy.to_string()),
            None => (uri, peer(uri)),
        };
        let mut stream = self.open_tcp(hop, &name).await?;
        loop {
            if is_https(hop) {
                stream = self.tls.connect(stream, hop, &name).await?;
            }
            // The proxy forwards other requests itself.
            let Some(proxy) = proxy.take().filter(|_| is_https(uri)) else {
                return Ok(stream);
            };
            stream = tunnel::open(stream, proxy, uri).await?;
            (hop, name) = (uri, peer(uri));
        }
    }

    /// Opens a TCP connection to the host of `uri`; `peer` names it in messages.
    async fn open_tcp(&self, uri: &Uri, peer: &str) -> Result<Stream, TransportError> {
        let connected = tcp::connect(host(uri), port_of(uri), self.tcp_keepalive).await;
        connected.map(Stream::Tcp).map_err(|error| {
            if let Some(missing) = missing_driver(&error) {
                return missing.with_source(error);
            }
            let reason = last_cause(&error);
            let message = format!("no connection to {peer}: {reason}");
            TransportError::new(TransportErrorKind::Connect, message).with_source(error)
        })
    }
}

fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS)
}

/// Runs `work` within `limit`, if there is one. It is pinned, so that its code is compiled once and it is
/// stored once.
///
/// # Errors
///
/// If `work` has taken that long.
pub(super) async fn limited<T>(
    limit: Option<Duration>,
    work: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Elapsed> {
    match limit {
        Some(limit) => timeout(limit, work).await,
        None => Ok(work.await),
    }
}

/// The error if the tokio runtime cannot make connections, which a retry does not change.
fn missing_driver(error: &std::io::Error) -> Option<TransportError> {
    let missing = error.get_ref()?.downcast_ref::<MissingDriver>()?;
    Some(other(missing.to_string()))
}
