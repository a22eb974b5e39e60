//! Recognition of Markdown code spans, links and bare URLs in text.

use super::address;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Url(&'a str),
    Link { text: &'a str, url: &'a str },
}

/// The pieces of `text`, in order. The running time is linear: each character is examined a bounded
/// number of times.
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
                // Only a single backtick opens a code span, and only if another one follows.
                let found = (run == 1 && ticks_left > 0).then(|| code(rest)).flatten();
                if found.is_none() {
                    at += run;
                    continue;
                }
                ticks_left -= 1;
                found
            }
            Some(b'[') => link(rest),
            Some(b'h') => address::bare(rest).map(|url| (Piece::Url(url), url.len())),
            _ => None,
        };
        let Some((piece, len)) = found else {
            let is_start = |byte| matches!(byte, b'`' | b'[' | b'h');
            let next = rest.bytes().skip(1).position(is_start);
            at += next.map_or(rest.len(), |next| next + 1);
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

/// A non-empty code span between single backticks.
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

/// A link, `[text](https://...)`. The search stops at the next bracket at the latest.
fn link(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix('[')?;
    let label = inside.get(..inside.find(['[', ']', '`'])?)?;
    let target = inside.get(label.len()..)?.strip_prefix("](")?;
    let is_end = |c: char| ")`[".contains(c) || c.is_ascii_whitespace();
    let url = target.get(..target.find(is_end)?)?;
    let is_closed = target.get(url.len()..)?.starts_with(')');
    let is_link = is_closed && address::is_web(url) && !label.trim().is_empty();
    let len = "[](".len() + label.len() + url.len() + ")".len();
    is_link.then_some((Piece::Link { text: label, url }, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_links_and_urls_are_found_in_text() {
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
    fn incomplete_markup_stays_text() {
        for text in ["a ` b", "`` x", "[a] (b)", "[a](b)", "http:// x"] {
            assert_eq!(pieces(text), [Piece::Text(text)], "{text}");
        }
    }
}
