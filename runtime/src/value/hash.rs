//! SHA-256, HMAC, SHA-1 and hexadecimal digits.
//!
//! ring computes them, since TLS compiles it anyway. On WebAssembly, which ring would need a C
//! compiler for, the crates sha2, hmac and sha1 do; `--cfg querysmith_rust_hashes` chooses them elsewhere too.

use zeroize::Zeroizing;

/// What SHA-256 and HMAC over it give.
pub(crate) type Hash = [u8; 32];

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    push_hex(&mut text, &sha256(&[bytes]));
    text
}

/// The SHA-256 of pieces that follow each other.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for piece in pieces {
        context.update(piece);
    }
    array(context.finish().as_ref())
}

/// The SHA-1 of some bytes, as 40 hexadecimal digits. It names files; it protects nothing.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
pub fn sha1_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(40);
    let algorithm = &ring::digest::SHA1_FOR_LEGACY_USE_ONLY;
    push_hex(&mut text, ring::digest::digest(algorithm, bytes).as_ref());
    text
}

/// HMAC-SHA-256 with a key of any length.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Zeroizing<Hash> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    Zeroizing::new(array(ring::hmac::sign(&key, message).as_ref()))
}

/// The 32 bytes that both algorithms always give.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
fn array(bytes: &[u8]) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(bytes);
    hash
}

/// The SHA-256 of pieces that follow each other.
#[cfg(any(target_family = "wasm", querysmith_rust_hashes))]
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// The SHA-1 of some bytes, as 40 hexadecimal digits. It names files; it protects nothing.
#[cfg(any(target_family = "wasm", querysmith_rust_hashes))]
pub fn sha1_hex(bytes: &[u8]) -> String {
    use sha1::Digest;
    let mut text = String::with_capacity(40);
    push_hex(&mut text, &sha1::Sha1::digest(bytes));
    text
}

/// HMAC-SHA-256 with a key of any length.
#[cfg(any(target_family = "wasm", querysmith_rust_hashes))]
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Zeroizing<Hash> {
    use hmac::{KeyInit, Mac};
    // HMAC itself fills a key up with zeros, and hashes one that is longer than a block. Doing so
    // here spares an error for a key's length that no length can cause.
    let mut block = Zeroizing::new([0; 64]);
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block[..32].copy_from_slice(&sha256(&[key])),
    }
    let mut mac = hmac::Hmac::<sha2::Sha256>::new((&*block).into());
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// Appends bytes as lower-case hexadecimal digits.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    // A hash at a time: appending digit by digit takes several times as long.
    for hash in bytes.chunks(size_of::<Hash>()) {
        let mut digits = [0; 2 * size_of::<Hash>()];
        let mut length = 0;
        for (room, byte) in digits.chunks_exact_mut(2).zip(hash) {
            room.copy_from_slice(&DIGITS[usize::from(*byte)]);
            length += 2;
        }
        let digits = digits.get(..length).unwrap_or_default();
        // They are ASCII.
        out.push_str(std::str::from_utf8(digits).unwrap_or_default());
    }
}

/// The digits of every byte.
const DIGITS: [[u8; 2]; 256] = {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    let mut digits = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        digits[byte] = [HEX[byte >> 4], HEX[byte & 0x0f]];
        byte += 1;
    }
    digits
};

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        let mut text = String::new();
        push_hex(&mut text, bytes);
        text
    }

    #[test]
    fn the_hash_of_nothing_is_the_known_one() {
        assert_eq!(
            sha256_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        );
    }

    #[test]
    fn sha_1_is_that_of_fips_180() {
        assert_eq!(sha1_hex(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    #[test]
    fn hmac_takes_short_and_long_keys() {
        // Test cases 2 and 6 of RFC 4231.
        assert_eq!(
            hex(&*hmac(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        assert_eq!(
            hex(&*hmac(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            )),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }
}
