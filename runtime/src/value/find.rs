//! Search for the first of a few bytes, and for the end of a word.
//!
//! Many bytes are compared at once: as a number of eight bytes, or in loops without branches, which the
//! compiler turns into instructions for many bytes.

/// The number of bytes that are searched before a longer search is prepared. Most of the texts that
/// are searched are shorter.
const NEAR: usize = 32;

/// The number of bytes that a longer search compares at once.
const BLOCK: usize = 64;

/// The number of bytes in which the first match is found.
const LANE: usize = 16;

/// The position of the first of the bytes `ends`, which are ASCII, in `bytes`; their length if there
/// is none.
#[inline]
pub(crate) fn position<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    match bytes.split_at_checked(NEAR) {
        None => by_lanes(bytes, ends),
        Some((near, far)) => match by_lanes(near, ends) {
            NEAR => NEAR + by_blocks(far, ends),
            found => found,
        },
    }
}

#[inline(never)]
fn by_blocks<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    let mut at = 0;
    for block in bytes.as_chunks::<BLOCK>().0 {
        let mut found = 0;
        for byte in block {
            for end in ends {
                found |= u8::from(*byte == end);
            }
        }
        if found != 0 {
            break;
        }
        at += BLOCK;
    }
    at + by_lanes(bytes.get(at..).unwrap_or_default(), ends)
}

#[inline]
fn by_lanes<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    let (lanes, rest) = bytes.as_chunks::<LANE>();
    let mut at = 0;
    for lane in lanes {
        let mut found = [0; LANE];
        for (found, byte) in found.iter_mut().zip(lane) {
            for end in ends {
                *found |= if *byte == end { u8::MAX } else { 0 };
            }
        }
        match u128::from_le_bytes(found) {
            0 => at += LANE,
            found => return at + (found.trailing_zeros() / 8) as usize,
        }
    }
    at + by_words(rest, ends)
}

/// Compares eight bytes at once, as one number.
#[inline]
fn by_words<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let mut found = 0;
        for end in ends {
            // The lowest high bit that becomes set is that of the first byte that is zero: the
            // subtraction borrows from it, and carries only upwards.
            let difference = word ^ repeated(end);
            found |= difference.wrapping_sub(repeated(1)) & !difference;
        }
        found &= repeated(0x80);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + rest
        .iter()
        .position(|byte| ends.contains(byte))
        .unwrap_or(rest.len())
}

/// The number of ASCII letters and digits at the start of `word`.
#[inline]
pub(crate) fn leading_alphanumeric(word: [u8; 8]) -> usize {
    let word = u64::from_le_bytes(word);
    // The sum of an ASCII character has the high bit set if the character is not below the bound. That
    // of any other byte carries upwards only, past the first byte that is not in the result.
    let from = |word: u64, bound: u8| word.wrapping_add(repeated(0x80 - bound));
    let lower = word | repeated(0x20);
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(word, b'0') & !from(word, b'9' + 1);
    let others = (!(letters | digits) | word) & repeated(0x80);
    (others.trailing_zeros() / 8) as usize
}

const fn repeated(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_match_is_found_at_any_position_in_any_length() {
        for other in [0, b'x', b'<' - 1, b'<' + 1, b'<' | 0x80, 0xff] {
            for length in 0..180 {
                let mut bytes = vec![other; length];
                assert_eq!(position(&bytes, [b'<', b'&']), length);
                for at in (0..length).rev() {
                    bytes[at] = [b'<', b'&'][at % 2];
                    assert_eq!(position(&bytes, [b'<', b'&']), at, "{other} {length}");
                }
            }
        }
    }

    #[test]
    fn the_letters_and_digits_at_the_start_of_a_word_are_counted() {
        for other in 0..=u8::MAX {
            for at in 0..8 {
                let mut word = *b"aZz09Ax5";
                word[at] = other;
                let expected = if other.is_ascii_alphanumeric() { 8 } else { at };
                assert_eq!(leading_alphanumeric(word), expected, "{other} at {at}");
            }
        }
    }
}
