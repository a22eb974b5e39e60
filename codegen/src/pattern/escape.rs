//! Escape sequences.

use super::Input;
use super::class::{UnicodeClass, complement};

const DIGITS: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[('\t', '\r'), (' ', ' ')];

/// The meaning of an escape sequence.
pub(super) enum Item {
    Char(char),
    Set(Set),
}

/// A set of characters that is being read.
#[derive(Default)]
pub(super) struct Set {
    pub(super) ranges: Vec<(char, char)>,
    pub(super) unicode: Vec<UnicodeClass>,
}

impl Set {
    pub(super) fn add(&mut self, item: Item) {
        match item {
            Item::Char(c) => self.ranges.push((c, c)),
            Item::Set(mut set) => {
                self.ranges.append(&mut set.ranges);
                self.unicode.append(&mut set.unicode);
            }
        }
    }
}

/// Like [`escape`], but within a class, where `\b` is a character.
pub(super) fn escape_in_class(input: &mut Input<'_>) -> Result<Option<Item>, String> {
    match input.next_if_eq(&'b') {
        Some(_) => Ok(Some(Item::Char('\u{8}'))),
        None => escape(input),
    }
}

/// Reads the escape sequence after a backslash. Returns `None` if it is not supported.
pub(super) fn escape(input: &mut Input<'_>) -> Result<Option<Item>, String> {
    let c = input.next().ok_or("the pattern ends in a backslash")?;
    let set = |ranges: &[(char, char)]| {
        Some(Item::Set(Set {
            ranges: ranges.to_vec(),
            unicode: Vec::new(),
        }))
    };
    Ok(match c {
        'd' => set(DIGITS),
        'w' => set(WORD),
        's' => set(SPACE),
        'D' => set(&complement(DIGITS)),
        'W' => set(&complement(WORD)),
        'S' => set(&complement(SPACE)),
        'p' => unicode_class(&property(input)?).map(|class| {
            Item::Set(Set {
                ranges: Vec::new(),
                unicode: vec![class],
            })
        }),
        'P' => {
            property(input)?;
            None
        }
        'u' => code_point(input, 4)?.map(Item::Char),
        'x' => code_point(input, 2)?.map(Item::Char),
        't' => Some(Item::Char('\t')),
        'n' => Some(Item::Char('\n')),
        'r' => Some(Item::Char('\r')),
        'f' => Some(Item::Char('\u{C}')),
        'v' => Some(Item::Char('\u{B}')),
        c if c.is_ascii_alphanumeric() => None,
        c => Some(Item::Char(c)),
    })
}

/// The name in `\p{name}`, or the letter in `\pL`.
fn property(input: &mut Input<'_>) -> Result<String, String> {
    if input.next_if_eq(&'{').is_none() {
        return Ok(input.next().map(String::from).unwrap_or_default());
    }
    let mut name = String::new();
    loop {
        match input
            .next()
            .ok_or("the braces of a Unicode property are not closed")?
        {
            '}' => return Ok(name),
            c => name.push(c),
        }
    }
}

/// The smallest supported class that contains the Unicode property `name`.
fn unicode_class(name: &str) -> Option<UnicodeClass> {
    Some(match name {
        "L" | "Lu" | "Ll" | "Lt" | "Lm" | "Lo" => UnicodeClass::Letter,
        "N" | "Nd" | "Nl" | "No" => UnicodeClass::Number,
        "Z" | "Zs" | "Zl" | "Zp" => UnicodeClass::Separator,
        _ => return None,
    })
}

/// The character of `\u` or `\x` with hexadecimal digits, or of either with braces. A surrogate pair
/// is one character; a lone surrogate cannot occur in text.
fn code_point(input: &mut Input<'_>, digits: usize) -> Result<Option<char>, String> {
    let first = hex(input, digits)?;
    if !(0xD800..=0xDBFF).contains(&first) {
        return Ok(char::from_u32(first));
    }
    let mut ahead = input.clone();
    if ahead.next() != Some('\\') || ahead.next() != Some('u') {
        return Ok(None);
    }
    match hex(&mut ahead, 4)? {
        second @ 0xDC00..=0xDFFF => {
            *input = ahead;
            Ok(char::from_u32(
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00),
            ))
        }
        _ => Ok(None),
    }
}

fn hex(input: &mut Input<'_>, digits: usize) -> Result<u32, String> {
    let in_braces = input.next_if_eq(&'{').is_some();
    let most = if in_braces { 6 } else { digits };
    let mut text = String::new();
    while text.len() < most
        && let Some(digit) = input.next_if(char::is_ascii_hexdigit)
    {
        text.push(digit);
    }
    let is_whole = match in_braces {
        true => !text.is_empty() && input.next_if_eq(&'}').is_some(),
        false => text.len() == digits,
    };
    match u32::from_str_radix(&text, 16) {
        Ok(code) if is_whole => Ok(code),
        _ => Err(format!(
            "an escape sequence is malformed after {} hex digits",
            text.len()
        )),
    }
}
