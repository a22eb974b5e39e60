//! Hashes of crates of pure Rust.

use hmac_sha256::{HMAC, Hash as Sha256};

use super::Hash;

/// The SHA-256 of the concatenation of `pieces`.
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize()
}

pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    sha1_smol::Sha1::from(bytes).digest().bytes()
}

/// The hash states after the key blocks of HMAC-SHA-256.
pub(super) struct HmacState(HMAC);

impl HmacState {
    pub(super) fn new(key: &[u8]) -> Self {
        Self(HMAC::new(key))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Hash {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize()
    }
}
