//! Hashes of ring or aws-lc-rs, which have the same API.

#[cfg(feature = "aws-lc-rs")]
use aws_lc_rs::{digest, hmac};
#[cfg(not(feature = "aws-lc-rs"))]
use ring::{digest, hmac};

use super::Hash;

/// The SHA-256 of the concatenation of `pieces`.
pub(crate) fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut context = digest::Context::new(&digest::SHA256);
    for piece in pieces {
        context.update(piece);
    }
    array(context.finish().as_ref())
}

pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    array(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
}

/// The hash states after the key blocks of HMAC-SHA-256.
pub(super) struct HmacState(hmac::Key);

impl HmacState {
    pub(super) fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Hash {
        array(hmac::sign(&self.0, message).as_ref())
    }
}

/// Converts the output of an algorithm, whose length is always `N`.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or([0; N])
}
