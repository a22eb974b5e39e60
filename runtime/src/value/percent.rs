//! Percent-encoding according to RFC 3986.

/// Whether the byte is an unreserved character of RFC 3986, which is never encoded.
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Appends bytes, and percent-encodes (with upper-case digits) those for which `keep` returns
/// false. `keep` must return false for non-ASCII bytes.
pub fn encode_into(out: &mut String, bytes: &[u8], keep: impl Fn(u8) -> bool) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if keep(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 0xf)]));
        }
    }
}

/// Decodes percent-encoding. A `%` that is not followed by two digits is kept, and so is `+`.
pub fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = (digit(bytes.get(at + 1)), digit(bytes.get(at + 2)));
        match (byte, digits) {
            (b'%', (Some(high), Some(low))) => {
                // Two hexadecimal digits always fit a byte.
                decoded.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_keeps_unencoded_characters() {
        assert_eq!(decode("a%20b%2fc+%e1%88%B4"), "a b/c+\u{1234}".as_bytes());
        assert_eq!(decode("%"), b"%");
        assert_eq!(decode("%4"), b"%4");
        assert_eq!(decode("%zz%+1%41"), b"%zz%+1A");
    }
}
