//! A PEM file of root certificates to trust instead of the system's.

use std::fmt;
use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{Error as PemError, PemObject};

use super::names::tls_error;
use crate::system::files::Files;
use crate::transport::TransportError;

/// The maximum size of a bundle in bytes. The bundles of operating systems have about 250,000
/// bytes.
const LIMIT: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const BEGIN: &[u8] = b"-----BEGIN ";
const BEGIN_CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A CA bundle: the file and how it is read.
#[derive(Debug, Clone)]
pub(super) struct CaBundle {
    path: PathBuf,
    files: Files,
    /// The setting that names the file, such as `AWS_CA_BUNDLE`; empty if it was set in code.
    origin: String,
}

impl CaBundle {
    pub(super) fn new(path: PathBuf, files: Files, origin: String) -> Self {
        Self {
            path,
            files,
            origin,
        }
    }

    /// Reads the file, which blocks.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, contains a damaged certificate, or contains no usable one.
    pub(super) fn load(&self) -> Result<RootCertStore, TransportError> {
        let contents = self.files.read(&self.path, LIMIT).map_err(|error| {
            let message = match self.origin.as_str() {
                "" => format!("{error}, expected a PEM file of root certificates"),
                origin => format!(
                    "{error}, expected the PEM file of root certificates that {origin} names"
                ),
            };
            tls_error(message).with_source(error)
        })?;
        let mut roots = RootCertStore::empty();
        let mut first_unusable = None;
        let text = contents.bytes();
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        for block in Block::all(text) {
            let certificate = CertificateDer::from_pem_slice(block.pem)
                .map_err(|error| self.damaged(&block, &error))?;
            if let Err(error) = roots.add(certificate) {
                // Bundles exported from systems often contain some unusable certificates.
                tracing::warn!(
                    file = %self.path.display(),
                    line = block.line,
                    %error,
                    "a root certificate cannot be used"
                );
                first_unusable.get_or_insert((block.line, error));
            }
        }
        match (roots.is_empty(), first_unusable) {
            (false, _) => Ok(roots),
            (true, Some((line, error))) => {
                let what = format!("found no certificate that can be used ({error})");
                Err(self.at(line, &what, "at least one root certificate, X.509 in PEM"))
            }
            (true, None) => {
                let expected = "at least one block that begins with -----BEGIN CERTIFICATE-----";
                Err(self.at(1, "found no certificate", expected))
            }
        }
    }

    fn damaged(&self, block: &Block<'_>, error: &PemError) -> TransportError {
        let expected = "base64 up to a line -----END CERTIFICATE-----";
        let what = match error {
            PemError::MissingSectionEnd { .. } => "found a certificate that does not end",
            _ => "found a certificate that is not base64",
        };
        self.at(block.line, what, expected)
    }

    fn at(&self, line: usize, found: &str, expected: &str) -> TransportError {
        let path = self.path.display();
        let named = match self.origin.as_str() {
            "" => String::new(),
            origin => format!("; the file is named by {origin}"),
        };
        tls_error(format!(
            "{path}:{line}: {found}, expected {expected}{named}"
        ))
    }
}

/// Prints `/etc/ca.pem (AWS_CA_BUNDLE)`.
impl fmt::Display for CaBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.origin.as_str() {
            "" => write!(f, "{path}"),
            origin => write!(f, "{path} ({origin})"),
        }
    }
}

/// The PEM block of a certificate.
struct Block<'a> {
    /// The number of its first line, from 1.
    line: usize,
    pem: &'a [u8],
}

impl<'a> Block<'a> {
    /// Returns the block of every certificate, up to the beginning of the next block. Other blocks,
    /// such as private keys, are skipped.
    fn all(text: &'a [u8]) -> Vec<Self> {
        let mut blocks = Vec::new();
        let mut open: Option<(usize, usize)> = None;
        let mut offset = 0;
        for (index, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
            if line.starts_with(BEGIN) {
                if let Some((line, start)) = open.take() {
                    let pem = text.get(start..offset).unwrap_or_default();
                    blocks.push(Self { line, pem });
                }
                if line.starts_with(BEGIN_CERTIFICATE) {
                    open = Some((index + 1, offset));
                }
            }
            offset += line.len();
        }
        if let Some((line, start)) = open {
            let pem = text.get(start..).unwrap_or_default();
            blocks.push(Self { line, pem });
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["ca.example".to_owned()]).unwrap();
        params.self_signed(&key).unwrap().pem()
    }

    fn load(text: impl Into<Vec<u8>>) -> Result<usize, String> {
        let files: Files = [("/ca.pem", text.into())].into_iter().collect();
        let origin = "AWS_CA_BUNDLE".to_owned();
        let bundle = CaBundle::new(PathBuf::from("/ca.pem"), files, origin);
        match bundle.load() {
            Ok(roots) => Ok(roots.len()),
            Err(error) => {
                assert_eq!(error.kind(), crate::transport::TransportErrorKind::Tls);
                Err(error.to_string())
            }
        }
    }

    #[test]
    fn every_certificate_is_loaded_and_other_text_is_ignored() {
        let (a, b) = (certificate(), certificate());
        assert_eq!(load(format!("# Ours\n{a}\n# Theirs\n{b}")), Ok(2));
        let windows = a.replace('\n', "\r\n");
        assert_eq!(load(format!("\u{feff}{windows}{b}")), Ok(2));
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        assert_eq!(load(format!("{key}{a}{key}")), Ok(1));
    }

    #[test]
    fn the_error_for_a_missing_file_names_the_setting() {
        let bundle = CaBundle::new("/no.pem".into(), Files::empty(), "AWS_CA_BUNDLE".into());
        let text = bundle.load().unwrap_err().to_string();
        // The middle is the system's message for a missing file.
        let end = ", expected the PEM file of root certificates that AWS_CA_BUNDLE names";
        assert!(
            text.starts_with("/no.pem: ") && text.ends_with(end),
            "{text}"
        );
    }

    #[test]
    fn the_error_for_a_damaged_certificate_names_its_line() {
        let good = certificate();
        let lines = good.lines().count();
        let damaged = good.replacen("MII", "M*I", 1);
        assert_eq!(
            load(format!("{good}{damaged}")).unwrap_err(),
            format!(
                "/ca.pem:{}: found a certificate that is not base64, expected base64 up to a line \
                 -----END CERTIFICATE-----; the file is named by AWS_CA_BUNDLE",
                lines + 1
            )
        );
        let cut = good.replace("-----END CERTIFICATE-----", "");
        let error = load(format!("\n{cut}{good}")).unwrap_err();
        assert!(
            error.starts_with("/ca.pem:2: found a certificate that does not end, expected "),
            "{error}"
        );
    }

    #[test]
    fn the_error_for_a_file_without_certificates_states_what_is_missing() {
        for text in ["", "ca", "-----BEGIN PRIVATE KEY-----\n"] {
            let error = load(text).unwrap_err();
            assert!(
                error.starts_with("/ca.pem:1: found no certificate, expected at least one block"),
                "{error}"
            );
        }
        assert!(load(vec![0xff; 9]).is_err());
    }

    #[test]
    fn an_unusable_certificate_is_an_error_only_if_there_is_no_other() {
        let odd = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let error = load(format!("\n\n{odd}{odd}")).unwrap_err();
        assert!(
            error.starts_with("/ca.pem:3: found no certificate that can be used ("),
            "{error}"
        );
        assert_eq!(load(format!("{odd}{}", certificate())), Ok(1));
    }
}
