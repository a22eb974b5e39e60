//! The buffer of a request body, and percent-encoding into it.

use std::fmt;

use crate::value::find::leading_alphanumeric;
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
const ROOM: usize = 52;

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
        let (sixteens, rest) = text.as_bytes().as_chunks::<16>();
        for sixteen in sixteens {
            self.encode(sixteen);
        }
        let (fours, rest) = rest.as_chunks::<4>();
        for four in fours {
            self.encode(four);
        }
        for byte in rest {
            self.encode(&[*byte]);
        }
    }

    /// Appends up to sixteen bytes, percent-encoded.
    #[inline]
    fn encode<const N: usize>(&mut self, group: &[u8; N]) {
        self.reserve(ROOM);
        let room = self.bytes.get_mut(self.end..).unwrap_or_default();
        let Some(room) = room.first_chunk_mut::<ROOM>() else {
            return;
        };
        let mut end = 0;
        for byte in group {
            let entry = TABLE[usize::from(*byte)];
            // Always writes four bytes; the next step overwrites the unused ones. Avoiding the
            // branch takes a fraction of the time.
            room[end..end + 4].copy_from_slice(&entry.to_le_bytes());
            end += (entry >> LENGTH_SHIFT) as usize;
        }
        self.end += end;
    }

    /// Appends a prefix, a name without characters to encode, and `=`.
    pub(super) fn push_key(&mut self, prefix: &[u8], name: &str) {
        let length = prefix.len() + name.len() + 1;
        self.reserve(length);
        let room = self.bytes.get_mut(self.end..self.end + length);
        if let Some([room @ .., equals]) = room
            && let Some((before, after)) = room.split_at_mut_checked(prefix.len())
        {
            before.copy_from_slice(prefix);
            after.copy_from_slice(name.as_bytes());
            *equals = b'=';
            self.end += length;
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
        let capacity = needed.max(2 * self.bytes.len());
        // A vector that reallocates itself leaves its old buffer unwiped.
        let mut larger = WipedBytes::new(vec![0; capacity]);
        if let Some(start) = larger.get_mut(..self.bytes.len()) {
            start.copy_from_slice(&self.bytes);
        }
        self.bytes = larger;
    }
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

/// Whether a text has only unreserved characters. Compares eight letters and digits at once.
pub(super) fn needs_no_encoding(text: &str) -> bool {
    let are_kept = |bytes: &[u8]| bytes.iter().all(|byte| is_unreserved(*byte));
    let is_plain = |word: &[u8; 8]| leading_alphanumeric(*word) == word.len() || are_kept(word);
    // The last word may overlap with the one before it.
    match text.as_bytes().last_chunk() {
        Some(last) => text.as_bytes().as_chunks().0.iter().all(is_plain) && is_plain(last),
        None => are_kept(text.as_bytes()),
    }
}

/// Percent-encodes the text that is formatted into it.
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
    fn a_name_needs_no_encoding_only_if_encoding_keeps_it() {
        for byte in 0..=0xff_u8 {
            let name = format!("abcXYZ0{}", char::from(byte));
            assert_eq!(needs_no_encoding(&name), encoded(&name) == name, "{name}");
        }
    }

    #[test]
    fn a_multibyte_character_is_encoded_byte_by_byte() {
        let text = "\u{e9}\u{ff}x\u{1f980}";
        assert_eq!(encoded(text), "%C3%A9%C3%BFx%F0%9F%A6%80");
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
    fn what_is_appended_follows_text_that_grew() {
        let mut out = Buffer::with_capacity(3);
        out.push(b"a/b");
        out.push_encoded("c/d");
        out.push(b"e");
        out.push_key(b"&f.", "g");
        assert_eq!(out.as_bytes(), b"a/bc%2Fde&f.g=");
        assert_eq!(out.len(), 14);
        assert_eq!(*out.into_bytes(), b"a/bc%2Fde&f.g=");
    }
}
