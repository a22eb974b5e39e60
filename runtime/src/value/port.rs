//! The port in a URI.

use http::uri::Authority;

/// What is wrong with a port that is not valid.
pub(crate) const INVALID_PORT: &str = "its port is not a number from 1 to 65535";

/// Whether `authority` has no port, or one from 1 to 65535, after its host. The accessors of the type
/// return `None` for any other, as if there were none, which stands for the default port of the scheme,
/// and ignore what is between the host and the port.
pub fn has_valid_port(authority: &Authority) -> bool {
    let host_and_port = authority.as_str().rsplit('@').next().unwrap_or_default();
    match host_and_port.strip_prefix(authority.host()) {
        Some("") => true,
        Some(rest) => authority.port().is_some_and(|port| {
            port.as_u16() != 0 && rest.strip_prefix(':') == Some(port.as_str())
        }),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_does_not_fit_is_not_the_default_port() {
        for (text, expected) in [
            ("host", true),
            ("host:1", true),
            ("host:65535", true),
            ("[::1]", true),
            ("ann:hush@[::1]:8080", true),
            ("ann:hush@host", true),
            ("host:0", false),
            ("host:", false),
            ("host:65536", false),
            ("ann:hush@host:99999", false),
            ("[::1]:99999999999", false),
            ("[::1]example:8080", false),
            ("[::1]example", false),
            ("a[b:c::1]:443", false),
        ] {
            let authority: Authority = text.parse().unwrap();
            assert_eq!(has_valid_port(&authority), expected, "{text}");
        }
    }
}
