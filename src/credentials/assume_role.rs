//! Credentials of a role that is assumed with other credentials.

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{
    Config, Credentials, CredentialsError, ProvideCredentials, SensitiveString,
};

use super::role::Role;
use super::source::Source;
use super::sts;

/// Provides the credentials of a role with `AssumeRole`.
///
/// The call is signed with the credentials of the config, or of a
/// [source](Self::with_source), and sent to the region and endpoint of the config. Its time limit
/// is 30 s, or the config's `operation_timeout` if that is less. A config wraps this provider in a
/// cache, so STS is called once per lifetime of the credentials.
///
/// The credentials in the response of a direct call, `output.credentials` of `assume_role`,
/// are used with [`from_sts`](super::from_sts).
///
/// The error of the call is the [source](std::error::Error::source) of the provider's error.
#[derive(Debug, Clone)]
pub struct AssumeRoleProvider {
    source: Source,
    role: Role,
}

impl AssumeRoleProvider {
    /// A provider that assumes `role` with the credentials of `config`.
    pub fn new(config: &Config, role: Role) -> Self {
        Self {
            source: Source::of(config),
            role,
        }
    }

    /// Sets other credentials with which to assume the role. A provider that
    /// [needs a cache](ProvideCredentials::needs_cache) is wrapped in one.
    #[must_use]
    pub fn with_source(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.source = self.source.with(provider);
        self
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let role = &self.role;
        let subject = format!("role {}", role.arn);
        let source = self.source.get(&subject).await?;
        let code = self.mfa_code(&subject).await?;
        let config = self.source.config();
        let name = role.session.name.clone();
        let outcome = self
            .source
            .client(&source)
            .assume_role()
            .role_arn(&role.arn)
            .role_session_name(name.unwrap_or_else(|| sts::default_session_name(config)))
            .set_duration_seconds(role.session.duration_seconds())
            .set_policy(role.session.policy.clone())
            .set_policy_arns(role.session.policy_arns())
            .set_tags(role.tags()?)
            .set_transitive_tag_keys(role.transitive_tag_keys())
            .set_external_id(role.external_id.clone())
            .set_source_identity(role.source_identity.clone())
            .set_serial_number(role.mfa_serial.clone())
            .set_token_code(code)
            .send()
            .await;
        let output = outcome.map_err(|error| self.source.failed(&subject, error, &source))?;
        let arn = output.assumed_role_user.as_ref().map(|user| user.arn());
        sts::credentials_of(&subject, output.credentials, arn)
    }

    async fn mfa_code(&self, subject: &str) -> Result<Option<SensitiveString>, CredentialsError> {
        match (&self.role.mfa_serial, &self.role.mfa_prompt) {
            (None, _) => Ok(None),
            (Some(serial), Some(prompt)) => Ok(Some(prompt.ask(serial).await?)),
            (Some(serial), None) => Err(CredentialsError::failed(format!(
                "{subject}: a code of the MFA device {serial} is required, but there is no prompt \
                 to ask the user for it; set an MFA prompt in the provider"
            ))),
        }
    }
}

impl ProvideCredentials for AssumeRoleProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
