//! The settings that providers share.

use super::http_client::SharedHttpClient;
use super::region::{ProvideRegion, Region};
use super::region_chain::RegionProviderChain;
use crate::credentials::ProviderContext;
use crate::credentials::scope::Scope;
use crate::transport::Transport;

/// The settings that providers share: the region in which they call STS, and the HTTP client.
#[derive(Clone, Debug, Default)]
pub struct ProviderConfig {
    region: Option<Region>,
    http_client: Option<SharedHttpClient>,
}

impl ProviderConfig {
    /// Settings without a region in code: that of the environment and the profile is used.
    pub fn without_region() -> Self {
        Self::default()
    }

    /// Settings without a region in code: that of the environment and the profile is used.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Settings with the region of the environment, the selected profile or the EC2 instance.
    pub async fn with_default_region() -> Self {
        let region = RegionProviderChain::default_provider().region().await;
        Self::default().with_region(region)
    }

    /// Sets the region.
    #[must_use]
    pub fn with_region(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    /// Sets the HTTP client.
    #[must_use]
    pub fn with_http_client(self, client: impl Transport + 'static) -> Self {
        Self {
            http_client: Some(SharedHttpClient::new(client)),
            ..self
        }
    }

    /// The region.
    pub fn region(&self) -> Option<Region> {
        self.region.clone()
    }

    pub(super) fn context(&self) -> ProviderContext {
        let context = ProviderContext::new();
        match &self.http_client {
            Some(client) => context.with_transport(client.clone()),
            None => context,
        }
    }

    pub(super) fn scope(&self) -> Scope {
        let scope = Scope::new(&self.context());
        match &self.region {
            Some(region) => scope.with_region(region.clone().into()),
            None => scope,
        }
    }
}

/// The region that a provider chain or the like returns, in the form that settings take.
pub(super) async fn region_of(provider: Option<Box<dyn ProvideRegion>>) -> Option<Region> {
    match provider {
        Some(provider) => provider.region().await,
        None => None,
    }
}
