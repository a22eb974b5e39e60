//! Whom a client trusts.

use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::profile::{ProfileSet, SharedSettings};
use querysmith_runtime::{ConfigBuilder, ErrorKind};

use crate::certificates::Authority;
use crate::client::{Make, config, with_calls_to};
use crate::server::Server;

cases! {
    a_bundle_of_roots_is_trusted
    a_bundle_takes_the_place_of_the_systems_roots
    a_peer_with_another_name_is_not_trusted
    the_environment_names_the_bundle
    the_profile_names_the_bundle
    a_bundle_that_cannot_be_read_is_an_error_of_the_calls_that_need_it
    a_bundle_that_was_mended_serves_the_next_call
}

fn bundle(authority: &Authority) -> Files {
    [("/home/ann/ca.pem", authority.pem())]
        .into_iter()
        .collect()
}

fn url(server: &Server) -> String {
    format!("https://{}", server.address)
}

fn a_bundle_of_roots_is_trusted(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let config = config(&url(&server));
    let config = config
        .files(bundle(&authority))
        .ca_bundle("/home/ann/ca.pem");
    let client = make(&config.build());
    client.assert_weighs();
    client.assert_weighs();
    assert_eq!(server.connections(), 1);
}

fn a_bundle_takes_the_place_of_the_systems_roots(make: Make) {
    let server = Server::weighing(Some(Authority::new().server("127.0.0.1")));
    let config = config(&url(&server));
    let config = config
        .files(bundle(&Authority::new()))
        .ca_bundle("/home/ann/ca.pem");
    let error = make(&config.build()).error();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("no TLS connection to 127.0.0.1:"), "{text}");
    assert!(text.contains("UnknownIssuer"), "{text}");
    let end = "; the client trusts the root certificates in /home/ann/ca.pem";
    assert!(text.ends_with(end), "{text}");
}

fn a_peer_with_another_name_is_not_trusted(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("other.example")));
    let config = config(&url(&server));
    let config = config
        .files(bundle(&authority))
        .ca_bundle("/home/ann/ca.pem");
    let error = make(&config.build()).error();
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("not valid for"), "{text}");
    assert!(!text.contains("the client trusts"), "{text}");
    assert_eq!(server.requests().len(), 0);
}

fn the_environment_names_the_bundle(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let env: Env = [("AWS_CA_BUNDLE", "~/ca.pem"), ("HOME", "/home/ann")]
        .into_iter()
        .collect();
    let builder = ConfigBuilder::from_env(&env).unwrap();
    let builder = with_calls_to(builder, &url(&server)).files(bundle(&authority));
    make(&builder.build()).assert_weighs();
}

fn the_profile_names_the_bundle(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let profiles = "[default]\nca_bundle = /home/ann/ca.pem";
    let profiles = ProfileSet::parse(profiles, "").unwrap();
    let with_env = |env: &Env, files: Files| {
        let settings = SharedSettings::new(env, &profiles).unwrap();
        let builder = ConfigBuilder::from_settings(env, &settings).unwrap();
        make(&with_calls_to(builder, &url(&server)).files(files).build())
    };
    with_env(&Env::empty(), bundle(&authority)).assert_weighs();

    let text = with_env(&Env::empty(), Files::empty()).error().to_string();
    assert!(text.contains("ca_bundle at config:2 names"), "{text}");

    // The environment comes first.
    let env: Env = [("AWS_CA_BUNDLE", "/other.pem")].into_iter().collect();
    let text = with_env(&env, bundle(&authority)).error().to_string();
    let end = ", expected the PEM file of root certificates that AWS_CA_BUNDLE names";
    assert!(
        text.contains("/other.pem: ") && text.ends_with(end),
        "{text}"
    );
}

fn a_bundle_that_cannot_be_read_is_an_error_of_the_calls_that_need_it(make: Make) {
    let server = Server::weighing(None);
    let by_http = config(&format!("http://{}", server.address));
    let by_http = by_http.files(Files::empty()).ca_bundle("/no.pem");
    make(&by_http.build()).assert_weighs();

    let by_https = config(&url(&server));
    let by_https = by_https.files(Files::empty()).ca_bundle("/no.pem");
    let error = make(&by_https.build()).error();
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.starts_with("Weigh failed: /no.pem: "), "{text}");
    assert!(
        text.ends_with(", expected a PEM file of root certificates"),
        "{text}"
    );
}

fn a_bundle_that_was_mended_serves_the_next_call(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let files: Files = [("/ca.pem", "no certificate")].into_iter().collect();
    let config = config(&url(&server))
        .files(files.clone())
        .ca_bundle("/ca.pem");
    let client = make(&config.build());
    let text = client.error().to_string();
    assert!(text.contains("/ca.pem:1: found no certificate"), "{text}");
    let path = std::path::Path::new("/ca.pem");
    files
        .write_private(path, authority.pem().as_bytes())
        .unwrap();
    client.assert_weighs();
}
