//! The credentials of a role in IAM Identity Center.

use querysmith_credentials::profile::SsoStep;

use super::provider::provide_by_field;
use super::provider_config::ProviderConfig;
use super::region::Region;
use crate::credentials::SsoProvider;

provide_by_field!(SsoCredentialsProvider);

/// The credentials of a role that is assigned to a user in IAM Identity Center, with the token that
/// `aws sso login` saved.
#[derive(Clone, Debug)]
pub struct SsoCredentialsProvider {
    provider: SsoProvider,
}

impl SsoCredentialsProvider {
    /// A builder of the provider.
    pub fn builder() -> SsoCredentialsProviderBuilder {
        SsoCredentialsProviderBuilder::default()
    }
}

/// Builds an [`SsoCredentialsProvider`]. Account, role, start URL and region are required: without
/// them, the provider returns an error.
#[derive(Clone, Debug, Default)]
pub struct SsoCredentialsProviderBuilder {
    config: ProviderConfig,
    start_url: String,
    region: Option<Region>,
    account_id: String,
    role_name: String,
    session_name: Option<String>,
}

impl SsoCredentialsProviderBuilder {
    /// Sets the settings that providers share.
    pub fn configure(mut self, config: &ProviderConfig) -> Self {
        self.config = config.clone();
        self
    }

    /// Sets the account.
    pub fn account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = id.into();
        self
    }

    /// Sets the role.
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.role_name = name.into();
        self
    }

    /// Sets the start URL.
    pub fn start_url(mut self, url: impl Into<String>) -> Self {
        self.start_url = url.into();
        self
    }

    /// Sets the region of IAM Identity Center.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Sets the session, whose token is refreshed.
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Builds the provider.
    pub fn build(self) -> SsoCredentialsProvider {
        let region = self.region.or_else(|| self.config.region());
        let region = region.map(String::from).unwrap_or_default();
        let step = SsoStep::new(self.start_url, region, self.account_id, self.role_name);
        let step = match self.session_name {
            Some(name) => step.with_session_name(name),
            None => step,
        };
        SsoCredentialsProvider {
            provider: SsoProvider::new(&self.config.context(), step),
        }
    }
}
