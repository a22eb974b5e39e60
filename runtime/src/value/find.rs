//! Search for one of a few bytes.

/// The number of bytes that are searched before a longer search is prepared. Most of the texts that
/// are searched are shorter.
const NEAR: usize = 32;

/// The number of bytes that a longer search compares at once.
const BLOCK: usize = 64;

/// The position of the first of the bytes `ends`, which are ASCII, in `bytes`; their length if there
/// is none.
#[inline]
pub(crate) fn position<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    match bytes.split_at_checked(NEAR) {
        None => by_words(bytes, ends),
        Some((near, far)) => match by_words(near, ends) {
            NEAR => NEAR + by_blocks(far, ends),
            found => found,
        },
    }
}

#[inline(never)]
fn by_blocks<const N: usize>(bytes: &[u8], ends: [u8; N]) -> usize {
    let mut at = 0;
    for block in bytes.as_chunks::<BLOCK>().0 {
        // Without a branch for each byte, the compiler uses instructions that compare many.
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
    at + by_words(bytes.get(at..).unwrap_or_default(), ends)
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
}
