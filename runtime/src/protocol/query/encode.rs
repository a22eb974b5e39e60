//! Percent-encoding of everything except the unreserved characters of RFC 3986.

use std::fmt;

/// Appends `text` to `out`, percent-encoded.
pub(super) fn push(out: &mut Vec<u8>, text: &str) {
    let start = out.len();
    // Room for three bytes per input byte, plus the extra byte that the last step writes.
    out.resize(start + 3 * text.len() + 1, 0);
    let mut end = start;
    for byte in text.bytes() {
        let entry = TABLE[usize::from(byte)];
        // Always copies four bytes; the next step overwrites the unused ones. Avoiding the branch
        // takes a fraction of the time.
        if let Some(room) = out.get_mut(end..end + 4) {
            room.copy_from_slice(&entry);
        }
        end += usize::from(entry[3]);
    }
    out.truncate(end);
}

/// Appends a name of the model. Names rarely contain characters to encode.
pub(super) fn push_name(out: &mut Vec<u8>, name: &str) {
    if name.bytes().all(|byte| TABLE[usize::from(byte)][3] == 1) {
        out.extend_from_slice(name.as_bytes());
    } else {
        push(out, name);
    }
}

/// The encoding of each byte: up to three bytes, followed by their number.
const TABLE: [[u8; 4]; 256] = {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let mut table = [[0; 4]; 256];
    let mut byte: u8 = 0;
    loop {
        let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        table[byte as usize] = if unreserved {
            [byte, 0, 0, 1]
        } else {
            [
                b'%',
                HEX[(byte >> 4) as usize],
                HEX[(byte & 0x0f) as usize],
                3,
            ]
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// Percent-encodes the text that is formatted into it.
pub(super) struct Encoder<'o>(pub(super) &'o mut Vec<u8>);

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
    fn every_byte_that_is_not_unreserved_is_encoded() {
        let text: String = (0..128).map(char::from).collect();
        let mut out = Vec::new();
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
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_multibyte_character_is_encoded_byte_by_byte() {
        let mut out = b"a".to_vec();
        push(&mut out, "\u{e9}\u{ff}x\u{1f980}");
        push_name(&mut out, "y\u{e9}");
        push_name(&mut out, "z");
        assert_eq!(out, b"a%C3%A9%C3%BFx%F0%9F%A6%80y%C3%A9z");
    }
}
