//! Server certificates for loopback, and the root certificate that the clients trust.

use std::sync::{Arc, LazyLock};

use querysmith::files::Files;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

type Root = Issuer<'static, KeyPair>;

/// The trusted root, and its certificate in PEM format.
static TRUSTED: LazyLock<(Root, String)> = LazyLock::new(|| root("trusted"));

/// The path of the root certificate in the files of [`trusted`].
pub(crate) const BUNDLE: &str = "/root.pem";

/// Files that contain the root certificate.
pub(crate) fn trusted() -> Files {
    [(BUNDLE, TRUSTED.1.as_str())].into_iter().collect()
}

/// A valid certificate.
pub(crate) fn valid() -> TlsAcceptor {
    acceptor(&TRUSTED.0, params("127.0.0.1"))
}

/// A certificate of an unknown root.
pub(crate) fn untrusted() -> TlsAcceptor {
    acceptor(&root("unknown").0, params("127.0.0.1"))
}

/// A certificate for another host.
pub(crate) fn for_other_host() -> TlsAcceptor {
    acceptor(&TRUSTED.0, params("sts.example"))
}

/// An expired certificate.
pub(crate) fn expired() -> TlsAcceptor {
    let mut params = params("127.0.0.1");
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
    acceptor(&TRUSTED.0, params)
}

fn params(host: &str) -> CertificateParams {
    CertificateParams::new([host.to_owned()]).unwrap()
}

fn root(name: &str) -> (Root, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    (Issuer::new(params, key), pem)
}

fn acceptor(root: &Root, params: CertificateParams) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, root).unwrap();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
