//! The URLs of endpoints, which come from the environment, from files and from rules.

use querysmith_runtime::endpoint::{is_valid_host_label, parse_url};
use querysmith_runtime::provider_v1::check_endpoint_url;

use crate::text;

/// Reads a URL. One that is accepted as an endpoint names its host in plain sight: what precedes the
/// path is the scheme and the host, without user information. An error shows no password. The parts of
/// a URL form the same URL.
pub fn endpoint(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let parsed = parse_url(text);
    if let Some(url) = &parsed {
        assert!(matches!(url.scheme.as_str(), "http" | "https"), "{url:?}");
        assert!(!url.authority.contains(['@', '/', '?', '#']), "{url:?}");
        assert!(url.path.starts_with('/'), "{url:?}");
        assert_eq!(
            url.normalized_path.trim_end_matches('/'),
            url.path.trim_end_matches('/')
        );
        assert!(url.normalized_path.ends_with('/'), "{url:?}");
        let joined = format!("{}://{}{}", url.scheme, url.authority, url.path);
        assert_eq!(parse_url(&joined).as_ref(), Some(url), "{joined}");
    }
    match check_endpoint_url(text) {
        Ok(()) => {
            let accepted = parsed.as_ref().map(|url| url.authority.as_str());
            let named = text.split_once("://").map(|(_, rest)| rest);
            let named = named.and_then(|rest| rest.split('/').next());
            let accepted = accepted.map(host_and_port);
            assert_eq!(accepted, named.map(host_and_port), "{text}");
            let host = accepted.map(|(host, _)| host);
            let is_address = parsed.as_ref().is_some_and(|url| url.is_ip);
            let is_name = host.is_some_and(|host| is_valid_host_label(host, true));
            // Names of private networks may have underscores and empty labels.
            let is_private = host.is_some_and(|host| {
                host.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
            });
            assert!(is_address || is_name || is_private, "{text}");
        }
        Err(error) => {
            assert!(!error.contains('\n'), "{error:?}");
            let secret = text
                .split_once("://")
                .and_then(|(_, rest)| rest.rsplit_once('@'));
            if let Some((secret, rest)) = secret
                && secret.contains("hush")
                && !rest.contains("hush")
            {
                assert!(!error.contains("hush"), "{error}");
            }
        }
    }
}

/// The host and the number of the port after it.
fn host_and_port(authority: &str) -> (&str, Option<u16>) {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => return (authority, None),
    };
    (host, port.parse().ok())
}
