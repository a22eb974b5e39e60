//! The URI of a request, and its `Host` header.

use std::fmt::Display;

use http::Uri;
use http::header::HeaderValue;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};

use crate::config::without_secrets;

/// Parses the URL and ends its path with a slash, as the protocol requires: a request for
/// `http://host/custom` is sent to `/custom/`.
pub(super) fn request_uri(url: &str) -> Result<Uri, String> {
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
    let authority = parts.authority.as_ref().map_or("", Authority::as_str);
    if authority.contains('@') {
        return Err("it has a user name or password");
    }
    let query = parts.path_and_query.as_ref().and_then(PathAndQuery::query);
    if query.is_some() {
        return Err("it has a query");
    }
    Ok(())
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
