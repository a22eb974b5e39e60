//! Credentials of a role that is assumed with other credentials.

use std::time::Duration;

use super::client_config::SdkConfig;
use super::loader;
use super::provider::{ProvideCredentials, SharedCredentialsProvider, provide_by_field};
use super::region::Region;
use crate::credentials::{AssumeRoleProvider as Native, Role};

provide_by_field!(AssumeRoleProvider);

/// The credentials of a role that is assumed with other credentials.
#[derive(Clone, Debug)]
pub struct AssumeRoleProvider {
    provider: Native,
}

impl AssumeRoleProvider {
    /// A builder of a provider for the role with this ARN.
    pub fn builder(role: impl Into<String>) -> AssumeRoleProviderBuilder {
        AssumeRoleProviderBuilder::new(role)
    }
}

/// Builds an [`AssumeRoleProvider`].
#[derive(Debug)]
pub struct AssumeRoleProviderBuilder {
    role: Role,
    config: Option<SdkConfig>,
    region: Option<Region>,
}

impl AssumeRoleProviderBuilder {
    /// A builder of a provider for the role with this ARN.
    pub fn new(role: impl Into<String>) -> Self {
        Self {
            role: Role::new(role),
            config: None,
            region: None,
        }
    }

    fn with(mut self, change: impl FnOnce(Role) -> Role) -> Self {
        self.role = change(self.role);
        self
    }

    /// Sets the name of the session.
    pub fn session_name(self, name: impl Into<String>) -> Self {
        self.with(|role| role.with_session_name(name))
    }

    /// Sets the lifetime of the credentials, in whole seconds.
    pub fn session_length(self, length: Duration) -> Self {
        self.with(|role| role.with_duration(length))
    }

    /// Sets the external id that the role's trust policy requires.
    pub fn external_id(self, id: impl Into<String>) -> Self {
        self.with(|role| role.with_external_id(id))
    }

    /// Sets a JSON session policy, which restricts the session.
    pub fn policy(self, policy: impl Into<String>) -> Self {
        self.with(|role| role.with_policy(policy))
    }

    /// Adds managed session policies, by their ARNs.
    pub fn policy_arns(self, arns: Vec<String>) -> Self {
        self.with(|role| arns.into_iter().fold(role, Role::with_policy_arn))
    }

    /// Adds session tags.
    pub fn tags<K, V>(self, tags: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        self.with(|role| {
            let add = |role: Role, (key, value)| role.with_tag(key, value);
            tags.into_iter().fold(role, add)
        })
    }

    /// Sets the region in which STS is called.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Sets the config that STS is called with. Its credentials assume the role, unless
    /// [`build_from_provider`](Self::build_from_provider) gets others.
    pub fn configure(mut self, config: &SdkConfig) -> Self {
        self.config = Some(config.clone());
        self
    }

    /// Builds the provider. Without [`configure`](Self::configure), the config is loaded from the
    /// machine.
    pub async fn build(self) -> AssumeRoleProvider {
        let config = match self.config {
            Some(config) => config,
            None => loader::load().await,
        };
        let config = config.into_builder().region(self.region).build();
        AssumeRoleProvider {
            provider: Native::new(&config, self.role),
        }
    }

    /// Builds the provider, which assumes the role with these credentials.
    pub async fn build_from_provider(
        self,
        provider: impl ProvideCredentials + 'static,
    ) -> AssumeRoleProvider {
        let built = self.build().await;
        let source = SharedCredentialsProvider::new(provider);
        AssumeRoleProvider {
            provider: built.provider.with_source(source),
        }
    }
}
