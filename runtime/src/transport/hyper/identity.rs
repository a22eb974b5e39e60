//! The certificate that a client presents to servers that require one.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::names::tls_error;
use crate::transport::TransportError;

/// A certificate, those of the authorities that issued it, and its private key, in PEM.
#[derive(Clone)]
pub(super) struct Identity {
    certificates: Arc<[u8]>,
    key: Arc<Zeroizing<Vec<u8>>>,
}

impl Identity {
    pub(super) fn new(certificates: &[u8], key: &[u8]) -> Self {
        Self {
            certificates: certificates.into(),
            key: Arc::new(Zeroizing::new(key.to_vec())),
        }
    }

    /// The certificate and its issuers, and the private key.
    pub(super) fn parse(
        &self,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TransportError> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(&self.certificates)
            .collect::<Result<_, _>>()
            .map_err(|error| {
                tls_error("the client certificate is not valid PEM").with_source(error)
            })?;
        if certificates.is_empty() {
            return Err(tls_error(
                "the client certificate has no block that begins with \
                 -----BEGIN CERTIFICATE-----",
            ));
        }
        // The source is left out: it could show a part of the key.
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| {
            tls_error(
                "the private key of the client certificate is not valid, expected an unencrypted \
                 PEM block such as -----BEGIN PRIVATE KEY-----",
            )
        })?;
        Ok((certificates, key))
    }

    /// The error for an identity that rustls cannot use.
    pub(super) fn unusable(error: &rustls::Error) -> TransportError {
        tls_error(format!(
            "the client certificate cannot be used: {error}; expected a certificate, followed by \
             its issuers, and the private key that belongs to it"
        ))
    }
}

/// Omits the key.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}
