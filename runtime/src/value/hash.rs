//! SHA-256, HMAC, SHA-1 and hexadecimal digits.
//!
//! ring or aws-lc-rs computes them, because TLS depends on one of them anyway. A build without both,
//! for example for WebAssembly, where they would need a C compiler, uses small crates of pure Rust,
//! which are slower.

mod hmac;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod native;
#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
mod portable;

pub(crate) use hmac::HmacKey;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
use native as library;
#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
use portable as library;

pub(crate) use library::sha256;

/// The output of SHA-256 and HMAC-SHA-256.
pub(crate) type Hash = [u8; 32];

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Hex::new(&sha256(&[bytes])).as_str().to_owned()
}

/// The SHA-1 of `bytes` as 40 hexadecimal digits. Used for file names, not for security.
pub fn sha1_hex(bytes: &[u8]) -> String {
    Hex::new(&library::sha1(bytes)).as_str().to_owned()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) struct Hex<const N: usize>([[u8; 2]; N]);

impl<const N: usize> Hex<N> {
    pub(crate) fn new(bytes: &[u8; N]) -> Self {
        let mut digits = [[0; 2]; N];
        for (two, byte) in digits.iter_mut().zip(bytes) {
            *two = DIGITS[usize::from(*byte)];
        }
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        // The digits are ASCII.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
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
