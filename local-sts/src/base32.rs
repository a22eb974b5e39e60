//! Base32 according to RFC 4648: the seeds of MFA devices, and the ids of keys.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Decodes base32. Spaces and hyphens are skipped, lower case and missing padding are accepted,
/// because people copy seeds from the screens of MFA devices.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        if matches!(character, b' ' | b'-') {
            continue;
        }
        let upper = character.to_ascii_uppercase();
        let value = ALPHABET.iter().position(|letter| *letter == upper)?;
        buffer = (buffer << 5 | u32::try_from(value).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Encodes bytes without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for &byte in bytes {
        buffer = (buffer << 8 | u32::from(byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(buffer >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(buffer << (5 - bits)));
    }
    text
}

/// The letter of the lowest five bits.
fn letter(value: u32) -> char {
    char::from(ALPHABET[(value & 31) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_round_trip() {
        for (text, encoded) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Some(text.as_bytes()));
            assert_eq!(encode(text.as_bytes()), encoded.trim_end_matches('='));
        }
    }

    #[test]
    fn seeds_may_be_in_lower_case_and_grouped() {
        assert_eq!(decode("mzxw 6ytb-oi").as_deref(), Some(&b"foobar"[..]));
        assert_eq!(decode("MZXW1"), None);
        assert_eq!(decode("é"), None);
    }
}
