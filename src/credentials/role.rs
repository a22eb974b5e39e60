//! A role to assume, with its session parameters.

use std::time::Duration;

use querysmith_credentials::profile::AssumeRoleStep;
use querysmith_runtime::CredentialsError;
use querysmith_sts::types::Tag;

use super::mfa::MfaPrompt;
use super::session::{Session, from_seconds};

/// A role to assume, with its session parameters. They are validated by STS, not here.
#[derive(Debug, Clone)]
pub struct Role {
    pub(super) arn: String,
    pub(super) session: Session,
    pub(super) external_id: Option<String>,
    pub(super) source_identity: Option<String>,
    pub(super) tags: Vec<(String, String)>,
    pub(super) transitive_tag_keys: Vec<String>,
    pub(super) mfa_serial: Option<String>,
    pub(super) mfa_prompt: Option<MfaPrompt>,
}

impl Role {
    /// The role with this ARN: `arn:aws:iam::123456789012:role/Deploy`.
    pub fn new(arn: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            session: Session::default(),
            external_id: None,
            source_identity: None,
            tags: Vec::new(),
            transitive_tag_keys: Vec::new(),
            mfa_serial: None,
            mfa_prompt: None,
        }
    }

    /// The role that a profile assumes.
    pub(super) fn from_step(step: &AssumeRoleStep) -> Self {
        let mut role = Self::new(&step.role_arn);
        role.session.name = step.role_session_name.clone();
        role.session.duration = step.duration_seconds.map(from_seconds);
        role.external_id = step.external_id.clone();
        role.mfa_serial = step.mfa_serial.clone();
        role
    }

    /// The ARN of the role.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Sets the name of the session, which appears in CloudTrail. The default is
    /// `querysmith-<milliseconds since 1970>`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session.name = Some(name.into());
        self
    }

    /// Sets the lifetime, in whole seconds; 1 hour by default. It ranges from 15 minutes to the
    /// maximum of the role, or to 1 hour if the role is assumed with the session of another role.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.session.duration = Some(duration);
        self
    }

    /// Sets a JSON session policy, which restricts the session.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.session.policy = Some(policy.into());
        self
    }

    /// Adds a managed session policy, by its ARN, which restricts the session.
    #[must_use]
    pub fn with_policy_arn(mut self, arn: impl Into<String>) -> Self {
        self.session.policy_arns.push(arn.into());
        self
    }

    /// Sets the external id that the role's trust policy requires.
    #[must_use]
    pub fn with_external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets the source identity: the original identity, which persists in chained sessions.
    #[must_use]
    pub fn with_source_identity(mut self, identity: impl Into<String>) -> Self {
        self.source_identity = Some(identity.into());
        self
    }

    /// Adds a session tag.
    #[must_use]
    pub fn with_tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Adds a transitive session tag, which persists in chained sessions.
    #[must_use]
    pub fn with_transitive_tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        self.transitive_tag_keys.push(key.clone());
        self.with_tag(key, value)
    }

    /// Uses the MFA device with this serial number or ARN. `prompt` asks the user for a code each
    /// time the role is assumed.
    #[must_use]
    pub fn with_mfa(mut self, serial: impl Into<String>, prompt: MfaPrompt) -> Self {
        self.mfa_serial = Some(serial.into());
        self.mfa_prompt = Some(prompt);
        self
    }

    pub(super) fn tags(&self) -> Result<Option<Vec<Tag>>, CredentialsError> {
        let tag = |(key, value): &(String, String)| Tag::builder().key(key).value(value).build();
        let tags: Result<Vec<_>, _> = self.tags.iter().map(tag).collect();
        let tags = tags.map_err(|error| {
            CredentialsError::failed(format!("a tag of the role {}: {error}", self.arn))
        })?;
        Ok((!tags.is_empty()).then_some(tags))
    }

    pub(super) fn transitive_tag_keys(&self) -> Option<Vec<String>> {
        (!self.transitive_tag_keys.is_empty()).then(|| self.transitive_tag_keys.clone())
    }
}
