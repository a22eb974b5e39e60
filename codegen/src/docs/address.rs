//! Recognition of URLs in text, and their escaping in links.

/// `url` escaped for use in a Markdown link, or `None` if it is not an absolute link to a web page
/// or a mail address.
pub(super) fn linkable(url: &str) -> Option<String> {
    let url = url.trim();
    if !is_web(url) && !url.starts_with("mailto:") {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
    Some(out)
}

/// The bare URL at the start of `text`, without the punctuation of the sentence around it. As in
/// rustdoc, a URL may begin in the middle of a word.
pub(super) fn bare(text: &str) -> Option<&str> {
    let host = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"))?;
    if !host.starts_with(|c: char| c.is_alphanumeric() || "{-@:%._+~#=".contains(c)) {
        return None;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`()[]".contains(c))
        .unwrap_or(text.len());
    let url = text.get(..end)?;
    Some(url.trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '’', '”', '*']))
}

/// Whether a colon between `before` and `after` forms a bare URL, for which rustdoc would suggest a
/// link.
pub(super) fn is_scheme(before: &str, after: &str) -> bool {
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-@:%._+~#=".contains(c);
    let host = after.strip_prefix("//");
    host.is_some_and(|host| host.starts_with(is_host))
        && (before.ends_with("http") || before.ends_with("https"))
}

pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_url_ends_before_the_punctuation_of_its_sentence() {
        for (text, expected) in [
            ("https://a.b/c_(d)", Some("https://a.b/c_")),
            ("http://a.b. Then", Some("http://a.b")),
            ("https://{bucket}.a.b/", Some("https://{bucket}.a.b/")),
            ("http:// x", None),
            ("s3://a", None),
        ] {
            assert_eq!(bare(text), expected);
        }
    }

    #[test]
    fn only_absolute_urls_can_be_linked() {
        for (url, expected) in [
            (" https://a.b/c d(e)", Some("https://a.b/c%20d%28e%29")),
            ("mailto:a@b.c", Some("mailto:a@b.c")),
            ("#top", None),
            ("page.html", None),
        ] {
            assert_eq!(linkable(url).as_deref(), expected);
        }
    }

    #[test]
    fn a_scheme_needs_a_host() {
        assert!(is_scheme("xhttps", "//a"));
        for (before, after) in [("http", "// "), ("http", "/a"), ("s3", "//a")] {
            assert!(!is_scheme(before, after), "{before}:{after}");
        }
    }
}
