//! Backslash escapes for characters that would otherwise be markup.

use super::address;

/// Whether a character is markup in some place, as [`is_markup`] decides.
pub(super) fn may_be_markup(c: char) -> bool {
    matches!(
        c,
        '`' | '[' | ']' | '~' | '\\' | '*' | '_' | '<' | '&' | ':'
    )
}

/// Whether Markdown or rustdoc would interpret `c` as markup, given the part of its word `before`
/// it and the text `after` it.
pub(super) fn is_markup(before: &str, c: char, after: &str) -> bool {
    let last = before.chars().next_back();
    let next = after.chars().next();
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let word = |c: Option<char>| c.is_some_and(is_in_word);
    match c {
        '`' | '[' | ']' | '~' => true,
        '\\' => next.is_none_or(|c| c.is_ascii_punctuation() || c.is_whitespace()),
        '*' => !(space(last) && next.is_some() && space(next)),
        '_' => !(word(last) && word(next) || space(last) && next.is_some() && space(next)),
        // A tag or an autolink; a mail address may begin with any punctuation.
        '<' => !space(next) || next.is_none(),
        '&' => {
            let end = after
                .bytes()
                .take(33)
                .position(|b| !b.is_ascii_alphanumeric() && b != b'#');
            end.is_some_and(|end| end > 0 && after.as_bytes().get(end) == Some(&b';'))
        }
        ':' => address::is_scheme(before, after),
        _ => false,
    }
}

/// Whether `c` is certainly neither punctuation nor white space. Enclosed letters count as symbols.
pub(super) fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_is_escaped() {
        for (before, c, after) in [
            ("TS", '[', "]"),
            ("", '<', "key>"),
            ("", '_', "c_"),
            ("Ⓐ", '_', "c_"),
            ("", '*', "x"),
            ("", '&', "lt;"),
            ("", '\\', "["),
            ("", '~', "/.aws"),
            ("https", ':', "//a.b"),
        ] {
            assert!(is_markup(before, c, after), "{before}{c}{after}");
            assert!(may_be_markup(c), "{c}");
        }
        for (before, c, after) in [
            ("", '<', " b"),
            ("a", '_', "b"),
            ("", '*', " 3"),
            ("", '&', " &x"),
            ("", '\\', "u0020"),
            ("s3", ':', "//a"),
        ] {
            assert!(!is_markup(before, c, after), "{before}{c}{after}");
        }
    }
}
