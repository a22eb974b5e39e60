//! Lines of Markdown in doc comments.

/// The columns available to the text of a doc comment that is indented by four columns.
pub(crate) const WIDTH: usize = 92;

/// Whether a character is not visible, or reorders the text around it. rustc rejects those that
/// reorder text, in literals and in comments.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
        )
}

/// `text` with the escapes of characters that are not visible.
pub(crate) fn escape_hidden(text: &str) -> String {
    // Most texts are printable ASCII.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            true => escaped.extend(c.escape_default()),
            false => escaped.push(c),
        }
    }
    escaped
}

/// `text` as a code span on one line, whatever is in it.
pub(crate) fn code_span(text: &str) -> String {
    let text = escape_hidden(text);
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    // A space at either end separates a backtick from the fence, and one at both ends is dropped.
    let pad = match longest > 0 || text.trim().len() < text.len() {
        true => " ",
        false => "",
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// An element of wrapped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Word(String),
    /// A hard line break, with words before and after it.
    Break,
}

/// Wraps a paragraph to lines of the default width.
pub(crate) fn wrap_paragraph(paragraph: &str) -> Vec<String> {
    wrap_words(paragraph.split(' ').map(str::to_owned).collect())
}

/// Wraps `words` to lines of the default width.
pub(crate) fn wrap_words(words: Vec<String>) -> Vec<String> {
    let words: Vec<Word> = words.into_iter().map(Word::Word).collect();
    wrap(&words, WIDTH)
}

/// Wraps `words` to lines of at most `width` columns. A longer word gets a line of its own.
pub(crate) fn wrap(words: &[Word], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    for word in words {
        let word = match word {
            Word::Word(word) => word,
            Word::Break => {
                lines.push(std::mem::take(&mut line) + "\\");
                continue;
            }
        };
        let length = word.chars().count();
        // One column is reserved for the backslash of a hard line break.
        if !line.is_empty() && columns + 1 + length < width {
            line.push(' ');
            line.push_str(word);
            columns += 1 + length;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = at_line_start(word);
        columns = line.chars().count();
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `word` escaped for the start of a line, where it could otherwise begin a heading, a list item, a
/// thematic break, a quote or a table.
fn at_line_start(word: &str) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, after) = word.split_at(digits);
    let is_marker = match word.chars().next() {
        Some('-' | '+') => word.len() == 1 || word.chars().all(|c| "-:|+".contains(c)),
        Some(mark @ ('*' | '_' | '#')) => word.chars().all(|c| c == mark),
        Some('=' | ':' | '|') => word.chars().all(|c| "-=:|".contains(c)),
        Some('>') => true,
        _ => false,
    };
    if is_marker {
        format!("\\{word}")
    } else if (1..10).contains(&digits) && (after == "." || after == ")") {
        format!("{number}\\{after}")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_shows_any_text() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "`` a`b ``"),
            ("``", "``` `` ```"),
            (" a", "`  a `"),
            ("a\n\t\u{202e}", "`a\\n\\t\\u{202e}`"),
        ] {
            assert_eq!(code_span(text), expected);
        }
    }

    #[test]
    fn block_markers_at_the_start_of_a_line_are_escaped() {
        for (word, expected) in [
            ("-", "\\-"),
            ("---", "\\---"),
            ("-x", "-x"),
            ("1.", "1\\."),
            ("1.5", "1.5"),
            ("#", "\\#"),
            ("#x", "#x"),
            (">", "\\>"),
            ("===", "\\==="),
            ("_", "\\_"),
            ("_x", "_x"),
            ("|---|", "\\|---|"),
        ] {
            assert_eq!(at_line_start(word), expected);
        }
    }
}
