//! Hashes of the inputs that a crate was generated from.

use sha2::{Digest, Sha256};

/// The SHA-256 digest of `bytes` in hexadecimal, as `sha256sum` prints it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A fingerprint of files, in order: 64-bit FNV-1a over each file's bytes and a zero byte, in
/// hexadecimal.
///
/// It lets a build script detect that the files have changed without a dependency on SHA-256. It is
/// not collision-resistant.
pub fn fingerprint<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        for byte in file.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_matches_the_fips_180_example() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), expected);
    }

    #[test]
    fn a_fingerprint_depends_on_the_boundary_between_files() {
        let of = |files: [&[u8]; 2]| fingerprint(files);
        assert_ne!(of([b"ab", b"c"]), of([b"a", b"bc"]));
        // FNV-1a of a single zero byte: (offset basis ^ 0) * prime.
        assert_eq!(fingerprint([&b""[..]]), "af63bd4c8601b7df");
    }
}
