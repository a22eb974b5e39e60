//! Percent-encoding as RFC 3986 says: only its unreserved characters stay.

use std::fmt;

const HEX: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
];

/// Appends `text` to `out`, percent-encoded.
pub(super) fn push(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        // Everything before the end of the run is ASCII, so the text can be split there.
        let run = rest.bytes().position(|byte| !is_unreserved(byte));
        let (plain, encoded) = rest.split_at(run.unwrap_or(rest.len()));
        out.push_str(plain);
        let mut chars = encoded.chars();
        let Some(first) = chars.next() else {
            return;
        };
        for byte in first.encode_utf8(&mut [0; 4]).bytes() {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 0x0f)]);
        }
        rest = chars.as_str();
    }
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Percent-encodes what is formatted into it.
pub(super) struct Encoder<'o>(pub(super) &'o mut String);

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(self.0, text);
        Ok(())
    }
}
