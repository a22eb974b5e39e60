//! The XML rules for names, attributes and references, and the messages for violations.

use std::borrow::Cow;

use super::MAX_ATTRIBUTES;
use crate::value::find::{leading, leading_alphanumeric, position};

/// The maximum length of a name in an error message, in characters.
const MAX_SHOWN: usize = 80;

/// Whether the character is white space in XML, which is narrower than in Unicode.
pub(super) fn is_space(character: char) -> bool {
    character.is_ascii() && is_space_byte(character as u8)
}

pub(super) fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space_byte)
}

/// The length of the white space at the start of `bytes`, which is mostly indentation: a line break and
/// spaces.
#[inline]
pub(super) fn space_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(rest) = bytes.get(length..)
        && rest.first().is_some_and(|first| is_space_byte(*first))
    {
        length += 1;
        while let Some(word) = bytes.get(length..).and_then(<[u8]>::first_chunk) {
            let spaces = leading(b' ', *word);
            length += spaces;
            if spaces < word.len() {
                break;
            }
        }
    }
    length
}

/// The length of the name without a colon at the start of `bytes`; 0 if there is none. It follows the
/// XML rule, except that every non-ASCII character is accepted.
#[inline]
pub(super) fn name_length(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(first) if CLASS[usize::from(*first)] == STARTS_NAME => {}
        _ => return 0,
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
    let rest = bytes.get(length..).unwrap_or_default();
    let is_end = |byte: &u8| CLASS[usize::from(*byte)] == NO_NAME;
    length + rest.iter().position(is_end).unwrap_or(rest.len())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text.as_bytes()) == text.len()
}

const NO_NAME: u8 = 0;
const CONTINUES_NAME: u8 = 1;
const STARTS_NAME: u8 = 2;

/// What each byte can be in a name.
const CLASS: [u8; 256] = {
    let mut table = [NO_NAME; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] = if byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii() {
            STARTS_NAME
        } else if byte.is_ascii_digit() || matches!(byte, b'-' | b'.') {
            CONTINUES_NAME
        } else {
            NO_NAME
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// The position of the `>` that ends a tag, which is the first outside of quotes.
pub(super) fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        at += position(rest, [b'>', b'"', b'\'']);
        let quote = *bytes.get(at)?;
        if quote == b'>' {
            return Some(at);
        }
        at += 1;
        at += position(bytes.get(at..)?, [quote]) + 1;
    }
}

/// An attribute with its name and value as written.
pub(super) struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
}

impl<'a> Attribute<'a> {
    /// Whether it declares a namespace.
    pub(super) fn is_namespace(&self) -> bool {
        self.name == "xmlns" || self.name.starts_with("xmlns:")
    }

    /// The name without its prefix.
    pub(super) fn local_name(&self) -> &'a str {
        self.name
            .split_once(':')
            .map_or(self.name, |(_, name)| name)
    }

    /// The value with references resolved and with white space as spaces; `None` if it contains a
    /// malformed or unknown reference.
    pub(super) fn value(&self) -> Option<Cow<'a, str>> {
        const CHANGED: [u8; 4] = [b'&', b'\r', b'\n', b'\t'];
        if position(self.value.as_bytes(), CHANGED) == self.value.len() {
            return Some(Cow::Borrowed(self.value));
        }
        let mut value = String::with_capacity(self.value.len());
        let mut rest = self.value;
        while let Some((before, from)) = rest.split_at_checked(position(rest.as_bytes(), CHANGED)) {
            value.push_str(before);
            rest = match from.as_bytes() {
                [] => break,
                [b'&', ..] => {
                    let (character, length) = reference(from).ok()?;
                    value.push(character);
                    from.get(length..)?
                }
                [b'\r', b'\n', ..] => {
                    value.push(' ');
                    from.get(2..)?
                }
                _ => {
                    value.push(' ');
                    from.get(1..)?
                }
            };
        }
        Some(Cow::Owned(value))
    }
}

/// The attributes in the part of a tag after its name. Ends after the first malformed one, which is
/// `None`.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Option<Attribute<'_>>> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return None;
        }
        let attribute = next_attribute(rest);
        rest = attribute.as_ref().map_or("", |(_, rest)| rest);
        Some(attribute.map(|(attribute, _)| attribute))
    })
}

fn next_attribute(text: &str) -> Option<(Attribute<'_>, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim_end_matches(is_space);
    if !name.split(':').all(is_name) {
        return None;
    }
    let value = value.trim_start_matches(is_space);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, rest) = value.get(1..)?.split_once(quote)?;
    Some((Attribute { name, value }, rest))
}

/// Checks that every attribute can be read later.
pub(super) fn check_attributes(tag: &str) -> Result<(), String> {
    let mut names: Vec<&str> = Vec::new();
    for attribute in attributes(tag) {
        // Each attribute is compared with those before it.
        if names.len() >= MAX_ATTRIBUTES {
            return Err(format!(
                "found more than {MAX_ATTRIBUTES} attributes of an element"
            ));
        }
        let attribute = attribute
            .filter(|attribute| !names.contains(&attribute.name))
            .ok_or("found a malformed or repeated attribute")?;
        if attribute.value().is_none() {
            return Err("found an attribute with an unknown or malformed reference".into());
        }
        names.push(attribute.name);
    }
    Ok(())
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
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // Rust accepts a sign, which XML does not.
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_number.then(|| u32::from_str_radix(digits, radix).ok())??;
    char::from_u32(number).filter(|character| *character != '\0')
}

/// Truncates a name, which may be as long as the body.
pub(super) fn clip(name: &str) -> String {
    name.chars().take(MAX_SHOWN).collect()
}
