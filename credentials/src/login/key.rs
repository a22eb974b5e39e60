//! The key of a session, which signs the proofs of possession.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN EC PRIVATE KEY-----";
const END: &str = "-----END EC PRIVATE KEY-----";

// Tags of DER.
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_ID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const PARAMETERS: u8 = 0xa0;
const PUBLIC_KEY: u8 = 0xa1;

/// The object id of P-256: 1.2.840.10045.3.1.7.
const P256: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// The number of bytes of a coordinate and of the private key.
const LENGTH: usize = 32;
/// The first byte of an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// A P-256 key pair. The private key is wiped from memory when dropped.
pub(super) struct Key {
    private: Zeroizing<[u8; LENGTH]>,
    /// As an uncompressed point: the byte 4, x and y.
    public: [u8; 1 + 2 * LENGTH],
}

impl Key {
    /// Parses the PEM form of SEC 1 (RFC 5915). The error contains no part of `pem`.
    pub(super) fn parse(pem: &str) -> Result<Self, &'static str> {
        let (_, rest) = pem
            .split_once(BEGIN)
            .ok_or("found no line `BEGIN EC PRIVATE KEY`, expected a P-256 key in PEM form")?;
        let (base64, _) = rest
            .split_once(END)
            .ok_or("found no line `END EC PRIVATE KEY`, expected a P-256 key in PEM form")?;
        // Allocated once, so that no copy of the key remains.
        let mut compact = Zeroizing::new(String::with_capacity(base64.len()));
        compact.extend(
            base64
                .chars()
                .filter(|character| !character.is_whitespace()),
        );
        let der = STANDARD
            .decode(compact.as_bytes())
            .map_err(|_| "found text that is not Base64, expected a P-256 key in PEM form")?;
        let der = Zeroizing::new(der);
        Self::of_der(&der).ok_or(
            "found a key of another kind or without its public key, expected a P-256 key pair",
        )
    }

    fn of_der(der: &[u8]) -> Option<Self> {
        let mut key = Der(Der(der).take(SEQUENCE)?);
        if key.take(INTEGER)? != [1] {
            return None;
        }
        let private = key.take(OCTET_STRING)?;
        if let Some(parameters) = key.take(PARAMETERS)
            && Der(parameters).take(OBJECT_ID)? != P256
        {
            return None;
        }
        let public = Der(key.take(PUBLIC_KEY)?).take(BIT_STRING)?;
        // The first byte is the number of unused bits.
        let public = public.strip_prefix(&[0])?;
        Some(Self {
            private: Zeroizing::new(private.try_into().ok()?),
            public: public.try_into().ok()?,
        })
        .filter(|key| key.public.first() == Some(&UNCOMPRESSED))
    }

    /// The coordinates x and y of the public key.
    pub(super) fn coordinates(&self) -> (&[u8], &[u8]) {
        let (_, coordinates) = self.public.split_at(1);
        coordinates.split_at(LENGTH)
    }

    /// The ES256 signature of `message`: r and s, of 32 bytes each.
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, &'static str> {
        #[cfg(feature = "aws-lc-rs")]
        use aws_lc_rs::{rand, signature};
        #[cfg(not(feature = "aws-lc-rs"))]
        use ring::{rand, signature};
        use signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

        let random = rand::SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let private = self.private.as_slice();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            algorithm,
            private,
            &self.public,
            #[cfg(not(feature = "aws-lc-rs"))]
            &random,
        )
        .map_err(|_| "its private and public key do not belong together")?;
        let signature = pair.sign(&random, message);
        let signature = signature.map_err(|_| "the system has no random numbers for signing")?;
        Ok(signature.as_ref().to_vec())
    }

    /// Signing requires ring or aws-lc-rs, which are not part of this build.
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    pub(super) fn sign(&self, _: &[u8]) -> Result<Vec<u8>, &'static str> {
        let _ = &self.private;
        Err("signing with it requires the feature `ring` or `aws-lc-rs`")
    }
}

/// Reads DER elements of less than 128 bytes, which is enough for a P-256 key.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// Takes the contents of the next element, if it has this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&length, rest) = rest.split_first()?;
        if found != tag || length >= 0x80 {
            return None;
        }
        let (contents, rest) = rest.split_at_checked(length.into())?;
        self.0 = rest;
        Some(contents)
    }
}

#[cfg(test)]
mod tests;
