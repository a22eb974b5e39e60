//! Path and query of a canonical request.

use super::SigningSettings;
use crate::value::percent::{decode, encode_into, is_unreserved};

/// Appends the canonical path.
pub(super) fn push_path(out: &mut String, path: &str, settings: SigningSettings) {
    // The path is already encoded. Keeping `%` leaves it encoded once; encoding `%` encodes it
    // twice.
    let keep = |byte| is_unreserved(byte) || (byte == b'%' && !settings.double_encode_path);
    if !settings.normalize_path && !path.is_empty() {
        encode_into(out, path.as_bytes(), |byte| byte == b'/' || keep(byte));
        return;
    }
    let start = out.len();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                let parent = out.get(start..).and_then(|path| path.rfind('/'));
                out.truncate(start + parent.unwrap_or(0));
            }
            segment => {
                out.push('/');
                encode_into(out, segment.as_bytes(), keep);
            }
        }
    }
    let names_a_directory = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
    if names_a_directory || out.len() == start {
        out.push('/');
    }
}

/// Appends the canonical query: names and values in one normalized encoding, sorted by name and
/// then by value.
pub(super) fn push_query(out: &mut String, query: &str) {
    let encoded = |text: &str| {
        let mut encoded = String::with_capacity(text.len());
        encode_into(&mut encoded, &decode(text), is_unreserved);
        encoded
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    // Sorts pairs instead of joined text: `=` sorts after `-`, so `a-b=` would come before `a=`.
    pairs.sort_unstable();
    for (position, (name, value)) in pairs.iter().enumerate() {
        if position > 0 {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
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
        // `..` must not remove text before the path.
        let mut out = String::from("/before/\n");
        push_path(&mut out, path, settings);
        out.strip_prefix("/before/\n")
            .expect("the text before the path is unchanged")
            .to_owned()
    }

    fn query(query: &str) -> String {
        let mut out = String::new();
        push_query(&mut out, query);
        out
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
