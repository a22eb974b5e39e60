//! Credentials of a role that is assumed with a SAML assertion.

use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::session::Session;
use super::sts;
use super::token::TokenSource;

/// Provides the credentials of a role with `AssumeRoleWithSAML`. The call is not signed.
///
/// An assertion is valid for 5 minutes, so a new one is requested on each call. The name and the
/// tags of the session are in the assertion.
#[derive(Debug, Clone)]
pub struct SamlProvider {
    config: Config,
    role_arn: String,
    principal_arn: String,
    assertion: TokenSource,
    session: Session,
}

impl SamlProvider {
    /// A provider that assumes the role with this ARN, with a base64 `assertion` of the SAML
    /// provider in IAM with the ARN `principal_arn`. The call is sent to the region and endpoint of
    /// `config`, whose credentials are not used.
    pub fn new(
        config: &Config,
        role_arn: impl Into<String>,
        principal_arn: impl Into<String>,
        assertion: TokenSource,
    ) -> Self {
        Self {
            config: config.clone(),
            role_arn: role_arn.into(),
            principal_arn: principal_arn.into(),
            assertion,
            session: Session::default(),
        }
    }

    /// Sets the lifetime, in whole seconds; 1 hour by default.
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

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let subject = format!("SAML for the role {}", self.role_arn);
        let assertion = self.assertion.get(&subject).await?;
        let output = sts::client(&self.config)
            .assume_role_with_saml()
            .role_arn(&self.role_arn)
            .principal_arn(&self.principal_arn)
            .saml_assertion(assertion)
            .set_duration_seconds(self.session.duration_seconds())
            .set_policy(self.session.policy.clone())
            .set_policy_arns(self.session.policy_arns())
            .send()
            .await
            .map_err(|error| sts::failed(&subject, error))?;
        let arn = output.assumed_role_user.as_ref().map(|user| user.arn());
        sts::credentials_of(&subject, output.credentials, arn)
    }
}

impl ProvideCredentials for SamlProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
