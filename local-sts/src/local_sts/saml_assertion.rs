//! SAML responses for tests.

use std::time::Duration;

use crate::saml::{Assertion, write};
use crate::service::Service;

/// The audience and the recipient of assertions for AWS.
const AWS: &str = "https://signin.aws.amazon.com/saml";

/// The lifetime of an assertion, in seconds.
const LIFETIME: i64 = 300;

/// A SAML response that is about to be encoded; see
/// [`LocalSts::saml_assertion`](super::LocalSts::saml_assertion). It has no signature.
#[derive(Clone, Debug)]
pub struct SamlAssertion {
    assertion: Assertion,
    now: i64,
}

impl SamlAssertion {
    pub(super) fn new(service: &Service, role_arn: &str, provider_arn: &str) -> Self {
        let state = service.state();
        let mut accounts = state.accounts();
        let issuer = accounts.find_map(|account| {
            let mut providers = account.saml_providers.values();
            let provider = providers.find(|provider| provider.arn(&account.id) == provider_arn)?;
            provider.issuers.first().cloned()
        });
        let now = service.now();
        Self {
            assertion: Assertion {
                issuer: issuer.unwrap_or_default(),
                subject: "ann@example.com".to_owned(),
                subject_type: "persistent".to_owned(),
                recipient: AWS.to_owned(),
                audiences: vec![AWS.to_owned()],
                not_before: Some(now),
                not_on_or_after: Some(now.saturating_add(LIFETIME)),
                roles: vec![(role_arn.to_owned(), provider_arn.to_owned())],
                role_session_name: Some("ann".to_owned()),
                ..Assertion::default()
            },
            now,
        }
    }

    /// Sets the issuer.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.assertion.issuer = issuer.into();
        self
    }

    /// Sets the subject, `ann@example.com` by default.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.assertion.subject = subject.into();
        self
    }

    /// Sets the audience.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.assertion.audiences = vec![audience.into()];
        self
    }

    /// Sets the name of the session, `ann` by default.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.assertion.role_session_name = Some(name.into());
        self
    }

    /// Sets the lifetime of the assertion, five minutes by default. An assertion with a lifetime of
    /// zero has expired.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.assertion.not_on_or_after = Some(self.after(lifetime));
        self
    }

    /// Limits the lifetime of the session.
    #[must_use]
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.assertion.session_not_on_or_after = Some(self.after(lifetime));
        self
    }

    /// Sets the source identity.
    #[must_use]
    pub fn source_identity(mut self, identity: impl Into<String>) -> Self {
        self.assertion.source_identity = Some(identity.into());
        self
    }

    /// Adds a session tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.assertion.tags.push((key.into(), value.into()));
        self
    }

    /// Adds a session tag that sessions of further roles in a chain inherit.
    #[must_use]
    pub fn transitive_tag(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        let mut assertion = self.tag(&key, value);
        assertion.assertion.transitive_tag_keys.push(key);
        assertion
    }

    /// The response in base64, as `AssumeRoleWithSAML` takes it.
    pub fn encode(&self) -> String {
        write(&self.assertion)
    }

    fn after(&self, lifetime: Duration) -> i64 {
        let lifetime = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        self.now.saturating_add(lifetime)
    }
}
