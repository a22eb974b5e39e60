//! Text as an author typed it -> pieces: the code spans, links and addresses in it, and the rest.

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Url(&'a str),
    Link { text: &'a str, url: &'a str },
}

/// The pieces of `text`, in order. Each character is looked at a bounded number of times.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut ticks_left = text.matches('`').count();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let found = match rest.as_bytes().first() {
            Some(b'`') => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                ticks_left -= run;
                // Only a single backtick opens; looking for its end stops at the last backtick.
                let found = (run == 1 && ticks_left > 0).then(|| code(rest)).flatten();
                if found.is_some() {
                    ticks_left -= 1;
                }
                if found.is_none() {
                    at += run;
                    continue;
                }
                found
            }
            Some(b'[') => link(rest),
            Some(b'h') => url(rest),
            _ => None,
        };
        let Some((piece, len)) = found else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        push_text(&mut pieces, text.get(plain_from..at));
        pieces.push(piece);
        at += len;
        plain_from = at;
    }
    push_text(&mut pieces, text.get(plain_from..));
    pieces
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: Option<&'a str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        pieces.push(Piece::Text(text));
    }
}

/// A code span between single backticks that holds something.
fn code(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix('`')?;
    let end = inside.find('`')?;
    let content = inside.get(..end)?;
    let after = inside.get(end + 1..)?;
    if content.trim().is_empty() || after.starts_with('`') {
        return None;
    }
    Some((Piece::Code(content), end + 2))
}

/// `[text](https://...)`, on a few lines at most.
fn link(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix('[')?;
    let end = inside
        .bytes()
        .take(300)
        .position(|b| matches!(b, b'[' | b']' | b'`'))?;
    let label = inside.get(..end)?;
    let target = inside.get(end..)?.strip_prefix("](")?;
    let target_end = target
        .bytes()
        .take(2000)
        .position(|b| matches!(b, b')' | b'`') || b.is_ascii_whitespace())?;
    let url = target.get(..target_end)?;
    let is_link =
        target.get(target_end..)?.starts_with(')') && is_web(url) && !label.trim().is_empty();
    is_link.then_some((Piece::Link { text: label, url }, end + target_end + 4))
}

/// A bare address, without the punctuation of the sentence around it. It may stand in the middle of
/// a word, where rustdoc sees it too.
fn url(text: &str) -> Option<(Piece<'_>, usize)> {
    let host = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"))?;
    if !host.starts_with(|c: char| c.is_alphanumeric() || "{-@:%._+~#=".contains(c)) {
        return None;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`()[]".contains(c))
        .unwrap_or(text.len());
    let url = text
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '’', '”', '*']);
    Some((Piece::Url(url), url.len()))
}

pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// `text` with a backslash before whatever Markdown or rustdoc would take for markup. `before` is
/// the character in front of it on its line.
pub(super) fn escape(text: &str, before: Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = before;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_markup(c, before, rest) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

fn is_markup(c: char, before: Option<char>, rest: &str) -> bool {
    let after = rest.chars().next();
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '`' | '[' | ']' | '~' => true,
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation() || c.is_whitespace()),
        '*' => !(space(before) && after.is_some() && space(after)),
        '_' => !(word(before) && word(after) || space(before) && after.is_some() && space(after)),
        // Of a tag, or of an address: that of a mailbox may begin with any punctuation.
        '<' => !space(after) || after.is_none(),
        '&' => {
            let end = rest
                .bytes()
                .take(33)
                .position(|b| !b.is_ascii_alphanumeric() && b != b'#');
            end.is_some_and(|end| end > 0 && rest.as_bytes().get(end) == Some(&b';'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_links_and_addresses_are_found_in_text() {
        assert_eq!(
            pieces("a `b` [c](https://d.e/f) (https://g.h/i)."),
            [
                Piece::Text("a "),
                Piece::Code("b"),
                Piece::Text(" "),
                Piece::Link {
                    text: "c",
                    url: "https://d.e/f"
                },
                Piece::Text(" ("),
                Piece::Url("https://g.h/i"),
                Piece::Text(")."),
            ]
        );
        assert_eq!(
            pieces("xhttp://y.z"),
            [Piece::Text("x"), Piece::Url("http://y.z")]
        );
    }

    #[test]
    fn what_only_looks_like_markup_stays_text() {
        for text in ["a ` b", "`` x", "[a] (b)", "[a](b)", "http:// x"] {
            assert_eq!(pieces(text), [Piece::Text(text)], "{text}");
        }
    }

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        for (text, expected) in [
            ("TS[] <key> a < b", "TS\\[\\] \\<key> a < b"),
            ("a_b _c_ 2 * 3 *x*", "a_b \\_c\\_ 2 * 3 \\*x\\*"),
            ("&lt; & &x", "\\&lt; & &x"),
            ("\\u0020 \\[", "\\u0020 \\\\\\["),
            ("~/.aws", "\\~/.aws"),
        ] {
            assert_eq!(escape(text, None), expected);
        }
    }
}
