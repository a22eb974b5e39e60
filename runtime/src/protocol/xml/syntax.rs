//! The XML rules for white space, names and references.

use crate::value::find::{leading_alphanumeric, position};

/// White space in XML, which is narrower than in Unicode.
pub(super) const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether what follows a name, `after`, may follow it.
pub(super) fn is_separated(after: &str) -> bool {
    after.is_empty() || after.starts_with(SPACE)
}

/// Splits `text` after the name without a colon at its start, which is empty if there is none. A name
/// follows the XML rule, except that every non-ASCII character is accepted.
#[inline]
pub(super) fn split_name(text: &str) -> (&str, &str) {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii();
    let continues = |byte: u8| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|first| starts(*first)) {
        return ("", text);
    }
    // Most names consist of letters and digits.
    let mut length = 0;
    while let Some(word) = bytes.get(length..).and_then(<[u8]>::first_chunk) {
        let letters = leading_alphanumeric(*word);
        length += letters;
        if letters < word.len() {
            break;
        }
    }
    let rest = bytes.iter().skip(length);
    length += rest.take_while(|byte| continues(**byte)).count();
    text.split_at_checked(length).unwrap_or_default()
}

/// Resolves the reference at the start of `text`, which starts with an ampersand; returns its
/// character and its length. Only the references that XML defines without a DOCTYPE are known. The
/// message does not contain the reference, which may be part of a secret that contains an ampersand.
pub(super) fn reference(text: &str) -> Result<(char, usize), &'static str> {
    let name = text.get(1..).unwrap_or_default();
    // The search stops at the next ampersand, so that many of them take linear time.
    let end = position(name.as_bytes(), [b';', b'&', b'<']);
    let name = match name.split_at_checked(end) {
        Some((name, rest)) if rest.starts_with(';') => name,
        _ => return Err("found an ampersand that does not start a reference, expected &amp;"),
    };
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(number) => character(number).ok_or("found an invalid character reference")?,
            None => return Err("found a reference to an entity that XML does not define"),
        },
    };
    Ok((character, name.len() + 2))
}

/// The character with this number, decimal or hexadecimal after an `x`.
fn character(number: &str) -> Option<char> {
    let hexadecimal = number.strip_prefix('x');
    let (digits, radix) = hexadecimal.map_or((number, 10), |digits| (digits, 16));
    // Rust accepts a sign, which XML does not.
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_number.then(|| u32::from_str_radix(digits, radix).ok())??;
    char::from_u32(number).filter(|character| *character != '\0')
}
