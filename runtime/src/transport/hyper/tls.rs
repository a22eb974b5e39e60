//! TLS: trusted roots, and the handshake.

use std::sync::{Arc, OnceLock};

use http::Uri;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio_rustls::TlsConnector;

use super::causes;
use super::names::{host, last_cause, tls_error};
use super::roots::Roots;
use super::stream::Stream;
use crate::transport::{TransportError, TransportErrorKind};

/// The TLS settings of a transport, with a fixed source of root certificates.
pub(super) struct Tls {
    roots: Roots,
    /// Created for the first connection: loading roots takes milliseconds, which is too long for
    /// clients that never use TLS. A failure is not cached.
    config: OnceLock<Arc<ClientConfig>>,
}

/// The settings of all transports of this process that trust the system's roots.
static SYSTEM_CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();

impl Tls {
    pub(super) fn new(roots: Roots) -> Self {
        Self {
            roots,
            config: OnceLock::new(),
        }
    }

    /// Opens TLS over `stream` with the host of `uri`; `peer` names the host in messages.
    pub(super) async fn connect(
        &self,
        stream: Stream,
        uri: &Uri,
        peer: &str,
    ) -> Result<Stream, TransportError> {
        let host = host(uri);
        let name = ServerName::try_from(host.to_owned()).map_err(|error| {
            let message = format!("no TLS connection to {peer}: {host:?} is not a valid host name");
            TransportError::new(TransportErrorKind::Other, message).with_source(error)
        })?;
        let connector = TlsConnector::from(self.config().await?);
        match connector.connect(name, stream).await {
            Ok(stream) => Ok(Stream::Tls(Box::new(stream))),
            Err(error) => Err(self.handshake_error(peer, error)),
        }
    }

    async fn config(&self) -> Result<Arc<ClientConfig>, TransportError> {
        let cached = match self.roots {
            Roots::System => &SYSTEM_CONFIG,
            _ => &self.config,
        };
        if let Some(config) = cached.get() {
            return Ok(Arc::clone(config));
        }
        let roots = self.roots.clone();
        let config = tokio::task::spawn_blocking(move || client_config(&roots))
            .await
            .map_err(|error| {
                tls_error("loading the root certificates was interrupted").with_source(error)
            })??;
        Ok(Arc::clone(cached.get_or_init(|| Arc::new(config))))
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
                format!("; the client trusts {}", self.roots)
            }
            _ => String::new(),
        };
        tls_error(format!("no TLS connection to {peer}: {reason}{help}")).with_source(error)
    }
}

fn client_config(roots: &Roots) -> Result<ClientConfig, TransportError> {
    // Set explicitly, so that it does not depend on the process-wide default provider.
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| {
            tls_error("rustls rejected its default protocol versions").with_source(error)
        })?
        .with_root_certificates(roots.load()?)
        .with_no_client_auth();
    Ok(config)
}
