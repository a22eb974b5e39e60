//! Comparison of secrets.

use std::hint::black_box;

/// Whether two texts are equal. The time that this takes depends on their lengths only.
pub(crate) fn is_equal(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let pairs = one.bytes().zip(other.bytes());
    let difference = pairs.fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
    difference == 0
}

#[cfg(test)]
mod tests {
    use super::is_equal;

    #[test]
    fn texts_are_equal_only_if_every_byte_is() {
        assert!(is_equal("", "") && is_equal("abc", "abc"));
        for other in ["", "ab", "abcd", "abd", "Abc", "bbc"] {
            assert!(!is_equal("abc", other), "{other}");
        }
    }
}
