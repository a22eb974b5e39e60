//! Labels of host names.

/// `isValidHostLabel`: whether `text` is one host label of RFC 1123 (1 to 63 letters, digits and
/// hyphens, no hyphen at either end) or, with `allow_dots`, such labels joined by dots.
pub fn is_valid_host_label(text: &str, allow_dots: bool) -> bool {
    if allow_dots {
        text.split('.').all(is_host_label)
    } else {
        is_host_label(text)
    }
}

fn is_host_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_labels_follow_rfc_1123() {
        let longest = "a".repeat(63);
        for (text, one, dotted) in [
            ("us-east-1", true, true),
            ("3aws4", true, true),
            ("A", true, true),
            (longest.as_str(), true, true),
            ("part1.part2", false, true),
            ("part1.", false, false),
            (".part1", false, false),
            ("part1..part2", false, false),
            ("part1.-part2", false, false),
            ("part1-", false, false),
            ("part1 part2", false, false),
            ("part_1", false, false),
            ("ü", false, false),
            ("", false, false),
        ] {
            assert_eq!(is_valid_host_label(text, false), one, "{text:?}");
            assert_eq!(
                is_valid_host_label(text, true),
                dotted,
                "{text:?} with dots"
            );
        }
        assert!(!is_valid_host_label(&"a".repeat(64), true));
    }
}
