//! Credentials of a role that is assumed with a web identity token.

use std::path::PathBuf;
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials as NativeProvider};

use super::provider::provide_by_field;
use super::provider_config::ProviderConfig;
use crate::credentials::scope::Scope;
use crate::credentials::{EnvironmentWebIdentity, TokenSource, WebIdentityProvider};

provide_by_field!(WebIdentityTokenCredentialsProvider);

/// The credentials of a role that is assumed with the web identity token in a file: that of a static
/// configuration, else of `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and
/// `AWS_ROLE_SESSION_NAME`.
#[derive(Clone, Debug)]
pub struct WebIdentityTokenCredentialsProvider {
    provider: Arc<dyn NativeProvider>,
}

impl WebIdentityTokenCredentialsProvider {
    /// A builder of the provider.
    pub fn builder() -> WebIdentityTokenCredentialsProviderBuilder {
        WebIdentityTokenCredentialsProviderBuilder::default()
    }
}

/// The token file, the role and the name of the session.
#[derive(Clone, Debug)]
pub struct StaticConfiguration {
    /// The path of the file with the token.
    pub web_identity_token_file: PathBuf,
    /// The ARN of the role.
    pub role_arn: String,
    /// The name of the session.
    pub session_name: String,
}

/// Builds a [`WebIdentityTokenCredentialsProvider`].
#[derive(Clone, Debug, Default)]
pub struct WebIdentityTokenCredentialsProviderBuilder {
    config: ProviderConfig,
    configuration: Option<StaticConfiguration>,
    policy: Option<String>,
    policy_arns: Vec<String>,
}

impl WebIdentityTokenCredentialsProviderBuilder {
    /// Sets the region in which STS is called, and the HTTP client.
    pub fn configure(mut self, config: &ProviderConfig) -> Self {
        self.config = config.clone();
        self
    }

    /// Sets the token file, the role and the name of the session. The environment is not read then.
    pub fn static_configuration(mut self, configuration: StaticConfiguration) -> Self {
        self.configuration = Some(configuration);
        self
    }

    /// Sets a JSON session policy. It applies only to a static configuration.
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets managed session policies, by their ARNs. They apply only to a static configuration.
    pub fn policy_arns(mut self, arns: Vec<String>) -> Self {
        self.policy_arns = arns;
        self
    }

    /// Builds the provider.
    pub fn build(self) -> WebIdentityTokenCredentialsProvider {
        let scope = self.config.scope();
        WebIdentityTokenCredentialsProvider {
            provider: match self.configuration {
                None => Arc::new(EnvironmentWebIdentity::new(scope)),
                Some(configuration) => Arc::new(StaticWebIdentity {
                    scope,
                    configuration,
                    policy: self.policy,
                    policy_arns: self.policy_arns,
                }),
            },
        }
    }
}

#[derive(Debug)]
struct StaticWebIdentity {
    scope: Scope,
    configuration: StaticConfiguration,
    policy: Option<String>,
    policy_arns: Vec<String>,
}

impl StaticWebIdentity {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let config = self.scope.sts_config().await?;
        let configuration = &self.configuration;
        let files = self.scope.context.files.clone();
        let token = TokenSource::file(files, &configuration.web_identity_token_file);
        let mut provider = WebIdentityProvider::new(&config, &configuration.role_arn, token)
            .with_session_name(&configuration.session_name);
        if let Some(policy) = &self.policy {
            provider = provider.with_policy(policy);
        }
        for arn in &self.policy_arns {
            provider = provider.with_policy_arn(arn);
        }
        provider.provide_credentials().await
    }
}

impl NativeProvider for StaticWebIdentity {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
