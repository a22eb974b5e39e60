//! A certificate authority with a key of P-521, which ring does not support, and a certificate that it
//! issued to 127.0.0.1. OpenSSL made them for this test; they are valid until 2126.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub const AUTHORITY: &str = "-----BEGIN CERTIFICATE-----
MIICJTCCAYagAwIBAgIUPz05BhugjmskY/EcPRridg+CZPEwCgYIKoZIzj0EAwQw
GzEZMBcGA1UEAwwQaW5zcGVjdGlvbiBwcm94eTAgFw0yNjExMjkxOTU3MDRaGA8y
MTI2MTEwNTE5NTcwNFowGzEZMBcGA1UEAwwQaW5zcGVjdGlvbiBwcm94eTCBmzAQ
BgcqhkjOPQIBBgUrgQQAIwOBhgAEAeYqs3yNSEr//CeY1ZbZKmFW3I5V7ylAmJmw
8UPaPUqVbyBIowVJf6SMqzSYlrwbiW1JvLpkaKs/J/PS++Mzv5OPAIJQqet5Jthc
/K2LSmgUDcmZ/IrJ/UYYiNOgeCgoBynSZxIw8hb7Qx0GT8+vpo0b9Iq3KTAhkzBY
Et+UnAzX4KI+o2MwYTAdBgNVHQ4EFgQUM56SJSHkXn2DTOoo1igSLMK09SgwHwYD
VR0jBBgwFoAUM56SJSHkXn2DTOoo1igSLMK09SgwDwYDVR0TAQH/BAUwAwEB/zAO
BgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwQDgYwAMIGIAkIA7F7XvWAGD0ZZZ9lT
DcMLKMgt33wuctK1bO5b3xrEKZzxI9zFvQydIVL4vHB6sqFmsRJLO+FzJBWVPENw
jv209WICQgC7h31lgqH77WrxDEay8tu9pbuj1z8ZK9Rd1Z1qnvGSsqqQaR8Dmxbf
gE6FKAnHRSz8UG9Metpf6KLesxfa+n34gw==
-----END CERTIFICATE-----
";

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIB6zCCAUygAwIBAgIUY707UZAaXRnI/OzGlElQXFL46lcwCgYIKoZIzj0EAwQw
GzEZMBcGA1UEAwwQaW5zcGVjdGlvbiBwcm94eTAgFw0yNjExMjkxOTU3MDRaGA8y
MTI2MTEwNTE5NTcwNFowFDESMBAGA1UEAwwJMTI3LjAuMC4xMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAE+IsClDkYSeMeoQzen4HWFCDv+ukwOjSToGKM5eeqdaBZ
XcoNKHSkzghP2jUTS7x4UFgctu6OhHHBMtIq71naAaNzMHEwDwYDVR0RBAgwBocE
fwAAATAJBgNVHRMEAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSx
1TiINNVyzVh1/UanySOyaKrruTAfBgNVHSMEGDAWgBQznpIlIeRefYNM6ijWKBIs
wrT1KDAKBggqhkjOPQQDBAOBjAAwgYgCQgFlD7cDszUDNoZMcEOsbwMBwWc1fI4K
oixMwiMLfblARy1qEIL0p6Kvbam916Pc+C+8DtvBpRmCY4f5ZUZqxwjw8QJCAaJw
QZjwSBvSNF4R8WApZtIFzZ/TfTHvDiJZlLq9IiIC9/neOW8ZnVX7o7ie7h0hGuxL
LlZR/6aw+SXM4mRu0UEf
-----END CERTIFICATE-----
";

const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJ5uUI9HIDNOcDWQd
GBBSZySQfcQqI1hcpZlSCaY4qPGhRANCAAT4iwKUORhJ4x6hDN6fgdYUIO/66TA6
NJOgYozl56p1oFldyg0odKTOCE/aNRNLvHhQWBy27o6EccEy0irvWdoB
-----END PRIVATE KEY-----
";

/// A TLS config for a server at 127.0.0.1.
pub fn server() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    crate::certificates::server(certificate, key, None, rustls::ALL_VERSIONS)
}
