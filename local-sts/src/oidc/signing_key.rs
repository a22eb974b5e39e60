//! Private keys.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};

use super::jwk;
use super::key_error::KeyError;
use super::verifying_key::{Material, VerifyingKey};

/// A private key, with which tokens are signed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SigningKey {
    /// In base64.
    pkcs8: String,
    algorithm: Algorithm,
    verifying_key: VerifyingKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    Es256,
    Es384,
}

impl SigningKey {
    /// Reads a private key: PKCS #8 in base64 or PEM.
    pub(crate) fn from_pkcs8(text: &str) -> Result<Self, KeyError> {
        let lines = text.lines().map(str::trim);
        let base64: String = lines.filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(&base64);
        let der = der.map_err(|_| KeyError::signing("expected PKCS #8 in base64 or PEM"))?;
        let random = SystemRandom::new();
        let (algorithm, material) = if let Ok(pair) =
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, &der, &random)
        {
            (
                Algorithm::Es256,
                Material::P256(pair.public_key().as_ref().to_vec()),
            )
        } else if let Ok(pair) =
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &der, &random)
        {
            (
                Algorithm::Es384,
                Material::P384(pair.public_key().as_ref().to_vec()),
            )
        } else {
            let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| {
                KeyError::signing("expected a P-256, P-384 or RSA key of at least 2048 bits")
            })?;
            let public: rsa::PublicKeyComponents<Vec<u8>> = pair.public_key().into();
            let (n, e) = (public.n, public.e);
            (Algorithm::Rs256, Material::Rsa { n, e })
        };
        let id = Some(jwk::thumbprint(&material));
        Ok(Self {
            pkcs8: base64,
            algorithm,
            verifying_key: VerifyingKey { id, material },
        })
    }

    /// The key in base64.
    pub(crate) fn pkcs8(&self) -> &str {
        &self.pkcs8
    }

    pub(crate) fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying_key
    }

    /// The JWT algorithm: `RS256`, `ES256` or `ES384`.
    pub(super) fn algorithm(&self) -> &'static str {
        match self.algorithm {
            Algorithm::Rs256 => "RS256",
            Algorithm::Es256 => "ES256",
            Algorithm::Es384 => "ES384",
        }
    }

    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let unusable = || KeyError::signing("it cannot sign");
        let der = STANDARD.decode(&self.pkcs8).map_err(|_| unusable())?;
        let random = SystemRandom::new();
        let ecdsa = |algorithm| {
            let pair =
                EcdsaKeyPair::from_pkcs8(algorithm, &der, &random).map_err(|_| unusable())?;
            let signature = pair.sign(&random, message).map_err(|_| unusable())?;
            Ok(signature.as_ref().to_vec())
        };
        match self.algorithm {
            Algorithm::Es256 => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| unusable())?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &signature::RSA_PKCS1_SHA256,
                    &random,
                    message,
                    &mut signature,
                )
                .map_err(|_| unusable())?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    /// Omits the private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
