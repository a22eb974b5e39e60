//! Certificates of servers on loopback, and the root that their clients trust.

use std::sync::{Arc, LazyLock};

use querysmith::files::Files;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

type Root = Issuer<'static, KeyPair>;

/// The root that clients are to trust, and its certificate as PEM.
static TRUSTED: LazyLock<(Root, String)> = LazyLock::new(|| root("trusted"));

/// The path at which [`trusted`] has the root.
pub(crate) const BUNDLE: &str = "/root.pem";

/// Files in which clients find the root.
pub(crate) fn trusted() -> Files {
    [(BUNDLE, TRUSTED.1.as_str())].into_iter().collect()
}

/// Of a server that is what it says.
pub(crate) fn valid() -> TlsAcceptor {
    acceptor(&TRUSTED.0, params("127.0.0.1"))
}

/// Of a root that nobody knows.
pub(crate) fn untrusted() -> TlsAcceptor {
    acceptor(&root("unknown").0, params("127.0.0.1"))
}

/// Of a server that is another.
pub(crate) fn for_other_host() -> TlsAcceptor {
    acceptor(&TRUSTED.0, params("sts.example"))
}

/// Of a server that was what it says.
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
