//! The peers and causes that errors of connections name.

use http::Uri;

use super::causes;
use crate::transport::{TransportError, TransportErrorKind};

/// The root cause of `error`.
pub(super) fn last_cause(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}

/// Host and port, for messages.
pub(super) fn peer(uri: &Uri) -> String {
    let host = uri.host().unwrap_or("an unknown host");
    match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The host name or address; IPv6 addresses without their brackets.
pub(super) fn host(uri: &Uri) -> &str {
    let host = uri.host().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

/// An error about trust, which is not retryable.
pub(super) fn tls_error(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Tls, message)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_is_resolved_without_its_brackets() {
        let uri: Uri = "https://ann:hush@[fd00::1]:8443/path".parse().unwrap();
        assert_eq!((host(&uri), &*peer(&uri)), ("fd00::1", "[fd00::1]:8443"));
        let uri: Uri = "https://sts.example/path".parse().unwrap();
        assert_eq!((host(&uri), &*peer(&uri)), ("sts.example", "sts.example"));
    }
}
