//! The root certificates that a client trusts.

use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{ConfigBuilder, ErrorKind, provider_v1};

use crate::certificates::Authority;
use crate::client::{Make, config, with_calls_to};
use crate::server::Server;

cases! {
    the_roots_of_a_ca_bundle_are_trusted
    a_ca_bundle_replaces_the_roots_of_the_system
    a_certificate_for_another_name_is_rejected
    the_ca_bundle_can_be_set_in_the_environment
    a_ca_bundle_that_a_profile_names_is_reported_with_its_place
    an_unreadable_ca_bundle_is_an_error_only_of_calls_that_need_it
    a_fixed_ca_bundle_is_used_by_the_next_call
}

fn bundle(authority: &Authority) -> Files {
    [("/home/ann/ca.pem", authority.pem())]
        .into_iter()
        .collect()
}

fn url(server: &Server) -> String {
    format!("https://{}", server.address)
}

fn the_roots_of_a_ca_bundle_are_trusted(make: Make) {
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

fn a_ca_bundle_replaces_the_roots_of_the_system(make: Make) {
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

fn a_certificate_for_another_name_is_rejected(make: Make) {
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

fn the_ca_bundle_can_be_set_in_the_environment(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let env: Env = [("AWS_CA_BUNDLE", "~/ca.pem"), ("HOME", "/home/ann")]
        .into_iter()
        .collect();
    let builder = ConfigBuilder::from_env(&env).unwrap();
    let builder = with_calls_to(builder, &url(&server)).files(bundle(&authority));
    make(&builder.build()).assert_weighs();
}

fn a_ca_bundle_that_a_profile_names_is_reported_with_its_place(make: Make) {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let named = |files: Files| {
        let builder = with_calls_to(ConfigBuilder::new(), &url(&server)).files(files);
        let origin = "ca_bundle at config:2".to_owned();
        let builder = provider_v1::ca_bundle(builder, "/home/ann/ca.pem", &Env::empty(), origin);
        make(&builder.build())
    };
    named(bundle(&authority)).assert_weighs();
    let text = named(Files::empty()).error().to_string();
    assert!(text.contains("ca_bundle at config:2 names"), "{text}");
}

fn an_unreadable_ca_bundle_is_an_error_only_of_calls_that_need_it(make: Make) {
    let server = Server::weighing(None);
    let over_http = config(&format!("http://{}", server.address));
    let over_http = over_http.files(Files::empty()).ca_bundle("/no.pem");
    make(&over_http.build()).assert_weighs();

    let over_https = config(&url(&server));
    let over_https = over_https.files(Files::empty()).ca_bundle("/no.pem");
    let error = make(&over_https.build()).error();
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.starts_with("Weigh failed: /no.pem: "), "{text}");
    assert!(
        text.ends_with(", expected a PEM file of root certificates"),
        "{text}"
    );
}

fn a_fixed_ca_bundle_is_used_by_the_next_call(make: Make) {
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
