//! The buffer of a request body, and percent-encoding into it.

use std::fmt;

use crate::value::percent::is_unreserved;
use crate::value::wiped::WipedBytes;

/// A byte buffer that grows. Its spare capacity is initialized, so that encoding can write to it
/// without a capacity check for every byte.
#[derive(Default)]
pub(super) struct Buffer {
    /// Wiped, because members may be secret.
    bytes: WipedBytes,
    /// The length. The bytes after it are arbitrary.
    end: usize,
}

/// The number of bytes that encoding a group of bytes may write to.
const ROOM: usize = 32;

/// The capacity of a buffer that grows for the first time: enough for most prefixes of keys.
const MIN_CAPACITY: usize = 96;

impl Buffer {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: WipedBytes::new(vec![0; capacity]),
            end: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.end
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.end).unwrap_or_default()
    }

    pub(super) fn into_bytes(mut self) -> WipedBytes {
        self.bytes.truncate(self.end);
        self.bytes
    }

    /// Shortens the text to `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.end = self.end.min(length);
    }

    /// Appends bytes that need no encoding.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        if let Some(room) = self.bytes.get_mut(self.end..self.end + bytes.len()) {
            room.copy_from_slice(bytes);
            self.end += bytes.len();
        }
    }

    /// Appends text, percent-encoded except for the unreserved characters of RFC 3986.
    pub(super) fn push_encoded(&mut self, text: &str) {
        self.reserve(3 * text.len() + ROOM);
        let mut room = self.bytes.get_mut(self.end..).unwrap_or_default();
        let room_before = room.len();
        let (eights, rest) = text.as_bytes().as_chunks::<8>();
        for eight in eights {
            room = encode(room, eight);
        }
        let (fours, rest) = rest.as_chunks::<4>();
        for four in fours {
            room = encode(room, four);
        }
        for byte in rest {
            room = encode(room, &[*byte]);
        }
        self.end += room_before - room.len();
    }

    /// Appends a prefix, a name of the model and `=`.
    pub(super) fn push_key(&mut self, prefix: &[u8], name: &str) {
        let length = prefix.len() + name.len() + 1;
        self.reserve(length);
        match self.bytes.get_mut(self.end..self.end + length) {
            Some([room @ .., equals]) if needs_no_encoding(name) => {
                let (before, after) = room.split_at_mut(prefix.len());
                before.copy_from_slice(prefix);
                after.copy_from_slice(name.as_bytes());
                *equals = b'=';
                self.end += length;
            }
            _ => {
                self.push(prefix);
                self.push_encoded(name);
                self.push(b"=");
            }
        }
    }

    /// Appends a name of the model, percent-encoded. Names rarely have anything to encode.
    pub(super) fn push_name(&mut self, name: &str) {
        match needs_no_encoding(name) {
            true => self.push(name.as_bytes()),
            false => self.push_encoded(name),
        }
    }

    fn reserve(&mut self, additional: usize) {
        let needed = self.end + additional;
        if self.bytes.len() < needed {
            self.grow(needed);
        }
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        let capacity = needed.max(2 * self.bytes.len()).max(MIN_CAPACITY);
        // A vector that reallocates itself leaves its old buffer unwiped.
        let mut larger = WipedBytes::new(vec![0; capacity]);
        if let Some(start) = larger.get_mut(..self.bytes.len()) {
            start.copy_from_slice(&self.bytes);
        }
        self.bytes = larger;
    }
}

/// Encodes up to eight bytes, and returns the rest of `room`.
#[inline]
fn encode<'r, const N: usize>(room: &'r mut [u8], group: &[u8; N]) -> &'r mut [u8] {
    let mut end = 0;
    if let Some(start) = room.first_chunk_mut::<ROOM>() {
        for byte in group {
            let entry = TABLE[usize::from(*byte)];
            // Always writes four bytes; the next step overwrites the unused ones. Avoiding the
            // branch takes a fraction of the time.
            start[end..end + 4].copy_from_slice(&entry.to_le_bytes());
            end += (entry >> LENGTH_SHIFT) as usize;
        }
    }
    room.get_mut(end..).unwrap_or_default()
}

/// The position of the length of the encoding in an entry of the table: the upper two bits, so that
/// the compiler knows that it is at most 3.
const LENGTH_SHIFT: u32 = 30;

/// The encoding of each byte: one or three bytes, the first in the lowest bits, and their number.
const TABLE: [u32; 256] = {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        let (encoding, length) = if is_unreserved(byte as u8) {
            ([byte as u8, 0, 0, 0], 1)
        } else {
            ([b'%', HEX[byte >> 4], HEX[byte & 0x0f], 0], 3)
        };
        table[byte] = u32::from_le_bytes(encoding) | length << LENGTH_SHIFT;
        byte += 1;
    }
    table
};

/// Percent-encodes the text that is formatted into it.
/// Whether a text has only unreserved characters. Compares eight letters and digits at once.
fn needs_no_encoding(text: &str) -> bool {
    let are_kept = |bytes: &[u8]| {
        let mut bytes = bytes.iter();
        bytes.all(|byte| TABLE[usize::from(*byte)] >> LENGTH_SHIFT == 1)
    };
    let is_plain = |word: &[u8; 8]| is_alphanumeric(u64::from_le_bytes(*word)) || are_kept(word);
    // The last word may overlap with the one before it.
    match text.as_bytes().last_chunk() {
        Some(last) => text.as_bytes().as_chunks().0.iter().all(is_plain) && is_plain(last),
        None => are_kept(text.as_bytes()),
    }
}

fn is_alphanumeric(word: u64) -> bool {
    const fn repeated(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // The sum of an ASCII character has the high bit set if the character is not below the bound.
    let from = |word: u64, bound: u8| word.wrapping_add(repeated(0x80 - bound));
    let lower = word | repeated(0x20);
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(word, b'0') & !from(word, b'9' + 1);
    let high = repeated(0x80);
    (letters | digits) & !word & high == high
}

impl fmt::Write for Buffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_encoded(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        let mut out = Buffer::default();
        out.push_encoded(text);
        String::from_utf8(out.into_bytes().to_vec()).unwrap()
    }

    #[test]
    fn every_byte_that_is_not_unreserved_is_encoded() {
        let text: String = (0..128).map(char::from).collect();
        let mut expected = String::new();
        for character in text.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => {
                    expected.push(character);
                }
                _ => expected += &format!("%{:02X}", u32::from(character)),
            }
        }
        assert_eq!(encoded(&text), expected);
    }

    #[test]
    fn a_name_is_kept_only_if_it_needs_no_encoding() {
        for byte in 0..=0xff_u8 {
            let name = format!("abcXYZ0{}", char::from(byte));
            let mut out = Buffer::default();
            out.push_key(b"&", &name);
            let expected = format!("&{}=", encoded(&name));
            assert_eq!(out.as_bytes(), expected.as_bytes());
        }
    }

    #[test]
    fn a_multibyte_character_is_encoded_byte_by_byte() {
        let text = "\u{e9}\u{ff}x\u{1f980}";
        assert_eq!(encoded(text), "%C3%A9%C3%BFx%F0%9F%A6%80");
        let mut name = Buffer::default();
        name.push_name(text);
        name.push_name("x-y");
        assert_eq!(name.as_bytes(), b"%C3%A9%C3%BFx%F0%9F%A6%80x-y");
    }

    #[test]
    fn text_of_any_length_and_mixture_is_encoded_like_its_bytes() {
        for length in 0..40 {
            for shift in 0..5 {
                let text: String = (0..length)
                    .map(|at| if (at + shift) % 5 < 2 { '/' } else { 'x' })
                    .collect();
                assert_eq!(encoded(&text), text.replace('/', "%2F"));
            }
        }
    }

    #[test]
    fn what_is_appended_follows_the_shortened_text() {
        let mut out = Buffer::with_capacity(3);
        out.push(b"a/b");
        out.push_encoded("c/d");
        out.truncate(4);
        out.push(b"e");
        out.truncate(9);
        assert_eq!(out.as_bytes(), b"a/bce");
        assert_eq!(out.len(), 5);
        assert_eq!(*out.into_bytes(), b"a/bce");
    }
}
