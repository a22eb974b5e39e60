//! OpenID Connect tokens for tests.

use std::sync::Arc;
use std::time::Duration;

use querysmith_runtime::testing_v1::json::{Limits, Object, Value};

use crate::oidc::{Claims, KeyError, SigningKey, sign};
use crate::service::Service;
use crate::state::State;

/// The lifetime of a token, in seconds.
const LIFETIME: i64 = 3600;

/// The limits of a claim.
const LIMITS: Limits = Limits::new(64 * 1024, 8, 4096);

/// An OpenID Connect token that is about to be signed; see
/// [`LocalSts::web_identity_token`](super::LocalSts::web_identity_token).
///
/// `Debug` shows no key.
#[derive(Debug)]
pub struct WebIdentityToken {
    state: Arc<State>,
    subject: String,
    issuer: Option<String>,
    audience: Option<String>,
    issued_at: i64,
    expires_at: i64,
    tags: Vec<(String, String)>,
    transitive_tag_keys: Vec<String>,
    /// Names, and values as JSON.
    claims: Vec<(String, String)>,
}

impl WebIdentityToken {
    pub(super) fn new(service: &Service, subject: &str) -> Self {
        let now = service.now();
        Self {
            state: service.state(),
            subject: subject.to_owned(),
            issuer: None,
            audience: None,
            issued_at: now,
            expires_at: now.saturating_add(LIFETIME),
            tags: Vec::new(),
            transitive_tag_keys: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// Sets the issuer, a provider of the state with a signing key.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets the audience.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the lifetime, an hour by default. A token with a lifetime of zero has expired.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        let lifetime = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        self.expires_at = self.issued_at.saturating_add(lifetime);
        self
    }

    /// Adds a session tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Adds a session tag that sessions of further roles in a chain inherit.
    #[must_use]
    pub fn transitive_tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        let mut token = self.tag(&key, value);
        token.transitive_tag_keys.push(key);
        token
    }

    /// Sets any claim to a value in JSON: `.claim("email_verified", "true")`. It replaces an earlier
    /// claim of that name; text that is not JSON removes it.
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, json: impl Into<String>) -> Self {
        self.claims.push((name.into(), json.into()));
        self
    }

    /// Signs the token.
    ///
    /// # Errors
    ///
    /// If the state has no such provider with a signing key.
    pub fn sign(self) -> Result<String, KeyError> {
        let is_meant = |issuer: &str| self.issuer.as_deref().is_none_or(|meant| meant == issuer);
        let mut providers = self
            .state
            .accounts()
            .flat_map(|account| account.oidc_providers.values());
        let found = providers.find_map(|provider| {
            let key = provider.signing_key.as_ref()?;
            is_meant(&provider.issuer).then_some((provider, key))
        });
        let (provider, key) = found.ok_or_else(KeyError::no_provider)?;
        let audience = match &self.audience {
            Some(audience) => audience.clone(),
            None => provider.audiences.first().cloned().unwrap_or_default(),
        };
        self.sign_with(&provider.issuer, &audience, key)
    }

    fn sign_with(
        &self,
        issuer: &str,
        audience: &str,
        key: &SigningKey,
    ) -> Result<String, KeyError> {
        let mut claims = Object::default();
        for (name, value) in [("iss", issuer), ("sub", &self.subject), ("aud", audience)] {
            claims.set(name, Value::text(value));
        }
        for (name, value) in [("iat", self.issued_at), ("exp", self.expires_at)] {
            claims.set(name, Value::Number(value.to_string()));
        }
        if !self.tags.is_empty() {
            claims.set("https://aws.amazon.com/tags", self.tags());
        }
        for (name, json) in &self.claims {
            match Value::parse(json.as_bytes(), LIMITS) {
                Ok(value) => claims.set(name, value),
                Err(_) => drop(claims.take(name)),
            }
        }
        sign(Claims::from(claims), key)
    }

    fn tags(&self) -> Value {
        let tags = self.tags.iter();
        let tags = tags.map(|(key, value)| (key.clone(), Value::Array(vec![Value::text(value)])));
        let keys = self.transitive_tag_keys.iter().map(|key| Value::text(key));
        let mut claim = Object::default();
        claim.set("principal_tags", Value::Object(tags.collect()));
        claim.set("transitive_tag_keys", Value::Array(keys.collect()));
        Value::Object(claim)
    }
}
