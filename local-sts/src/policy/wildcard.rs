//! Patterns with `*` and `?`.

/// Whether a text matches a pattern, in which `*` matches any characters and `?` one. The time is
/// linear in the length of the text times the length of the longest part between two `*`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where to continue after the last `*` if its shortest match turns out to be too short.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(character) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                p += 1;
                retry = Some((p, t));
            }
            Some(expected) if *expected == '?' || expected == character => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    p = after;
                    t = from + 1;
                    retry = Some((after, t));
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_none_or(|rest| rest.iter().all(|character| *character == '*'))
}

/// Whether two texts match without regard to ASCII case.
pub(super) fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern.eq_ignore_ascii_case(text);
    }
    matches(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
}

/// Whether an ARN matches a pattern, whose parts between colons match separately.
pub(super) fn matches_arn(pattern: &str, arn: &str) -> bool {
    let mut patterns = pattern.splitn(6, ':');
    let mut parts = arn.splitn(6, ':');
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if matches(pattern, part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters_and_a_question_mark_for_one() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("*", "abc", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abbbc", true),
            ("a*b*c", "aXbYbZc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("?", "é", true),
            ("abc", "abcd", false),
            ("a*c", "abcd", false),
            ("", "a", false),
            ("A", "a", false),
            ("**a**", "a", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
        for pattern in ["STS:*", "sts:assume?ole", "STS:ASSUMEROLE"] {
            assert!(
                matches_ignoring_case(pattern, "sts:AssumeRole"),
                "{pattern}"
            );
        }
        assert!(!matches_ignoring_case("sts:AssumeRoot", "sts:AssumeRole"));
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let pattern = "a*".repeat(200) + "b";
        assert!(!matches(&pattern, &"a".repeat(2000)));
    }

    #[test]
    fn a_star_in_an_arn_does_not_match_across_its_parts() {
        let arn = "arn:aws:iam::111122223333:role/team/deploy";
        assert!(matches_arn("arn:aws:iam::111122223333:role/*", arn));
        assert!(matches_arn("arn:*:iam::*:role/team/*", arn));
        assert!(!matches_arn("arn:aws:iam::*", arn));
        assert!(!matches_arn("arn:aws:*:role/team/deploy", arn));
        assert!(!matches_arn("arn:aws:iam::444455556666:role/*", arn));
    }
}
