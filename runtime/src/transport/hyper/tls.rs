//! TLS: its settings, and the handshake.

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::Uri;
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;

use super::causes;
use super::explain::{concerns_certificates, explain};
use super::identity::Identity;
use super::names::{host, last_cause, peer, tls_error};
use super::roots::Roots;
use super::stream::Stream;
use crate::transport::{TransportError, TransportErrorKind};

/// The TLS settings of a transport.
pub(super) struct Tls {
    settings: TlsSettings,
    /// Created for the first connection: loading roots takes milliseconds, which is too long for
    /// clients that never use TLS. A failure is not cached.
    config: OnceLock<Arc<ClientConfig>>,
}

/// Where the TLS settings come from.
pub(super) enum TlsSettings {
    /// The user's own settings, which replace all others.
    Custom(CustomTls),
    /// These roots, and the client's certificate.
    Default {
        roots: Roots,
        identity: Option<Identity>,
    },
}

/// A config that the user has made.
#[derive(Clone)]
pub(super) struct CustomTls(Arc<ClientConfig>);

impl CustomTls {
    /// Connections use HTTP/1.1, regardless of the protocols that `config` offers.
    pub(super) fn new(mut config: Arc<ClientConfig>) -> Self {
        if !config.alpn_protocols.is_empty() {
            Arc::make_mut(&mut config).alpn_protocols = vec![b"http/1.1".to_vec()];
        }
        Self(config)
    }
}

/// Omits the config, which may contain a key.
impl fmt::Debug for CustomTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomTls")
    }
}

/// The settings of all transports of this process that trust the system's roots.
static SYSTEM_CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();

impl Tls {
    pub(super) fn new(settings: TlsSettings) -> Self {
        Self {
            settings,
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
            Err(error) => Err(self.handshake_error(uri, peer, error)),
        }
    }

    async fn config(&self) -> Result<Arc<ClientConfig>, TransportError> {
        let (roots, identity) = match &self.settings {
            TlsSettings::Custom(config) => return Ok(Arc::clone(&config.0)),
            TlsSettings::Default { roots, identity } => (roots, identity),
        };
        let cached = match (roots, identity) {
            (Roots::System, None) => &SYSTEM_CONFIG,
            _ => &self.config,
        };
        if let Some(config) = cached.get() {
            return Ok(Arc::clone(config));
        }
        let (roots, identity) = (roots.clone(), identity.clone());
        let config = tokio::task::spawn_blocking(move || client_config(&roots, identity.as_ref()))
            .await
            .map_err(|error| {
                tls_error("loading the root certificates was interrupted").with_source(error)
            })??;
        Ok(Arc::clone(cached.get_or_init(|| Arc::new(config))))
    }

    fn handshake_error(&self, uri: &Uri, peer: &str, error: std::io::Error) -> TransportError {
        let Some(cause) = tls_cause(&error) else {
            let message = format!("no connection to {peer}: {}", last_cause(&error));
            return TransportError::new(TransportErrorKind::Connect, message).with_source(error);
        };
        let explanation = self.explanation(uri, cause);
        tls_error(format!("no TLS connection to {peer}: {explanation}")).with_source(error)
    }

    /// The error if `error`, which ended a connection to the host of `uri`, means that one of the
    /// two certificates was rejected: in TLS 1.3 the server checks that of the client after the
    /// client's handshake.
    pub(super) fn rejection(
        &self,
        uri: &Uri,
        error: &(dyn std::error::Error + 'static),
    ) -> Option<TransportError> {
        let cause = tls_cause(error).filter(|cause| concerns_certificates(cause))?;
        let (peer, explanation) = (peer(uri), self.explanation(uri, cause));
        Some(tls_error(format!(
            "no TLS connection to {peer}: {explanation}"
        )))
    }

    fn explanation(&self, uri: &Uri, error: &rustls::Error) -> String {
        let (trusted, has_identity) = match &self.settings {
            TlsSettings::Custom(_) => (
                "the certificates that its custom TLS config trusts".to_owned(),
                true,
            ),
            TlsSettings::Default { roots, identity } => (roots.to_string(), identity.is_some()),
        };
        explain(error, uri, &trusted, has_identity)
    }
}

/// The error of rustls among the causes of `error`.
fn tls_cause<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())
}

fn client_config(
    roots: &Roots,
    identity: Option<&Identity>,
) -> Result<ClientConfig, TransportError> {
    // Set explicitly, so that it does not depend on the process-wide default provider.
    let provider = provider().ok_or_else(|| {
        tls_error(
            "this build has no TLS: enable the feature `ring` or `aws-lc-rs`, or set a TLS config \
             with `tls_config` of the config or the transport",
        )
    })?;
    let builder = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| {
            tls_error("rustls rejected its default protocol versions").with_source(error)
        })?
        .with_root_certificates(roots.load()?);
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some(identity) => {
            let (certificates, key) = identity.parse()?;
            builder
                .with_client_auth_cert(certificates, key)
                .map_err(|error| Identity::unusable(&error).with_source(error))
        }
    }
}

/// The cryptography of TLS.
#[cfg(feature = "aws-lc-rs")]
fn provider() -> Option<CryptoProvider> {
    Some(rustls::crypto::aws_lc_rs::default_provider())
}

/// The cryptography of TLS.
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
fn provider() -> Option<CryptoProvider> {
    Some(rustls::crypto::ring::default_provider())
}

/// The cryptography of TLS: none.
#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
fn provider() -> Option<CryptoProvider> {
    None
}

#[cfg(all(test, not(any(feature = "ring", feature = "aws-lc-rs"))))]
mod tests {
    use super::*;

    #[test]
    fn without_a_library_the_error_names_the_features() {
        let error = client_config(&Roots::default(), None).unwrap_err();
        assert!(
            error.to_string().contains("`ring` or `aws-lc-rs`"),
            "{error}"
        );
    }
}
