//! Explanations of TLS errors, with what to do about them.

use http::Uri;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use super::names::{host, peer};
use crate::value::date_time::DateTime;

/// Describes `error`, which a connection to the host of `uri` failed with. The client trusts
/// `trusted`, and presents a certificate of its own if it `has_identity`.
pub(super) fn explain(error: &Error, uri: &Uri, trusted: &str, has_identity: bool) -> String {
    match error {
        Error::InvalidCertificate(certificate) => of_certificate(certificate, error, uri, trusted),
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => {
            let peer = peer(uri);
            format!(
                "its response is not TLS ({error}): the server does not speak TLS on this port; \
                 did you mean http://{peer}?"
            )
        }
        Error::AlertReceived(alert) => of_alert(*alert, error, has_identity),
        _ => error.to_string(),
    }
}

/// Whether `error` means that a certificate was rejected, which a retry does not change.
pub(super) fn concerns_certificates(error: &Error) -> bool {
    use AlertDescription as Alert;
    match error {
        Error::InvalidCertificate(_) | Error::NoCertificatesPresented => true,
        Error::AlertReceived(alert) => matches!(
            alert,
            Alert::AccessDenied
                | Alert::BadCertificate
                | Alert::CertificateExpired
                | Alert::CertificateRequired
                | Alert::CertificateRevoked
                | Alert::CertificateUnknown
                | Alert::HandshakeFailure
                | Alert::NoCertificate
                | Alert::UnknownCA
                | Alert::UnsupportedCertificate
        ),
        _ => false,
    }
}

fn of_certificate(
    certificate: &CertificateError,
    error: &Error,
    uri: &Uri,
    trusted: &str,
) -> String {
    use CertificateError as Certificate;
    match certificate {
        Certificate::UnknownIssuer => format!(
            "{error}; the server's certificate was issued by an authority that is not trusted, or \
             the server does not send the certificates of intermediate authorities; the client \
             trusts {trusted}"
        ),
        Certificate::Expired => format!("{error}; {RENEW}"),
        Certificate::ExpiredContext { time, not_after } => format!(
            "invalid peer certificate: it expired at {}, and this computer's clock shows {}; \
             {RENEW}",
            date(*not_after),
            date(*time)
        ),
        Certificate::NotValidYet => format!("{error}; {CHECK_CLOCK}"),
        Certificate::NotValidYetContext { time, not_before } => format!(
            "invalid peer certificate: it is not valid before {}, and this computer's clock shows \
             {}; {CHECK_CLOCK}",
            date(*not_before),
            date(*time)
        ),
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => format!(
            "{error}; check the host {} in the endpoint URL, or get a certificate for it",
            host(uri)
        ),
        Certificate::UnsupportedSignatureAlgorithmContext { .. }
        | Certificate::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            format!(
                "invalid peer certificate: it or one of its issuers has a key or a signature of a \
                 kind that {UNSUPPORTED}, or set a TLS config with another provider with \
                 `tls_config` of the config or the transport"
            )
        }
        // rustls has no variant for this error of webpki, and wraps it.
        Certificate::Other(other) if other.to_string() == "CaUsedAsEndEntity" => format!(
            "{error}; the server's certificate is that of an authority (basicConstraints CA:TRUE), \
             which is not accepted for a server; create one with CA:FALSE, sign it with the \
             authority's key, and trust the authority's certificate"
        ),
        _ => error.to_string(),
    }
}

#[cfg(feature = "aws-lc-rs")]
const UNSUPPORTED: &str = "aws-lc-rs does not support; use keys of P-256, P-384, P-521 or RSA";
#[cfg(not(feature = "aws-lc-rs"))]
const UNSUPPORTED: &str = "ring does not support, such as the curve P-521; enable the feature \
    `aws-lc-rs` of this crate, use keys of P-256, P-384 or RSA";
const RENEW: &str = "renew the certificate, or correct the clock";
const CHECK_CLOCK: &str = "check whether the clock is right";

fn of_alert(alert: AlertDescription, error: &Error, has_identity: bool) -> String {
    use AlertDescription as Alert;
    let help = match (alert, has_identity) {
        (Alert::CertificateRequired | Alert::NoCertificate, false) => {
            "the server requires a client certificate; set one with `client_certificate` of the \
             config or the transport"
        }
        (Alert::HandshakeFailure | Alert::BadCertificate, false) => {
            "the server may require a client certificate, to be set with `client_certificate` of \
             the config or the transport, or have no cipher suite or key in common with the client"
        }
        (Alert::HandshakeFailure, true) => {
            "the server has no cipher suite or key in common with the client, or does not accept \
             the client certificate"
        }
        (Alert::ProtocolVersion, _) => "the server supports neither TLS 1.2 nor TLS 1.3",
        (_, true) if concerns_certificates(error) => {
            "the server does not accept the client certificate"
        }
        _ => return error.to_string(),
    };
    format!("{error}; {help}")
}

fn date(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    DateTime::from_secs(seconds).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(error: Error) -> String {
        let uri = "https://sts.example:8443/".parse().unwrap();
        explain(&error, &uri, "nothing", false)
    }

    #[test]
    fn a_signature_that_is_not_supported_is_explained_without_object_identifiers() {
        let error = CertificateError::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id: vec![0x06, 0x08],
            supported_algorithms: Vec::new(),
        };
        let text = explained(Error::InvalidCertificate(error));
        for part in ["P-521", "P-384", "aws-lc-rs", "`tls_config`"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains('['), "{text}");
    }

    #[test]
    fn a_certificate_that_is_not_valid_yet_is_explained_with_both_times() {
        let at = |secs| UnixTime::since_unix_epoch(std::time::Duration::from_secs(secs));
        let error = CertificateError::NotValidYetContext {
            time: at(0),
            not_before: at(1_600_000_000),
        };
        let text = explained(Error::InvalidCertificate(error));
        for part in ["2020-09-13T12:26:40Z", "1970-01-01T00:00:00Z", "the clock"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
