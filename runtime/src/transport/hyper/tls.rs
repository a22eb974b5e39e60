//! TLS: whom to trust, and the handshake.

use std::sync::{Arc, OnceLock};

use http::Uri;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio_rustls::TlsConnector;

use super::causes;
use super::connector::{host, last_cause};
use super::roots::Roots;
use super::stream::Stream;
use crate::transport::{TransportError, TransportErrorKind};

/// Trusts by the same roots for as long as it lives.
pub(super) struct Tls {
    roots: Roots,
    /// Made for the first connection: reading roots takes milliseconds, too long for every client
    /// and for those that never need them. A failure is not remembered.
    config: OnceLock<Arc<ClientConfig>>,
}

/// The settings of all transports of this process that trust the system's roots.
static SYSTEMS: OnceLock<Arc<ClientConfig>> = OnceLock::new();

impl Tls {
    pub(super) fn new(roots: Roots) -> Self {
        Self {
            roots,
            config: OnceLock::new(),
        }
    }

    /// TLS over `stream` with the host of `uri`; `peer` is who that is, for messages.
    pub(super) async fn connect(
        &self,
        stream: Stream,
        uri: &Uri,
        peer: &str,
    ) -> Result<Stream, TransportError> {
        let host = host(uri);
        let name = ServerName::try_from(host.to_owned()).map_err(|error| {
            let message = format!("no TLS connection to {peer}: {host:?} is no name of a host");
            TransportError::new(TransportErrorKind::Other, message).with_source(error)
        })?;
        let connector = TlsConnector::from(self.config().await?);
        match connector.connect(name, stream).await {
            Ok(stream) => Ok(Stream::Tls(Box::new(stream))),
            Err(error) => Err(self.handshake_error(peer, error)),
        }
    }

    async fn config(&self) -> Result<Arc<ClientConfig>, TransportError> {
        let made = match self.roots {
            Roots::System => &SYSTEMS,
            _ => &self.config,
        };
        if let Some(config) = made.get() {
            return Ok(Arc::clone(config));
        }
        let roots = self.roots.clone();
        let config = tokio::task::spawn_blocking(move || make(&roots))
            .await
            .map_err(|error| {
                failed("reading the root certificates was interrupted").with_source(error)
            })??;
        Ok(Arc::clone(made.get_or_init(|| Arc::new(config))))
    }

    fn handshake_error(&self, peer: &str, error: std::io::Error) -> TransportError {
        let reason = last_cause(&error);
        let Some(cause) = causes(&error).find_map(|cause| cause.downcast_ref::<rustls::Error>())
        else {
            let message = format!("no connection to {peer}: {reason}");
            return TransportError::new(TransportErrorKind::Connect, message).with_source(error);
        };
        let help = match cause {
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
                format!("; trusted are {}", self.roots)
            }
            _ => String::new(),
        };
        failed(format!("no TLS connection to {peer}: {reason}{help}")).with_source(error)
    }
}

fn make(roots: &Roots) -> Result<ClientConfig, TransportError> {
    // Named, so that it does not depend on what else in the program sets a default.
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed("rustls refuses its own protocol versions").with_source(error))?
        .with_root_certificates(roots.load()?)
        .with_no_client_auth();
    Ok(config)
}

/// An error about trust, which another attempt does not mend.
pub(super) fn failed(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Tls, message)
}
