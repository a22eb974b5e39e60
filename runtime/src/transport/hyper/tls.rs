//! The TLS settings that all transports of a process share.

use std::sync::{Arc, OnceLock};

use hyper_rustls::ConfigBuilderExt;
use rustls::ClientConfig;
use rustls::crypto::ring;

use crate::transport::{TransportError, TransportErrorKind};

static SHARED: OnceLock<Arc<ClientConfig>> = OnceLock::new();

/// The settings, made at the first call: reading the system's roots takes milliseconds, too long
/// for every client and for those that never need them. A failure is not remembered.
pub(super) async fn config() -> Result<Arc<ClientConfig>, TransportError> {
    if let Some(config) = SHARED.get() {
        return Ok(Arc::clone(config));
    }
    let made = tokio::task::spawn_blocking(make).await.map_err(|error| {
        failed("reading the system's roots was interrupted").with_source(error)
    })??;
    Ok(Arc::clone(SHARED.get_or_init(|| Arc::new(made))))
}

fn make() -> Result<ClientConfig, TransportError> {
    // Named, so that it does not depend on what else in the program sets a default.
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed("rustls refuses its own protocol versions").with_source(error))?
        .with_native_roots()
        .map_err(|error| {
            let message = format!(
                "this system has no root certificates to trust a server by ({error}); \
                 install them (on Linux the package is ca-certificates) or set SSL_CERT_FILE"
            );
            failed(message).with_source(error)
        })?
        .with_no_client_auth();
    Ok(config)
}

fn failed(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Tls, message)
}
