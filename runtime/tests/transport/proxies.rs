//! Calls through proxies.

use querysmith_runtime::ConfigBuilder;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;

use crate::certificates::Authority;
use crate::client::{Make, config, with_calls_to};
use crate::proxy::tunneling;
use crate::server::Server;

cases! {
    an_https_call_goes_through_a_tunnel
    a_tunnel_is_reused
    an_http_call_is_sent_to_the_proxy_with_an_absolute_target
    user_and_password_are_sent_only_to_the_proxy
    a_proxy_can_be_reached_over_tls
    a_no_proxy_host_is_reached_directly
    loopback_is_never_proxied
    the_proxy_can_be_set_in_the_environment
    a_refused_tunnel_is_reported_with_its_status
    a_proxy_that_requires_a_password_is_an_error_with_help
    a_proxy_that_does_not_speak_http_is_an_error
    a_proxy_that_closes_the_connection_is_a_retryable_error
    an_unreachable_proxy_is_named_in_the_error
    an_unsupported_kind_of_proxy_is_an_error_and_not_bypassed
}

/// A name that does not resolve, so that only the proxy can reach it.
const HOST: &str = "weighing.example";

fn url(scheme: &str) -> String {
    format!("{scheme}://{HOST}")
}

/// Makes `builder` trust this authority.
fn trusting(builder: ConfigBuilder, authority: &Authority) -> ConfigBuilder {
    let files: Files = [("/ca.pem", authority.pem())].into_iter().collect();
    builder.files(files).ca_bundle("/ca.pem")
}

/// An origin server with TLS, a proxy in front of it, and a config for calls to it.
fn origin_behind_a_proxy() -> (Server, Server, ConfigBuilder) {
    let authority = Authority::new();
    let origin = Server::weighing(Some(authority.server(HOST)));
    let proxy = tunneling(None, &origin);
    let config = trusting(config(&url("https")), &authority);
    (origin, proxy, config)
}

fn an_https_call_goes_through_a_tunnel(make: Make) {
    let (origin, proxy, config) = origin_behind_a_proxy();
    let config = config.proxy(format!("http://{}", proxy.address));
    make(&config.build()).assert_weighs();
    assert_eq!(
        proxy.request(),
        format!("connect {HOST}:443 http/1.1\r\nhost: {HOST}:443\r\n\r\n")
    );
    let request = origin.request();
    assert!(request.starts_with("post / http/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: {HOST}\r\n")), "{request}");
}

fn a_tunnel_is_reused(make: Make) {
    let (origin, proxy, config) = origin_behind_a_proxy();
    let config = config.proxy(format!("http://{}", proxy.address));
    let client = make(&config.build());
    for _ in 0..3 {
        client.assert_weighs();
    }
    assert_eq!((proxy.connections(), origin.connections()), (1, 1));
    assert_eq!(origin.requests().len(), 3);
}

fn an_http_call_is_sent_to_the_proxy_with_an_absolute_target(make: Make) {
    let proxy = Server::weighing(None);
    let config = config(&url("http")).proxy(proxy.address.to_string());
    make(&config.build()).assert_weighs();
    let request = proxy.request();
    let start = format!("post http://{HOST}/ http/1.1\r\n");
    assert!(request.starts_with(&start), "{request}");
    assert!(request.contains(&format!("host: {HOST}\r\n")), "{request}");
    assert!(!request.contains("proxy-authorization"), "{request}");
}

fn user_and_password_are_sent_only_to_the_proxy(make: Make) {
    // `printf 'ann:hu sh' | base64`, in lower case, as recorded by the server.
    let authorization = "proxy-authorization: basic yw5uomh1ihno\r\n";
    let (origin, proxy, https_config) = origin_behind_a_proxy();
    let url_of = |proxy: &Server| format!("http://ann:hu%20sh@{}", proxy.address);
    let over_https = https_config.proxy(url_of(&proxy));
    make(&over_https.build()).assert_weighs();
    assert!(proxy.request().contains(authorization));
    assert!(!origin.request().contains("proxy-authorization"));

    let proxy = Server::weighing(None);
    let over_http = config(&url("http")).proxy(url_of(&proxy));
    make(&over_http.build()).assert_weighs();
    let request = proxy.request();
    assert!(request.contains(authorization), "{request}");
    let (_, signed) = request.split_once("signedheaders=").unwrap();
    let (signed, _) = signed.split_once(',').unwrap();
    assert!(!signed.contains("proxy"), "{signed}");
}

fn a_proxy_can_be_reached_over_tls(make: Make) {
    let authority = Authority::new();
    let origin = Server::weighing(Some(authority.server(HOST)));
    let proxy = tunneling(Some(authority.server("127.0.0.1")), &origin);
    let proxied = trusting(config(&url("https")), &authority);
    let proxied = proxied.proxy(format!("https://{}", proxy.address));
    make(&proxied.build()).assert_weighs();
    assert!(proxy.request().starts_with(&format!("connect {HOST}:443 ")));
    assert_eq!(origin.requests().len(), 1);

    let proxy = Server::weighing(Some(authority.server("127.0.0.1")));
    let proxied = trusting(config(&url("http")), &authority);
    let proxied = proxied.proxy(format!("https://{}", proxy.address));
    make(&proxied.build()).assert_weighs();
    let start = format!("post http://{HOST}/ ");
    assert!(proxy.request().starts_with(&start));
}

fn a_no_proxy_host_is_reached_directly(make: Make) {
    let (origin, proxy) = (Server::weighing(None), Server::weighing(None));
    // Connects to loopback without being a loopback address.
    let host = format!("0.0.0.0:{}", origin.address.port());
    let proxied = || config(&format!("http://{host}")).proxy(proxy.address.to_string());
    make(&proxied().no_proxy("elsewhere.example").build()).assert_weighs();
    assert_eq!((proxy.connections(), origin.connections()), (1, 0));
    make(&proxied().no_proxy(format!("a.example, {host}")).build()).assert_weighs();
    assert_eq!((proxy.connections(), origin.connections()), (1, 1));
}

fn loopback_is_never_proxied(make: Make) {
    let (origin, proxy) = (Server::weighing(None), Server::weighing(None));
    let config = config(&format!("http://{}", origin.address));
    let config = config.proxy(proxy.address.to_string());
    make(&config.build()).assert_weighs();
    assert_eq!((proxy.connections(), origin.connections()), (0, 1));
}

fn the_proxy_can_be_set_in_the_environment(make: Make) {
    let (proxy, other) = (Server::weighing(None), Server::weighing(None));
    let env: Env = [
        ("http_proxy", format!("http://{}", proxy.address)),
        ("HTTP_PROXY", format!("http://{}", other.address)),
        ("NO_PROXY", "elsewhere.example".to_owned()),
    ]
    .into_iter()
    .collect();
    let builder = ConfigBuilder::from_env(&env).unwrap();
    make(&with_calls_to(builder, &url("http")).build()).assert_weighs();
    assert_eq!((proxy.connections(), other.connections()), (1, 0));
}

fn a_refused_tunnel_is_reported_with_its_status(make: Make) {
    for (status, is_retryable) in [("403 Forbidden", false), ("503 Not Now", true)] {
        let proxy = Server::responding(None, status, "");
        let config = config(&url("https")).proxy(format!("http://ann:hush@{}", proxy.address));
        let error = make(&config.build()).error();
        let code = status.split(' ').next().unwrap();
        assert_eq!(
            error.to_string(),
            format!(
                "Weigh failed: the proxy {} refused a tunnel to {HOST}:443: HTTP {code}",
                proxy.address
            )
        );
        assert_eq!(error.is_retryable(), is_retryable);
    }
}

fn a_proxy_that_requires_a_password_is_an_error_with_help(make: Make) {
    let proxy = Server::responding(None, "407 Proxy Authentication Required", "");
    for scheme in ["http", "https"] {
        for (user, help) in [
            (
                "",
                "; add user:password@ before the host in the proxy's URL",
            ),
            (
                "ann:hush@",
                "; it rejected the user and password in the proxy's URL",
            ),
        ] {
            let config = config(&url(scheme)).proxy(format!("http://{user}{}", proxy.address));
            let error = make(&config.build()).error();
            assert!(!error.is_retryable());
            let text = error.to_string();
            assert!(text.ends_with(&format!(": HTTP 407{help}")), "{text}");
            assert!(!format!("{text} {error:?}").contains("hush@"), "{error:?}");
        }
    }
}

fn a_proxy_that_does_not_speak_http_is_an_error(make: Make) {
    let proxy = Server::responding_raw(b"220 mail ready\r\n");
    let config = config(&url("https")).proxy(proxy.address.to_string());
    let error = make(&config.build()).error();
    assert!(!error.is_retryable());
    assert!(
        error
            .to_string()
            .ends_with(": its response is not HTTP/1.1"),
        "{error}"
    );
}

fn a_proxy_that_closes_the_connection_is_a_retryable_error(make: Make) {
    let proxy = Server::responding_raw(b"HTTP/1.1 200 Connection est");
    let config = config(&url("https")).proxy(proxy.address.to_string());
    let error = make(&config.build()).error();
    assert!(error.is_retryable());
    let start = format!(
        "Weigh failed: no tunnel through the proxy {} to ",
        proxy.address
    );
    assert!(error.to_string().starts_with(&start), "{error}");
}

fn an_unreachable_proxy_is_named_in_the_error(make: Make) {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let env: Env = [("HTTPS_PROXY", format!("http://ann:hush@{address}"))]
        .into_iter()
        .collect();
    let builder = ConfigBuilder::from_env(&env).unwrap();
    let error = make(&with_calls_to(builder, &url("https")).build()).error();
    let start = format!("Weigh failed: no connection to the proxy {address} (HTTPS_PROXY): ");
    assert!(error.to_string().starts_with(&start), "{error}");
    assert!(error.is_retryable());
}

fn an_unsupported_kind_of_proxy_is_an_error_and_not_bypassed(make: Make) {
    let config = config(&url("http")).proxy("socks5://ann:hush@127.0.0.1:1080");
    let error = make(&config.build()).error();
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(
        text.contains("scheme socks5, expected http or https"),
        "{text}"
    );
    assert!(!text.contains("hush"), "{text}");
}
