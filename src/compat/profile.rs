//! Credentials of a profile in the shared files.

use super::provider::provide_by_field;
use super::provider_config::ProviderConfig;
use crate::credentials::ProfileProvider;

provide_by_field!(ProfileFileCredentialsProvider);

/// The credentials that a profile in the shared files configures.
#[derive(Clone, Debug)]
pub struct ProfileFileCredentialsProvider {
    provider: ProfileProvider,
}

impl ProfileFileCredentialsProvider {
    /// A builder of the provider.
    pub fn builder() -> ProfileFileCredentialsProviderBuilder {
        ProfileFileCredentialsProviderBuilder::default()
    }
}

/// Builds a [`ProfileFileCredentialsProvider`].
#[derive(Clone, Debug, Default)]
pub struct ProfileFileCredentialsProviderBuilder {
    config: ProviderConfig,
    profile: Option<String>,
}

impl ProfileFileCredentialsProviderBuilder {
    /// Sets the settings that providers share.
    pub fn configure(mut self, config: &ProviderConfig) -> Self {
        self.config = config.clone();
        self
    }

    /// Selects the profile of this name.
    pub fn profile_name(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Builds the provider.
    pub fn build(self) -> ProfileFileCredentialsProvider {
        let provider = ProfileProvider::new(&self.config.context());
        let provider = match self.profile {
            Some(name) => provider.with_profile(name),
            None => provider,
        };
        ProfileFileCredentialsProvider {
            provider: match self.config.region() {
                Some(region) => provider.with_region(region),
                None => provider,
            },
        }
    }
}
