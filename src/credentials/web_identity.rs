//! Credentials of a role that is assumed with a web identity token.

use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::retry::{ClassifyRetry, RetryDecision, RetryReason};
use querysmith_runtime::{Config, Credentials, CredentialsError, Error, ProvideCredentials};

use super::session::Session;
use super::sts;
use super::token::TokenSource;

/// Provides the credentials of a role with `AssumeRoleWithWebIdentity`: with the token of an
/// identity provider, such as that of a Kubernetes cluster. The call is not signed. It is retried if
/// STS could not retrieve the verification key of the identity provider.
///
/// The [default chain](super::DefaultChain) uses it for `AWS_WEB_IDENTITY_TOKEN_FILE`.
#[derive(Debug, Clone)]
pub struct WebIdentityProvider {
    config: Config,
    role_arn: String,
    token: TokenSource,
    session: Session,
    provider_id: Option<String>,
}

impl WebIdentityProvider {
    /// A provider that assumes the role with this ARN, with a token from `token`. The call is sent
    /// to the region and endpoint of `config`, whose credentials are not used.
    pub fn new(config: &Config, role_arn: impl Into<String>, token: TokenSource) -> Self {
        let builder = config.to_builder().retry_classifier(VerificationKey);
        Self {
            config: builder.build(),
            role_arn: role_arn.into(),
            token,
            session: Session::default(),
            provider_id: None,
        }
    }

    /// Sets the name of the session. The default is `querysmith-<milliseconds since 1970>`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session.name = Some(name.into());
        self
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

    /// Sets the host name of the identity provider, for OAuth 2.0 access tokens only.
    #[must_use]
    pub fn with_provider_id(mut self, id: impl Into<String>) -> Self {
        self.provider_id = Some(id.into());
        self
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let subject = format!("web identity for the role {}", self.role_arn);
        let token = self.token.get(&subject).await?;
        let name = self.session.name.clone();
        let output = sts::client(&self.config)
            .assume_role_with_web_identity()
            .role_arn(&self.role_arn)
            .role_session_name(name.unwrap_or_else(|| sts::default_session_name(&self.config)))
            .web_identity_token(token)
            .set_provider_id(self.provider_id.clone())
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

/// Retries when STS could not get the keys of the identity provider. That error has the code for an
/// invalid token, which is otherwise permanent.
#[derive(Debug)]
struct VerificationKey;

impl ClassifyRetry for VerificationKey {
    fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
        let is_unavailable = error.code() == Some("InvalidIdentityToken")
            && error
                .message()
                .is_some_and(|message| message.contains("retrieve verification key"));
        match is_unavailable {
            true => RetryDecision::retry(RetryReason::Transient),
            false => so_far,
        }
    }
}

impl ProvideCredentials for WebIdentityProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
