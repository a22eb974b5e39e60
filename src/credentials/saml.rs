//! Credentials of a role that is assumed with a SAML assertion.

use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::session::Session;
use super::sts;
use super::token::TokenSource;

/// Gives the credentials of a role, by `AssumeRoleWithSAML`. The call is not signed.
///
/// An assertion is good for 5 minutes, so a new one is asked for each time. The name of the session
/// and its tags are in the assertion.
#[derive(Debug, Clone)]
pub struct SamlProvider {
    config: Config,
    role_arn: String,
    principal_arn: String,
    assertion: TokenSource,
    session: Session,
}

impl SamlProvider {
    /// Assumes the role with this ARN with what `assertion` gives, in base64, of the SAML provider
    /// in IAM with the ARN `principal_arn`. The call goes to the region and endpoint of `config`,
    /// whose credentials are not used.
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

    /// With a lifetime, in whole seconds; 1 hour by default.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.session.duration = Some(duration);
        self
    }

    /// With a JSON policy that narrows the session.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.session.policy = Some(policy.into());
        self
    }

    /// With one more managed policy that narrows the session, by its ARN.
    #[must_use]
    pub fn with_policy_arn(mut self, arn: impl Into<String>) -> Self {
        self.session.policy_arns.push(arn.into());
        self
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let whom = format!("SAML for the role {}", self.role_arn);
        let assertion = self.assertion.get(&whom).await?;
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
            .map_err(|error| sts::failed(&whom, error))?;
        let arn = output.assumed_role_user.as_ref().map(|user| user.arn());
        sts::credentials_of(&whom, output.credentials, arn)
    }
}

impl ProvideCredentials for SamlProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
