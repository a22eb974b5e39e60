//! The functions of the Smithy rules engine's standard library that have no Rust operator.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::value::percent;
use crate::value::port::has_valid_port;

/// The result of `parseURL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`.
    pub scheme: String,
    /// Host and, if present, port; no user information.
    pub authority: String,
    /// The path, unchanged; `/` if there is none.
    pub path: String,
    /// The path with a leading and a trailing `/`.
    pub normalized_path: String,
    /// Whether the host is an IPv4 or a bracketed IPv6 address.
    pub is_ip: bool,
}

/// `parseURL`: splits a URL into its parts.
///
/// Returns `None` if `text` is not an absolute `http` or `https` URL or, as the specification
/// requires, if it has a query. A fragment is rejected too, because it cannot be part of an
/// endpoint. A port is kept even if it is the default of the scheme, as the test cases of the
/// standard library require.
///
/// ```
/// use querysmith_runtime::endpoint::parse_url;
///
/// let url = parse_url("https://localhost:8443/prefix").unwrap();
/// assert_eq!((url.authority.as_str(), url.normalized_path.as_str()), ("localhost:8443", "/prefix/"));
/// assert_eq!(parse_url("https://localhost?query"), None);
/// ```
pub fn parse_url(text: &str) -> Option<Url> {
    // `Uri` drops a fragment silently.
    if text.contains('#') {
        return None;
    }
    let uri: Uri = text.parse().ok()?;
    let scheme = uri.scheme_str()?;
    let host = uri.host().filter(|host| !host.is_empty())?;
    if !matches!(scheme, "http" | "https") || uri.query().is_some() {
        return None;
    }
    if !has_valid_port(uri.authority()?) {
        return None;
    }
    let is_bracketed = host.starts_with('[') && host.ends_with(']');
    if !is_bracketed && host.contains(['[', ']']) {
        return None;
    }
    let authority = match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let path = uri.path();
    let slash = if path.ends_with('/') { "" } else { "/" };
    Some(Url {
        scheme: scheme.to_owned(),
        authority,
        path: path.to_owned(),
        normalized_path: format!("{path}{slash}"),
        is_ip: is_ip(host),
    })
}

fn is_ip(host: &str) -> bool {
    match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<Ipv4Addr>().is_ok(),
    }
}

/// `substring`: the characters from `start` (inclusive) to `stop` (exclusive), counted from the end
/// of the text if `reverse` is set.
///
/// Returns `None` if the text is too short or contains non-ASCII characters, or if `start` is not
/// below `stop`.
///
/// ```
/// use querysmith_runtime::endpoint::substring;
///
/// assert_eq!(substring("abcdefg", 0, 4, false), Some("abcd"));
/// assert_eq!(substring("abcdefg", 0, 4, true), Some("defg"));
/// assert_eq!(substring("abc", 0, 4, false), None);
/// ```
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || !text.is_ascii() {
        return None;
    }
    if reverse {
        text.get(text.len().checked_sub(stop)?..text.len() - start)
    } else {
        text.get(start..stop)
    }
}

/// `uriEncode`: percent-encodes all but the unreserved characters of RFC 3986, with upper-case
/// digits.
///
/// ```
/// assert_eq!(querysmith_runtime::endpoint::uri_encode("a b/ü"), "a%20b%2F%C3%BC");
/// ```
pub fn uri_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    percent::encode_into(&mut encoded, text.as_bytes(), percent::is_unreserved);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scheme, authority, path, normalized path, whether the host is an IP address.
    fn parts(text: &str) -> Option<(String, String, String, String, bool)> {
        parse_url(text).map(|url| {
            (
                url.scheme,
                url.authority,
                url.path,
                url.normalized_path,
                url.is_ip,
            )
        })
    }

    fn some(
        scheme: &str,
        authority: &str,
        path: &str,
        normalized: &str,
        is_ip: bool,
    ) -> Option<(String, String, String, String, bool)> {
        Some((
            scheme.into(),
            authority.into(),
            path.into(),
            normalized.into(),
            is_ip,
        ))
    }

    #[test]
    fn a_url_is_split_into_its_parts() {
        assert_eq!(
            parts("https://a.example"),
            some("https", "a.example", "/", "/", false)
        );
        assert_eq!(
            parts("http://a.example/b/c"),
            some("http", "a.example", "/b/c", "/b/c/", false)
        );
        assert_eq!(
            parts("http://a.example/b/"),
            some("http", "a.example", "/b/", "/b/", false)
        );
        assert_eq!(
            parts("http://a.example/%2F"),
            some("http", "a.example", "/%2F", "/%2F/", false)
        );
    }

    #[test]
    fn a_port_is_kept_and_user_information_is_removed() {
        assert_eq!(
            parts("http://a.example:80/b"),
            some("http", "a.example:80", "/b", "/b/", false)
        );
        assert_eq!(
            parts("https://[::1]:443"),
            some("https", "[::1]:443", "/", "/", true)
        );
        assert_eq!(
            parts("https://me:pw@a.example:1"),
            some("https", "a.example:1", "/", "/", false)
        );
        assert_eq!(
            parts("https://me@a.example"),
            some("https", "a.example", "/", "/", false)
        );
    }

    #[test]
    fn ip_addresses_are_distinguished_from_host_names() {
        for (text, expected) in [
            ("https://127.0.0.1", true),
            ("http://192.168.1.1:1234/foo/", true),
            ("https://[fe80::1]", true),
            ("https://[2001:db8::7348]:443", true),
            ("https://999.999.abc.example", false),
            ("https://999.999.999.999", false),
            ("http://99_ab-.example", false),
        ] {
            assert_eq!(
                parse_url(text).map(|url| url.is_ip),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn invalid_endpoint_urls_are_rejected() {
        for text in [
            "",
            "/",
            "a.example",
            "a.example:80",
            "https://",
            "https:///path",
            "ftp://a.example",
            "https://a.example?",
            "https://a.example/b?c=d",
            "https://a.example/b#c",
            "http://a.example:x/b",
            "http://a.example:70000",
            "http://a.example:",
            "http://a b.example",
            "https://a[b:c::1]:443/d",
            "https://[::1]a:443/b",
            "http://a.example:0",
            "https://a[b",
            "https://a]",
        ] {
            assert_eq!(parse_url(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_substring_is_complete_or_none() {
        assert_eq!(substring("abcd", 0, 4, false), Some("abcd"));
        assert_eq!(substring("\u{7f}abcdef", 0, 4, false), Some("\u{7f}abc"));
        assert_eq!(substring("defg", 1, 3, false), Some("ef"));
        assert_eq!(substring("abcdefg", 1, 3, true), Some("ef"));
        for (text, start, stop) in [
            ("abc", 0, 4),
            ("", 0, 1),
            ("ab", 1, 3),
            ("abc", 2, 2),
            ("abc", 2, 1),
        ] {
            assert_eq!(
                substring(text, start, stop, false),
                None,
                "{text:?} {start} {stop}"
            );
            assert_eq!(
                substring(text, start, stop, true),
                None,
                "{text:?} {start} {stop} reversed"
            );
        }
        assert_eq!(substring("aébc", 0, 1, false), None);
        assert_eq!(substring("aébc", 0, 1, true), None);
    }

    #[test]
    fn only_unreserved_characters_are_not_encoded() {
        let unreserved = "ABCXYZabcxyz0189-_.~";
        assert_eq!(uri_encode(unreserved), unreserved);
        assert_eq!(
            uri_encode("/:,?#[]+% &"),
            "%2F%3A%2C%3F%23%5B%5D%2B%25%20%26"
        );
        assert_eq!(uri_encode("\u{2603}"), "%E2%98%83");
    }
}
