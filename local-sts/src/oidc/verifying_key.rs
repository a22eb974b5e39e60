//! Public keys.

use ring::signature::{self, UnparsedPublicKey};

/// A public key, with which the signature of a token is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VerifyingKey {
    /// The id of the key, if it has one.
    pub(super) id: Option<String>,
    pub(super) material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Material {
    /// Modulus and exponent, big-endian.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point.
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl VerifyingKey {
    /// The id of the key, if it has one.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether `signature` is one of `message` with this key and the JWT algorithm `algorithm`.
    pub(super) fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let verified =
            match (&self.material, algorithm) {
                (Material::Rsa { n, e }, "RS256") => signature::RsaPublicKeyComponents { n, e }
                    .verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, signature),
                (Material::P256(point), "ES256") => {
                    UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                        .verify(message, signature)
                }
                (Material::P384(point), "ES384") => {
                    UnparsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, point)
                        .verify(message, signature)
                }
                // A key is used with its own algorithm only, whatever the token states.
                _ => return false,
            };
        verified.is_ok()
    }
}
