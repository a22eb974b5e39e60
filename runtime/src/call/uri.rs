//! The URI of a request, and its `Host` header.

use std::fmt::Display;
use std::net::Ipv6Addr;

use http::Uri;
use http::header::HeaderValue;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};

use crate::config::without_secrets;
use crate::value::port::{INVALID_PORT, has_valid_port};

/// Checks that requests can be sent to the URL, and only to the host that it seems to name.
///
/// # Errors
///
/// A description of the URL, without secrets, and of what is wrong with it.
pub fn check_endpoint_url(url: &str) -> Result<(), String> {
    request_uri(url).map(drop)
}

/// Parses the URL and ends its path with a slash, as the protocol requires: a request for
/// `http://host/custom` is sent to `/custom/`.
pub(super) fn request_uri(url: &str) -> Result<Uri, String> {
    // The parser would drop a fragment, and with it what may have been meant as the host or the path.
    if url.contains('#') {
        return Err(bad_url(url, "it has a fragment"));
    }
    let mut parts = url
        .parse::<Uri>()
        .map_err(|error| bad_url(url, error))?
        .into_parts();
    check_parts(&parts).map_err(|reason| bad_url(url, reason))?;
    if let Some(path) = &parts.path_and_query
        && !path.path().ends_with('/')
    {
        let with_slash = PathAndQuery::try_from(format!("{path}/"));
        parts.path_and_query = Some(with_slash.map_err(|error| bad_url(url, error))?);
    }
    Uri::from_parts(parts).map_err(|error| bad_url(url, error))
}

/// Prepends `prefix` to the host of the URL.
pub(super) fn with_host_prefix(uri: Uri, prefix: &str) -> Result<Uri, String> {
    let mut parts = uri.into_parts();
    let host = parts.authority.as_ref().map_or("", Authority::as_str);
    let host = format!("{prefix}{host}");
    let bad = |error: &dyn Display| format!("the host {host} cannot be used: {error}");
    let authority = Authority::try_from(host.as_str()).map_err(|error| bad(&error))?;
    parts.authority = Some(authority);
    Uri::from_parts(parts).map_err(|error| bad(&error))
}

fn check_parts(parts: &Parts) -> Result<(), &'static str> {
    let scheme = parts.scheme.as_ref();
    if scheme != Some(&Scheme::HTTPS) && scheme != Some(&Scheme::HTTP) {
        return Err("it has no scheme http or https");
    }
    let Some(authority) = &parts.authority else {
        return Err("it has no host");
    };
    if authority.as_str().contains('@') {
        return Err("it has a user name or password");
    }
    if !is_host(authority.host()) {
        return Err("its host is neither a name nor an IP address");
    }
    if !has_valid_port(authority) {
        return Err(INVALID_PORT);
    }
    let query = parts.path_and_query.as_ref().and_then(PathAndQuery::query);
    if query.is_some() {
        return Err("it has a query");
    }
    Ok(())
}

/// Whether `host` is a name, or an IP address in brackets. Names of private networks may have
/// underscores.
fn is_host(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        }
    }
}

/// Describes an unusable URL. Its user information and query are redacted, because they may contain
/// secrets.
fn bad_url(url: &str, reason: impl Display) -> String {
    let shown = without_secrets(url);
    format!(
        "the endpoint URL {shown:?} cannot be used: {reason}; expected one like https://host or http://host:port/path"
    )
}

/// The value of the `Host` header: the authority without the default port of the scheme.
pub(super) fn host(uri: &Uri) -> Result<HeaderValue, String> {
    let name = uri.host().unwrap_or_default();
    let default_port = if uri.scheme() == Some(&Scheme::HTTPS) {
        443
    } else {
        80
    };
    let value = match uri.port_u16() {
        Some(port) if port != default_port => HeaderValue::try_from(format!("{name}:{port}")),
        _ => HeaderValue::from_str(name),
    };
    value.map_err(|error| format!("the host {name:?} cannot be sent as a header: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_kept_and_ends_with_a_slash() {
        for (url, expected) in [
            ("https://sts.amazonaws.com", "https://sts.amazonaws.com/"),
            ("http://localhost:4566/", "http://localhost:4566/"),
            ("http://host/custom", "http://host/custom/"),
            ("http://host/a/b/", "http://host/a/b/"),
        ] {
            assert_eq!(request_uri(url).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn an_unusable_url_is_displayed_with_the_reason() {
        for (url, reason) in [
            ("sts.amazonaws.com", "it has no scheme"),
            ("ftp://host", "it has no scheme http or https"),
            ("http://ho st", "invalid"),
            ("", "empty"),
        ] {
            let error = request_uri(url).unwrap_err();
            assert!(
                error.contains(&format!("{url:?}")) && error.contains(reason),
                "{error}"
            );
        }
    }

    #[test]
    fn a_query_is_rejected_and_redacted() {
        let error = request_uri("http://host/?X-Amz-Signature=hush").unwrap_err();
        assert!(error.contains("it has a query"), "{error}");
        assert!(
            error.contains("http://host/?** redacted **") && !error.contains("hush"),
            "{error}"
        );
    }

    #[test]
    fn a_password_in_a_url_is_rejected_and_redacted() {
        let error = request_uri("http://user:hush@host/x").unwrap_err();
        assert!(error.contains("user name or password"), "{error}");
        assert!(
            error.contains("host/x") && !error.contains("hush"),
            "{error}"
        );
    }

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for (url, reason) in [
            ("http://host/#fragment", "it has a fragment"),
            ("https://evil.example#.amazonaws.com", "it has a fragment"),
            ("https://user@host/", "it has a user name or password"),
            (
                "http://host:99999",
                "its port is not a number from 1 to 65535",
            ),
            ("http://host:0/", "its port is not a number from 1 to 65535"),
            ("http://host:", "its port is not a number from 1 to 65535"),
            (
                "http://[::1]:65536",
                "its port is not a number from 1 to 65535",
            ),
            ("https://sts.'a'.example", "its host is neither a name nor"),
            ("http://[::g]/", "its host is neither a name nor"),
        ] {
            let error = request_uri(url).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        for url in [
            "http://a_b.example:65535/",
            "http://[fd00:ec2::23]:1/",
            "http://10.0.0.1/",
        ] {
            assert_eq!(request_uri(url).unwrap().to_string(), url);
        }
    }

    #[test]
    fn the_host_header_omits_the_default_port() {
        for (url, expected) in [
            ("https://h:443/", "h"),
            ("http://h:80/", "h"),
            ("https://h:80/", "h:80"),
            ("http://[::1]:9000/", "[::1]:9000"),
        ] {
            assert_eq!(host(&url.parse().unwrap()).unwrap(), expected);
        }
    }
}
