//! Path and query of a canonical request.

use std::ops::Range;

use super::SigningSettings;
use crate::value::percent::{decode, encode_into, is_unreserved};
use crate::value::wiped::{WipedBytes, WipedString};

/// The canonical path.
pub(super) fn canonical_path(path: &str, settings: SigningSettings) -> String {
    let mut out = String::with_capacity(path.len() + 1);
    // The path is already encoded. Keeping `%` leaves it encoded once; encoding `%` encodes it
    // twice.
    let keep = |byte| is_unreserved(byte) || (byte == b'%' && !settings.double_encode_path);
    if !settings.normalize_path && !path.is_empty() {
        encode_into(&mut out, path.as_bytes(), |byte| byte == b'/' || keep(byte));
        return out;
    }
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                out.truncate(out.rfind('/').unwrap_or(0));
            }
            segment => {
                out.push('/');
                encode_into(&mut out, segment.as_bytes(), keep);
            }
        }
    }
    let names_a_directory = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
    if names_a_directory || out.is_empty() {
        out.push('/');
    }
    out
}

/// The canonical query: names and values in one normalized encoding, sorted by name and then by
/// value.
pub(super) fn canonical_query(query: &str) -> WipedString {
    // Encoding takes at most three bytes for one. The query of a presigned URL has secrets.
    let mut encoded = WipedString::with_capacity(3 * query.len());
    let mut encode = |text: &str| {
        let start = encoded.len();
        let decoded = WipedBytes::new(decode(text));
        encode_into(&mut encoded, &decoded, is_unreserved);
        start..encoded.len()
    };
    let mut pairs: Vec<(Range<usize>, Range<usize>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    let text = |range: &Range<usize>| encoded.get(range.clone()).unwrap_or_default();
    // Sorts pairs instead of joined text: `=` sorts after `-`, so `a-b=` would come before `a=`.
    pairs.sort_unstable_by(|(name, value), (other_name, other_value)| {
        let names = text(name).cmp(text(other_name));
        names.then_with(|| text(value).cmp(text(other_value)))
    });
    // An equals sign may be added to each name.
    let mut out = WipedString::with_capacity(encoded.len() + 2 * pairs.len());
    for (position, (name, value)) in pairs.iter().enumerate() {
        if position > 0 {
            out.push('&');
        }
        out.push_str(text(name));
        out.push('=');
        out.push_str(text(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str, normalize_path: bool, double_encode_path: bool) -> String {
        let settings = SigningSettings {
            normalize_path,
            double_encode_path,
            ..Default::default()
        };
        canonical_path(path, settings)
    }

    fn query(query: &str) -> String {
        canonical_query(query).to_string()
    }

    #[test]
    fn a_normalized_path_has_no_dot_segments_or_empty_segments() {
        for (given, expected) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/..", "/"),
            ("/../../a", "/a"),
            ("/a/.", "/a/"),
            ("/a/b/..", "/a/"),
            ("/a/b/../", "/a/"),
            ("/a/./b//c", "/a/b/c"),
            ("/a/..b/.c", "/a/..b/.c"),
        ] {
            assert_eq!(path(given, true, true), expected, "{given:?}");
        }
    }

    #[test]
    fn an_empty_path_is_signed_as_the_root() {
        for settings in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(path("", settings.0, settings.1), "/", "{settings:?}");
        }
    }

    #[test]
    fn an_encoded_path_is_encoded_again_if_the_settings_require_it() {
        assert_eq!(path("/a%20b/$c", true, true), "/a%2520b/%24c");
        assert_eq!(path("/a%20b/$c", true, false), "/a%20b/%24c");
        assert_eq!(path("/./a%20b//", false, true), "/./a%2520b//");
        assert_eq!(path("/./a%20b//", false, false), "/./a%20b//");
    }

    #[test]
    fn the_encoding_of_a_query_is_normalized() {
        assert_eq!(query("a=b/c"), "a=b%2Fc");
        assert_eq!(query("a=b%2fc"), "a=b%2Fc");
        assert_eq!(query("%61=%7E"), "a=~");
        assert_eq!(query("a=b=c"), "a=b%3Dc");
        assert_eq!(query("a=1+1"), "a=1%2B1");
        assert_eq!(query("a=100%"), "a=100%25");
        assert_eq!(query("a&&b="), "a=&b=");
        assert_eq!(query(""), "");
    }

    #[test]
    fn a_query_is_sorted_by_name_and_then_by_value() {
        assert_eq!(query("a-b=1&a=2&a=10&B=0"), "B=0&a=10&a=2&a-b=1");
    }
}
