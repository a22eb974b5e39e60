//! The certificates that all trust starts from.

use std::fmt;

use rustls::RootCertStore;

use super::ca_bundle::CaBundle;
#[cfg(not(feature = "webpki-roots"))]
use super::tls::failed;
use crate::transport::TransportError;

/// Where root certificates are.
#[derive(Debug, Clone, Default)]
pub(super) enum Roots {
    /// Those of the system. With the feature `webpki-roots`, the program's where it has none.
    #[default]
    System,
    /// Those in this file, and no others.
    Bundle(CaBundle),
    /// Mozilla's, in the program.
    #[cfg(feature = "webpki-roots")]
    Program,
}

impl Roots {
    /// Reads them, which blocks.
    pub(super) fn load(&self) -> Result<RootCertStore, TransportError> {
        match self {
            Self::System => of_system(),
            Self::Bundle(bundle) => bundle.load(),
            #[cfg(feature = "webpki-roots")]
            Self::Program => Ok(of_program()),
        }
    }
}

/// `the system's root certificates`, or `the root certificates in /etc/ca.pem (AWS_CA_BUNDLE)`.
impl fmt::Display for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str(
                "the system's root certificates; AWS_CA_BUNDLE names a PEM file of others",
            ),
            Self::Bundle(bundle) => write!(f, "the root certificates in {bundle}"),
            #[cfg(feature = "webpki-roots")]
            Self::Program => f.write_str("the root certificates in the program"),
        }
    }
}

fn of_system() -> Result<RootCertStore, TransportError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Systems have certificates that nobody can use. What matters is that some can be.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return none_in_system(&reasons.join("; "));
    }
    Ok(roots)
}

#[cfg(feature = "webpki-roots")]
fn none_in_system(_: &str) -> Result<RootCertStore, TransportError> {
    Ok(of_program())
}

#[cfg(not(feature = "webpki-roots"))]
fn none_in_system(reasons: &str) -> Result<RootCertStore, TransportError> {
    let reasons = match reasons {
        "" => String::new(),
        reasons => format!(" ({reasons})"),
    };
    Err(failed(format!(
        "this system has no root certificates to trust a server by{reasons}; install them (on \
         Linux the package is ca-certificates), set AWS_CA_BUNDLE or SSL_CERT_FILE to a file that \
         has them, or build with the feature `webpki-roots`"
    )))
}

#[cfg(feature = "webpki-roots")]
fn of_program() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "webpki-roots")]
    #[test]
    fn a_system_without_roots_is_served_by_those_in_the_program() {
        let roots = none_in_system("no file").unwrap();
        assert!(roots.len() > 100, "{}", roots.len());
        assert_eq!(Roots::Program.load().unwrap().len(), roots.len());
    }

    #[cfg(not(feature = "webpki-roots"))]
    #[test]
    fn a_system_without_roots_is_told_what_to_do() {
        let text = none_in_system("no file").unwrap_err().to_string();
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
