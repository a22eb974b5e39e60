//! TLS connections that fail, with what the error says, and client certificates.

use std::sync::Arc;

use querysmith_runtime::files::Files;
use querysmith_runtime::{ConfigBuilder, Error, ErrorKind, RetryMode};
use rcgen::{CertificateParams, date_time_ymd};
use rustls::version::{TLS12, TLS13};

use crate::certificates::{Authority, self_signed_authority};
use crate::client::{Make, config};
use crate::p521;
use crate::server::Server;

cases! {
    https_to_a_plain_port_asks_whether_http_was_meant
    http_to_a_port_with_tls_asks_for_https
    a_key_of_p_521_needs_aws_lc_rs
    a_certificate_authority_as_server_certificate_is_explained
    an_expired_certificate_is_explained
    a_certificate_for_another_name_is_explained
    a_server_that_requires_a_client_certificate_is_explained
    a_client_certificate_is_presented
    a_client_certificate_that_the_server_rejects_is_explained
    an_invalid_client_certificate_is_explained
    a_tls_config_replaces_all_other_tls_settings
}

/// A config for calls with three attempts that trusts `roots`.
fn trusting(server: &Server, roots: &str) -> ConfigBuilder {
    let files: Files = [("/ca.pem", roots)].into_iter().collect();
    config(&format!("https://{}", server.address))
        .retry_mode(RetryMode::Standard)
        .files(files)
        .ca_bundle("/ca.pem")
}

/// The text of the error of a call that must fail in its first attempt.
#[track_caller]
fn failure(make: Make, config: ConfigBuilder) -> String {
    let error: Error = make(&config.build()).error();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable(), "{error}");
    assert_eq!(error.metadata().unwrap().attempts().len(), 1, "{error}");
    error.to_string()
}

#[track_caller]
fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing: {text}");
    }
}

fn https_to_a_plain_port_asks_whether_http_was_meant(make: Make) {
    let server = Server::responding_raw_at_once(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let text = failure(make, trusting(&server, &Authority::new().pem()));
    let url = format!("did you mean http://{}?", server.address);
    assert_contains(&text, &["the server does not speak TLS", &url]);
}

fn http_to_a_port_with_tls_asks_for_https(make: Make) {
    let server = Server::weighing(Some(Authority::new().server("127.0.0.1")));
    let config = config(&format!("http://{}", server.address)).retry_mode(RetryMode::Standard);
    let url = format!("use https://{}", server.address);
    assert_contains(&failure(make, config), &["requires TLS on this port", &url]);
}

fn a_key_of_p_521_needs_aws_lc_rs(make: Make) {
    let server = Server::weighing(Some(p521::server()));
    let config = trusting(&server, p521::AUTHORITY);
    if cfg!(feature = "aws-lc-rs") {
        make(&config.build()).assert_weighs();
    } else {
        let text = failure(make, config);
        assert_contains(&text, &["P-521", "enable the feature `aws-lc-rs`"]);
    }
}

fn a_certificate_authority_as_server_certificate_is_explained(make: Make) {
    let (tls, pem) = self_signed_authority("127.0.0.1");
    let server = Server::weighing(Some(tls));
    let text = failure(make, trusting(&server, &pem));
    assert_contains(&text, &["CaUsedAsEndEntity", "create one with CA:FALSE"]);
}

fn an_expired_certificate_is_explained(make: Make) {
    let authority = Authority::new();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2021, 2, 3);
    let server = Server::weighing(Some(authority.server_with(params)));
    let text = failure(make, trusting(&server, &authority.pem()));
    assert_contains(&text, &["it expired at 2021-02-03T00:00:00Z", "renew the"]);
}

fn a_certificate_for_another_name_is_explained(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("other.example")));
    let text = failure(make, trusting(&server, &authority.pem()));
    let parts = [
        "only valid for DnsName(\"other.example\")",
        "the host 127.0.0.1",
    ];
    assert_contains(&text, &parts);
}

fn a_server_that_requires_a_client_certificate_is_explained(make: Make) {
    let (servers, clients) = (Authority::new(), Authority::new());
    for (version, sentence) in [
        (&TLS13, "the server requires a client certificate"),
        (&TLS12, "require"),
    ] {
        let tls = servers.server_requiring(&clients, &[version]);
        let server = Server::weighing(Some(tls));
        let text = failure(make, trusting(&server, &servers.pem()));
        assert_contains(&text, &[sentence, "`client_certificate`"]);
        assert_eq!(server.connections(), 1);
    }
}

fn a_client_certificate_is_presented(make: Make) {
    let (servers, clients) = (Authority::new(), Authority::new());
    for version in [&TLS13, &TLS12] {
        let tls = servers.server_requiring(&clients, &[version]);
        let server = Server::weighing(Some(tls));
        let (certificate, key) = clients.client();
        let config = trusting(&server, &servers.pem()).client_certificate(&certificate, &key);
        let config = config.build();
        let debug = format!("{config:?}");
        assert!(!debug.contains(&key[30..60]), "{debug}");
        make(&config).assert_weighs();
    }
}

fn a_client_certificate_that_the_server_rejects_is_explained(make: Make) {
    let (servers, clients) = (Authority::new(), Authority::new());
    let tls = servers.server_requiring(&clients, rustls::ALL_VERSIONS);
    let server = Server::weighing(Some(tls));
    let (certificate, key) = Authority::new().client();
    let config = trusting(&server, &servers.pem()).client_certificate(certificate, key);
    let text = failure(make, config);
    assert_contains(&text, &["does not accept the client certificate"]);
}

fn an_invalid_client_certificate_is_explained(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let ((certificate, key), (_, other_key)) = (authority.client(), authority.client());
    let broken = "-----BEGIN PRIVATE KEY-----\nhush\n";
    for (certificate, key, expected) in [
        ("", &*key, "has no block that begins with"),
        (
            &*certificate,
            "",
            "the private key of the client certificate",
        ),
        (
            &*certificate,
            broken,
            "the private key of the client certificate",
        ),
        (&*certificate, &*other_key, "cannot be used"),
    ] {
        let config = trusting(&server, &authority.pem()).client_certificate(certificate, key);
        let text = failure(make, config);
        assert_contains(&text, &[expected]);
        assert!(!text.contains("hush"), "{text}");
    }
    assert_eq!(server.requests().len(), 0);
}

fn a_tls_config_replaces_all_other_tls_settings(make: Make) {
    let authority = Authority::new();
    let mut tls = (*authority.server("127.0.0.1")).clone();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let server = Server::weighing(Some(Arc::new(tls)));
    let mut client = authority.client_config();
    client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let other_roots = Authority::new().pem();
    let config = trusting(&server, &other_roots).tls_config(client);
    make(&config.build()).assert_weighs();
}
