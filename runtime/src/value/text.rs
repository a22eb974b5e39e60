//! Text from outside: truncation, and display on one line.

use std::fmt::{self, Write};

/// The beginning of a text, at most `max` bytes, and whether it was cut off.
pub(crate) fn beginning(text: &str, max: usize) -> (&str, bool) {
    if text.len() <= max {
        return (text, false);
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text.get(..end).unwrap_or_default(), true)
}

/// Displays a text on one line: characters that break lines, move the cursor or change the direction
/// of the text around them are escaped, so that text from outside cannot forge what a log shows.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if is_deceptive(c) {
                write!(f, "{}", c.escape_default())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// Control characters, line and paragraph separators, and the marks, embeddings, overrides and
/// isolates of the bidirectional algorithm.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(beginning("grüße", 3), ("gr", true));
        assert_eq!(beginning("grüße", 4), ("grü", true));
        assert_eq!(beginning("grüße", 7), ("grüße", false));
        assert_eq!(beginning("ü", 0), ("", true));
    }

    #[test]
    fn control_and_bidirectional_characters_are_escaped() {
        let text = "a\n\u{1b}[31m\u{202e}b\u{2066}\u{200f}\u{2028}é\u{feff}";
        assert_eq!(
            OneLine(text).to_string(),
            "a\\n\\u{1b}[31m\\u{202e}b\\u{2066}\\u{200f}\\u{2028}é\\u{feff}"
        );
    }
}
