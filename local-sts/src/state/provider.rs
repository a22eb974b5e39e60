//! Identity providers of accounts.

use std::collections::BTreeSet;
use std::fmt;

use crate::oidc::{KeyError, SigningKey, VerifyingKey, read_set};

/// An OpenID Connect provider, whose tokens `AssumeRoleWithWebIdentity` accepts.
#[derive(Clone, PartialEq)]
pub struct OidcProvider {
    /// Such as `https://oidc.example.com`.
    pub(crate) issuer: String,
    pub(crate) audiences: BTreeSet<String>,
    pub(crate) keys: Vec<VerifyingKey>,
    pub(crate) signing_key: Option<SigningKey>,
}

impl OidcProvider {
    /// A provider with this issuer, the `https` URL in the claim `iss`, and without audiences or
    /// keys.
    pub fn new(issuer: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audiences: BTreeSet::new(),
            keys: Vec::new(),
            signing_key: None,
        }
    }

    /// Adds an audience (client id) for which tokens are accepted.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.insert(audience.into());
        self
    }

    /// Adds the public keys of a JSON Web Key Set: `{"keys": [...]}`, with RSA keys for RS256 and
    /// P-256 keys for ES256.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the set is not JSON, or a key is incomplete or of another type.
    pub fn jwks(mut self, json: &str) -> Result<Self, KeyError> {
        self.keys.extend(read_set(json)?);
        Ok(self)
    }

    /// Sets the private key with which [`LocalSts::web_identity_token`](crate::LocalSts) signs
    /// tokens for tests: PKCS #8 in base64 or PEM, P-256 for ES256 or RSA with 2048 bits or more for
    /// RS256. Tokens signed with it are accepted.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is not such a key.
    pub fn signing_key(mut self, pkcs8: &str) -> Result<Self, KeyError> {
        self.signing_key = Some(SigningKey::from_pkcs8(pkcs8)?);
        Ok(self)
    }

    /// The issuer without its scheme: the prefix of its condition keys, and a part of its ARN.
    pub(crate) fn host(&self) -> &str {
        let issuer = self.issuer.as_str();
        issuer.strip_prefix("https://").unwrap_or(issuer)
    }

    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:oidc-provider/{}", self.host())
    }

    /// The keys with which its tokens may be signed.
    pub(crate) fn verifying_keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        let own = self.signing_key.as_ref().map(SigningKey::verifying_key);
        self.keys.iter().chain(own)
    }
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcProvider")
            .field("issuer", &self.issuer)
            .field("audiences", &self.audiences)
            .field("keys", &self.verifying_keys().count())
            .finish_non_exhaustive()
    }
}

/// A SAML provider, whose assertions `AssumeRoleWithSAML` accepts. XML signatures are not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlProvider {
    pub(crate) name: String,
    pub(crate) issuers: BTreeSet<String>,
}

impl SamlProvider {
    /// A provider with this name, and without issuers.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            issuers: BTreeSet::new(),
        }
    }

    /// Adds an issuer (entity id) whose assertions are accepted.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.insert(issuer.into());
        self
    }

    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:saml-provider/{}", self.name)
    }
}
