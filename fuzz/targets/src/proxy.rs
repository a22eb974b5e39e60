//! The proxy variables of the environment.

use std::net::IpAddr;

use querysmith_runtime::env::Env;
use querysmith_runtime::http::Uri;
use querysmith_runtime::transport::HyperTransport;

use crate::text;

/// Chooses the proxy for a URI: the first part is `HTTP_PROXY` and `HTTPS_PROXY`, the second `NO_PROXY`,
/// the third the URI, separated by NULs. The proxy is the host after the password, neither the proxy nor
/// an error shows a password, the local host is reached directly, and so are a host and its subdomains
/// that `NO_PROXY` lists.
pub fn proxy(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut parts = text.splitn(3, '\0');
    let (Some(url), Some(list), Some(uri)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let Ok(uri) = uri.parse::<Uri>() else { return };
    let chosen = choose(url, list, &uri);
    let shown = chosen.as_deref().unwrap_or_default();
    if let Some(proxy) = shown.strip_prefix("the proxy ") {
        let after_user = url.rsplit_once('@').or_else(|| url.split_once("://"));
        let host = after_user.map_or(url, |(_, host)| host);
        let proxy = proxy.split(" (").next().unwrap_or_default();
        assert!(host.trim_start().starts_with(proxy), "{proxy}");
    }
    if let Some((user, rest)) = url.rsplit_once('@') {
        let (scheme, user) = user.split_once("://").unwrap_or(("", user));
        let is_secret = user.contains("hush") && ![scheme, rest].concat().contains("hush");
        assert!(!is_secret || !shown.contains("hush"), "{shown}");
    }
    if url.trim().is_empty() {
        assert_eq!(chosen, None);
    }
    let Some(host) = uri.host() else { return };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address = address.parse::<IpAddr>().ok();
    let name = host.trim_matches('.').to_ascii_lowercase();
    if name == "localhost" || address.is_some_and(|address| address.is_loopback()) {
        assert_eq!(chosen, None, "{host}");
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if address.is_none() && (name.is_empty() || !name.bytes().all(is_plain)) {
        return;
    }
    assert_eq!(choose(url, &format!("{list},{host}"), &uri), None, "{host}");
    assert_eq!(choose(url, &format!("{host} {list}"), &uri), None, "{host}");
    assert_eq!(choose(url, &format!("{list}\t*"), &uri), None);
    if address.is_none()
        && let Ok(below) = format!("https://sub.{host}/").parse::<Uri>()
        && below
            .host()
            .is_some_and(|below| below.parse::<IpAddr>().is_err())
    {
        assert_eq!(
            choose(url, &format!("{list},.{host}"), &below),
            None,
            "{host}"
        );
    }
}

/// The proxy for a URI, or the error of one that is not valid.
fn choose(url: &str, list: &str, uri: &Uri) -> Option<String> {
    let env: Env = [
        ("HTTP_PROXY", url),
        ("https_proxy", url),
        ("NO_PROXY", list),
    ]
    .into_iter()
    .collect();
    let chosen = HyperTransport::builder().env(&env).proxy_for(uri);
    match chosen {
        Ok(proxy) => {
            let transport = HyperTransport::builder().env(&env).build();
            assert!(!format!("{transport:?}").is_empty());
            proxy
        }
        Err(error) => Some(error.to_string()),
    }
}
