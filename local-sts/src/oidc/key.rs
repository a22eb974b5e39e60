//! Keys of identity providers.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use querysmith_runtime::testing_v1::json::{Limits, Object, Value};
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair, UnparsedPublicKey};

use super::jwk;

/// As much as a key set may have.
const LIMITS: Limits = Limits::new(1024 * 1024, 8, 65_536);

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
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point.
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl VerifyingKey {
    /// Reads a JSON Web Key Set.
    pub(crate) fn from_jwks(json: &str) -> Result<Vec<Self>, KeyError> {
        let invalid = |problem: String| KeyError(format!("the key set is invalid: {problem}"));
        let value = Value::parse(json.as_bytes(), LIMITS).map_err(invalid)?;
        let keys = match value.as_object().and_then(|set| set.get("keys")) {
            Some(Value::Array(keys)) => keys.iter().enumerate(),
            _ => return Err(invalid("expected an object with \"keys\", a list".to_owned())),
        };
        keys.map(|(index, key)| {
            jwk::read(key).map_err(|expected| {
                KeyError(format!("the key at keys[{index}] is invalid: expected {expected}"))
            })
        })
        .collect()
    }

    /// The keys as a JSON Web Key Set.
    pub(crate) fn to_jwks(keys: &[Self]) -> Value {
        let mut set = Object::default();
        set.set("keys", Value::Array(keys.iter().map(jwk::write).collect()));
        Value::Object(set)
    }

    /// The id of the key, if it has one.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether `signature` is one of `message` with this key and the JWT algorithm `algorithm`.
    pub(super) fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let verified = match (&self.material, algorithm) {
            (Material::Rsa { n, e }, "RS256") => signature::RsaPublicKeyComponents { n, e }.verify(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
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
            (Algorithm::Es256, Material::P256(pair.public_key().as_ref().to_vec()))
        } else if let Ok(pair) =
            EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &der, &random)
        {
            (Algorithm::Es384, Material::P384(pair.public_key().as_ref().to_vec()))
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
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der, &random).map_err(|_| unusable())?;
            let signature = pair.sign(&random, message).map_err(|_| unusable())?;
            Ok(signature.as_ref().to_vec())
        };
        match self.algorithm {
            Algorithm::Es256 => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| unusable())?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature)
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

/// The error of a key that cannot be used. It contains no part of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError(String);

impl KeyError {
    pub(crate) fn no_provider() -> Self {
        Self("the state has no such OIDC provider with a signing key".to_owned())
    }

    fn signing(problem: &str) -> Self {
        Self(format!("the signing key is invalid: {problem}"))
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}
