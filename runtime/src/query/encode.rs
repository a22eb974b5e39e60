//! Percent-encoding as RFC 3986 says: only its unreserved characters stay.

use std::fmt;

/// Appends `text` to `out`, percent-encoded.
pub(super) fn push(out: &mut String, text: &str) {
    out.reserve(text.len());
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if IS_UNRESERVED[usize::from(byte)] {
            continue;
        }
        // What stays is ASCII; within a longer character there is nothing of it.
        out.push_str(text.get(plain..at).unwrap_or_default());
        let encoded = 3 * usize::from(byte);
        out.push_str(ENCODED.get(encoded..encoded + 3).unwrap_or_default());
        plain = at + 1;
    }
    out.push_str(text.get(plain..).unwrap_or_default());
}

const IS_UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let character = byte as u8;
        table[byte] =
            character.is_ascii_alphanumeric() || matches!(character, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Every byte encoded, one after the other: `%00%01` to `%FF`.
const ENCODED: &str = match std::str::from_utf8(&TRIPLES) {
    Ok(text) => text,
    Err(_) => "",
};

const TRIPLES: [u8; 3 * 256] = {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let mut triples = [b'%'; 3 * 256];
    let mut byte = 0;
    while byte < 256 {
        triples[3 * byte + 1] = HEX[byte >> 4];
        triples[3 * byte + 2] = HEX[byte & 0x0f];
        byte += 1;
    }
    triples
};

/// Percent-encodes what is formatted into it.
pub(super) struct Encoder<'o>(pub(super) &'o mut String);

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(self.0, text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_encoded_unless_it_is_unreserved() {
        let text: String = (0..128).map(char::from).collect();
        let mut out = String::new();
        push(&mut out, &text);
        let mut expected = String::new();
        for character in text.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => {
                    expected.push(character);
                }
                _ => expected += &format!("%{:02X}", u32::from(character)),
            }
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn a_longer_character_is_encoded_byte_by_byte() {
        let mut out = "a".to_owned();
        push(&mut out, "\u{e9}\u{ff}x\u{1f980}");
        assert_eq!(out, "a%C3%A9%C3%BFx%F0%9F%A6%80");
    }
}
