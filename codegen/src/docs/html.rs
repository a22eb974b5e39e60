//! The tokenizer for documentation. Only tags that AWS's documentation uses count as tags; any
//! other `<word>` is a placeholder and is kept as text.

use crate::markdown::is_hidden;

/// The maximum length of a tag in bytes. The `<` of a longer one is text.
const MAX_TAG_LENGTH: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Paragraph,
    Heading,
    Preformatted,
    Break,
    List,
    OrderedList,
    Item,
    Term,
    Details,
    Note,
    Important,
    Code,
    Strong,
    Emphasis,
    Link,
    /// The name of the service, which the crate's documentation contains anyway.
    Title,
    /// A block that only separates its content from the rest: a table, a row, a division.
    Division,
    /// A cell of a table.
    Cell,
    /// A tag without an equivalent in Markdown.
    Plain,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Text with entities resolved and white space unchanged.
    Text(String),
    /// An opening tag; the text is the `href` of a link.
    Open(Tag, String),
    Close(Tag),
}

/// The tokens of `html`, in order.
pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    // No comment ends after this position, so the search for `-->` is not repeated in vain.
    let after_comments = match html.rfind("-->") {
        Some(end) => html.get(end..).unwrap_or_default(),
        None => html,
    };
    while let Some(next) = rest.chars().next() {
        if next == '<'
            && rest.len() > after_comments.len()
            && let Some(after) = comment(rest)
        {
            rest = after;
        } else if next == '<'
            && let Some((found, after)) = tag(rest)
        {
            if !text.is_empty() {
                tokens.push(Token::Text(std::mem::take(&mut text)));
            }
            tokens.extend(found);
            rest = after;
        } else if next == '&'
            && let Some((c, after)) = entity(rest)
        {
            text.extend(visible(c));
            rest = after;
        } else {
            text.extend(visible(next));
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            // Copy the plain text that follows in one step.
            let end = rest.bytes().position(|byte| !is_plain(byte));
            let (plain, after) = rest
                .split_at_checked(end.unwrap_or(rest.len()))
                .unwrap_or_default();
            text.push_str(plain);
            rest = after;
        }
    }
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
    tokens
}

/// The text after the comment at the start of `text`.
fn comment(text: &str) -> Option<&str> {
    let (_, after) = text.strip_prefix("<!--")?.split_once("-->")?;
    Some(after)
}

/// The tokens of the tag at the start of `text`, which may be self-closing, and the text after it.
fn tag(text: &str) -> Option<(Vec<Token>, &str)> {
    let inside = text.strip_prefix('<')?;
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let end_of_name = inside
        .bytes()
        .take(16)
        .position(|b| !b.is_ascii_alphanumeric())?;
    let (name, after_name) = inside.split_at_checked(end_of_name)?;
    let tag = known_tag(name)?;
    let (attributes, after) = to_end_of_tag(after_name)?;
    if closing {
        return Some((vec![Token::Close(tag)], after));
    }
    let href = match tag {
        Tag::Link => href(attributes),
        _ => String::new(),
    };
    let mut tokens = vec![Token::Open(tag, href)];
    if attributes.trim_end().ends_with('/') && tag != Tag::Break {
        tokens.push(Token::Close(tag));
    }
    Some((tokens, after))
}

fn known_tag(name: &str) -> Option<Tag> {
    Some(match name.to_ascii_lowercase().as_str() {
        "p" => Tag::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Tag::Heading,
        "pre" => Tag::Preformatted,
        "br" => Tag::Break,
        "ul" | "dl" => Tag::List,
        "ol" => Tag::OrderedList,
        "li" => Tag::Item,
        "dt" => Tag::Term,
        "dd" => Tag::Details,
        "note" => Tag::Note,
        "important" | "caution" | "warning" => Tag::Important,
        "code" | "tt" | "kbd" | "samp" => Tag::Code,
        "b" | "strong" => Tag::Strong,
        "i" | "em" | "replaceable" => Tag::Emphasis,
        "a" => Tag::Link,
        "fullname" => Tag::Title,
        "div" | "section" | "table" | "thead" | "tbody" | "tr" | "hr" => Tag::Division,
        "td" | "th" => Tag::Cell,
        "span" | "font" | "u" | "sup" | "sub" | "small" | "colgroup" | "col" => Tag::Plain,
        _ => return None,
    })
}

/// The attributes up to the `>` that ends a tag, and the text after it. A `>` in quotes does not
/// end the tag.
fn to_end_of_tag(text: &str) -> Option<(&str, &str)> {
    match text.bytes().next()? {
        b'>' | b'/' => {}
        b if b.is_ascii_whitespace() => {}
        _ => return None,
    }
    let mut quote = None;
    for (at, b) in text.bytes().enumerate().take(MAX_TAG_LENGTH) {
        match (quote, b) {
            (Some(open), _) if open == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (None, b'<') => return None,
            (None, _) => {}
        }
    }
    None
}

/// The value of `href` in `attributes`, or an empty string.
fn href(attributes: &str) -> String {
    let mut rest = attributes;
    while let Some((name, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inside = value.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if name.trim().eq_ignore_ascii_case("href") {
            return resolve_entities(value);
        }
        rest = after;
    }
    String::new()
}

fn resolve_entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (c, after) = match entity(rest) {
            Some(found) => found,
            None => (next, rest.get(next.len_utf8()..).unwrap_or_default()),
        };
        out.extend(visible(c));
        rest = after;
    }
    out
}

/// The character of the entity at the start of `text`, and the text after it.
fn entity(text: &str) -> Option<(char, &str)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(10).position(|b| b == b';')?;
    let name = inside.get(..end)?;
    let after = inside.get(end + 1..)?;
    let code = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "times" => '×',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => code(hex.get(1..)?, 16)?,
            decimal => code(decimal, 10)?,
        },
    };
    Some((c, after))
}

/// Whether a byte is a character that is neither markup nor dropped by [`visible`].
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'&')
}

/// `c` for a doc comment. Control characters are replaced, and characters that reorder or hide text
/// are dropped, because rustc rejects them.
fn visible(c: char) -> Option<char> {
    match c {
        '\n' | '\t' | ' ' => Some(c),
        '\r' => None,
        c if c.is_control() => Some(' '),
        c if is_hidden(c) => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Token {
        Token::Text(text.to_owned())
    }

    #[test]
    fn known_tags_are_tags_and_placeholders_are_text() {
        assert_eq!(
            tokens("<P class='a>b'>x <key> < y</p>"),
            [
                Token::Open(Tag::Paragraph, String::new()),
                text("x <key> < y"),
                Token::Close(Tag::Paragraph),
            ]
        );
    }

    #[test]
    fn known_entities_are_resolved_and_unknown_ones_are_kept() {
        assert_eq!(
            tokens("&lt;a&gt; &#65;&#x42; &Name=1 &what; &"),
            [text("<a> AB &Name=1 &what; &")]
        );
    }

    #[test]
    fn an_href_is_found_among_attributes() {
        let links = tokens("<a target=_blank href=\"https://x/?a=1&amp;b=2\"><a><a href = 'u'>");
        let link = |href: &str| Token::Open(Tag::Link, href.to_owned());
        assert_eq!(links, [link("https://x/?a=1&b=2"), link(""), link("u")]);
    }

    #[test]
    fn a_tag_without_an_end_is_text() {
        assert_eq!(tokens("<p <a href='"), [text("<p <a href='")]);
        assert_eq!(
            tokens("x<!-- <b> --><br/><!-- y"),
            [
                text("x"),
                Token::Open(Tag::Break, String::new()),
                text("<!-- y")
            ]
        );
    }

    #[test]
    fn characters_that_reorder_text_are_dropped() {
        assert_eq!(
            tokens("a\u{202E}b\u{200B}c\u{7}\u{A0}d\r\n"),
            [text("abc  d\n")]
        );
    }
}
