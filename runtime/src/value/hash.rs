//! SHA-256, HMAC, SHA-1 and hexadecimal digits.
//!
//! ring or aws-lc-rs computes them, because TLS depends on one of them anyway. On WebAssembly, where
//! both would need a C compiler, the crates sha2, hmac and sha1 are used; `--cfg
//! querysmith_rust_hashes` selects them on other platforms too.

mod hmac;

/// The library that computes hashes. The two have the same API for it.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
mod library {
    #[cfg(feature = "aws-lc-rs")]
    pub(super) use aws_lc_rs::{digest, hmac};
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    pub(super) use ring::{digest, hmac};
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    compile_error!(
        "querysmith-runtime has no cryptography: enable its feature `ring` or `aws-lc-rs`, or the \
         feature of the same name of the crate that depends on it"
    );
}

pub(crate) use hmac::HmacKey;

/// The output of SHA-256 and HMAC-SHA-256.
pub(crate) type Hash = [u8; 32];

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Hex::new(&sha256(&[bytes])).as_str().to_owned()
}

/// The SHA-256 of the concatenation of `pieces`.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    use library::digest;
    let mut context = digest::Context::new(&digest::SHA256);
    for piece in pieces {
        context.update(piece);
    }
    array(context.finish().as_ref())
}

/// The SHA-1 of `bytes` as 40 hexadecimal digits. Used for file names, not for security.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
pub fn sha1_hex(bytes: &[u8]) -> String {
    use library::digest;
    let algorithm = &digest::SHA1_FOR_LEGACY_USE_ONLY;
    let hash: [u8; 20] = array(digest::digest(algorithm, bytes).as_ref());
    Hex::new(&hash).as_str().to_owned()
}

/// Converts the output of an algorithm, whose length is always `N`.
#[cfg(not(any(target_family = "wasm", querysmith_rust_hashes)))]
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or([0; N])
}

/// The SHA-256 of the concatenation of `pieces`.
#[cfg(any(target_family = "wasm", querysmith_rust_hashes))]
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// The SHA-1 of `bytes` as 40 hexadecimal digits. Used for file names, not for security.
#[cfg(any(target_family = "wasm", querysmith_rust_hashes))]
pub fn sha1_hex(bytes: &[u8]) -> String {
    use sha1::Digest;
    let hash: [u8; 20] = sha1::Sha1::digest(bytes).into();
    Hex::new(&hash).as_str().to_owned()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) struct Hex<const N: usize>([[u8; 2]; N]);

impl<const N: usize> Hex<N> {
    pub(crate) fn new(bytes: &[u8; N]) -> Self {
        Self(bytes.map(|byte| DIGITS[usize::from(byte)]))
    }

    pub(crate) fn as_str(&self) -> &str {
        // The digits are ASCII.
        std::str::from_utf8(self.0.as_flattened()).unwrap_or_default()
    }
}

/// The two hexadecimal digits of every byte.
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

    #[test]
    fn sha_256_of_the_empty_string_is_the_known_value() {
        assert_eq!(
            sha256_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        );
    }

    #[test]
    fn sha_1_matches_the_example_of_fips_180() {
        assert_eq!(sha1_hex(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
