//! Root certificates.

use std::fmt;

use rustls::RootCertStore;

use super::ca_bundle::CaBundle;
#[cfg(not(feature = "webpki-roots"))]
use super::names::tls_error;
use crate::transport::TransportError;

/// The source of root certificates.
#[derive(Debug, Clone, Default)]
pub(super) enum Roots {
    /// The system's certificates. If it has none and the feature `webpki-roots` is enabled, the
    /// built-in ones.
    #[default]
    System,
    /// The certificates in this file only.
    Bundle(CaBundle),
    /// The Mozilla certificates that are compiled into the program.
    #[cfg(feature = "webpki-roots")]
    BuiltIn,
}

impl Roots {
    /// Loads the certificates, which blocks.
    pub(super) fn load(&self) -> Result<RootCertStore, TransportError> {
        match self {
            Self::System => system_roots(),
            Self::Bundle(bundle) => bundle.load(),
            #[cfg(feature = "webpki-roots")]
            Self::BuiltIn => Ok(built_in_roots()),
        }
    }
}

/// Names the source: `the root certificates in /etc/ca.pem (AWS_CA_BUNDLE)`.
impl fmt::Display for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str(
                "the system's root certificates; set AWS_CA_BUNDLE to a PEM file to trust others",
            ),
            Self::Bundle(bundle) => write!(f, "the root certificates in {bundle}"),
            #[cfg(feature = "webpki-roots")]
            Self::BuiltIn => f.write_str("the built-in root certificates"),
        }
    }
}

fn system_roots() -> Result<RootCertStore, TransportError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Systems often contain unusable certificates, so some usable ones are enough.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return no_system_roots(&reasons.join("; "));
    }
    Ok(roots)
}

#[cfg(feature = "webpki-roots")]
fn no_system_roots(_: &str) -> Result<RootCertStore, TransportError> {
    Ok(built_in_roots())
}

#[cfg(not(feature = "webpki-roots"))]
fn no_system_roots(reasons: &str) -> Result<RootCertStore, TransportError> {
    let reasons = match reasons {
        "" => String::new(),
        reasons => format!(" ({reasons})"),
    };
    Err(tls_error(format!(
        "this system has no root certificates to verify servers with{reasons}; install them (the \
         package ca-certificates on Linux), set AWS_CA_BUNDLE or SSL_CERT_FILE to a file of root \
         certificates, or enable the feature `webpki-roots`"
    )))
}

#[cfg(feature = "webpki-roots")]
fn built_in_roots() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "webpki-roots")]
    #[test]
    fn built_in_roots_are_used_if_the_system_has_none() {
        let roots = no_system_roots("no file").unwrap();
        assert!(roots.len() > 100, "{}", roots.len());
        assert_eq!(Roots::BuiltIn.load().unwrap().len(), roots.len());
    }

    #[cfg(not(feature = "webpki-roots"))]
    #[test]
    fn the_error_for_a_system_without_roots_states_what_to_do() {
        let text = no_system_roots("no file").unwrap_err().to_string();
        for part in [
            "(no file)",
            "ca-certificates",
            "AWS_CA_BUNDLE",
            "webpki-roots",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }
}
