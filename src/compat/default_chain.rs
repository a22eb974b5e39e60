//! The default credentials chain.

use super::provider::provide_by_field;
use super::provider_config::{ProviderConfig, region_of};
use super::region::ProvideRegion;
use crate::credentials::DefaultChain;

provide_by_field!(DefaultCredentialsChain);

/// The default credentials chain: environment, profile, web identity, container, EC2 instance.
#[derive(Clone, Debug)]
pub struct DefaultCredentialsChain {
    provider: DefaultChain,
}

impl DefaultCredentialsChain {
    /// A builder of the chain.
    pub fn builder() -> DefaultCredentialsChainBuilder {
        DefaultCredentialsChainBuilder::default()
    }
}

/// The default credentials chain.
pub async fn default_provider() -> DefaultCredentialsChain {
    DefaultCredentialsChain::builder().build().await
}

/// Builds a [`DefaultCredentialsChain`].
#[derive(Debug, Default)]
pub struct DefaultCredentialsChainBuilder {
    config: ProviderConfig,
    region: Option<Box<dyn ProvideRegion>>,
    profile: Option<String>,
}

impl DefaultCredentialsChainBuilder {
    /// Sets the settings that providers share.
    pub fn configure(mut self, config: ProviderConfig) -> Self {
        self.config = config;
        self
    }

    /// Sets the region in which STS is called.
    pub fn region(mut self, region: impl ProvideRegion + 'static) -> Self {
        self.region = Some(Box::new(region));
        self
    }

    /// Selects the profile of this name.
    pub fn profile_name(mut self, name: &str) -> Self {
        self.profile = Some(name.to_owned());
        self
    }

    /// Builds the chain.
    pub async fn build(self) -> DefaultCredentialsChain {
        let chain = DefaultChain::new(&self.config.context());
        let chain = match self.profile {
            Some(name) => chain.with_profile(name),
            None => chain,
        };
        let region = region_of(self.region).await;
        DefaultCredentialsChain {
            provider: match region.or_else(|| self.config.region()) {
                Some(region) => chain.with_region(region),
                None => chain,
            },
        }
    }
}
