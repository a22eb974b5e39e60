//! The sources of a region on a machine, and chains of them.

use querysmith_credentials::profile::ProfileLoader;
use querysmith_runtime::env::Env;

use super::region::{ProvideRegion, ProvideRegionFuture, Region};
use crate::ConfigLoader;
use crate::credentials::{InstanceMetadataProvider, ProviderContext};

/// Sources of a region that are tried in order.
#[derive(Debug)]
pub struct RegionProviderChain {
    providers: Vec<Box<dyn ProvideRegion>>,
}

impl RegionProviderChain {
    /// A chain that begins with this source.
    pub fn first_try(provider: impl ProvideRegion + 'static) -> Self {
        Self {
            providers: vec![Box::new(provider)],
        }
    }

    /// A chain that begins with the environment, the selected profile and the EC2 instance.
    pub fn default_provider() -> Self {
        Self::first_try(DefaultRegionChain::builder().build())
    }

    /// Adds a source.
    pub fn or_else(mut self, fallback: impl ProvideRegion + 'static) -> Self {
        self.providers.push(Box::new(fallback));
        self
    }

    /// Adds the environment, the selected profile and the EC2 instance.
    pub fn or_default_provider(self) -> Self {
        self.or_else(DefaultRegionChain::builder().build())
    }

    /// The region of the first source that has one.
    pub async fn region(&self) -> Option<Region> {
        for provider in &self.providers {
            if let Some(region) = provider.region().await {
                return Some(region);
            }
        }
        None
    }
}

impl ProvideRegion for RegionProviderChain {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::new(self.region())
    }
}

/// The region of the environment, else of the selected profile, else of the EC2 instance.
#[derive(Debug)]
pub struct DefaultRegionChain {
    loader: ConfigLoader,
}

impl DefaultRegionChain {
    /// A builder of the chain.
    pub fn builder() -> DefaultRegionChainBuilder {
        DefaultRegionChainBuilder::default()
    }

    /// The region; `None` if there is none, or if the environment or a file has an invalid setting.
    /// Calls with a config that is loaded from there report the setting.
    pub async fn region(&self) -> Option<Region> {
        let config = self.loader.load().await.ok()?;
        config.region().map(|region| Region::new(region.to_owned()))
    }
}

impl ProvideRegion for DefaultRegionChain {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::new(self.region())
    }
}

/// Builds a [`DefaultRegionChain`].
#[derive(Debug, Default)]
pub struct DefaultRegionChainBuilder {
    loader: ConfigLoader,
}

impl DefaultRegionChainBuilder {
    /// Selects the profile of this name.
    pub fn profile_name(mut self, name: &str) -> Self {
        self.loader = self.loader.profile(name);
        self
    }

    /// Builds the chain.
    pub fn build(self) -> DefaultRegionChain {
        DefaultRegionChain {
            loader: self.loader,
        }
    }
}

/// The region in `AWS_REGION`, else in `AWS_DEFAULT_REGION`.
#[derive(Debug)]
pub struct EnvironmentVariableRegionProvider {
    env: Env,
}

impl EnvironmentVariableRegionProvider {
    /// Reads the environment of this process.
    pub fn new() -> Self {
        Self {
            env: Env::process(),
        }
    }
}

impl Default for EnvironmentVariableRegionProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideRegion for EnvironmentVariableRegionProvider {
    fn region(&self) -> ProvideRegionFuture<'_> {
        let region = self.env.get("AWS_REGION");
        let region = region.or_else(|| self.env.get("AWS_DEFAULT_REGION"));
        ProvideRegionFuture::ready(region.map(Region::new))
    }
}

/// The region of a profile in the shared files.
#[derive(Debug)]
pub struct ProfileFileRegionProvider {
    loader: ProfileLoader,
    profile: Option<String>,
}

impl ProfileFileRegionProvider {
    /// Reads the profile that `AWS_PROFILE` names, by default `default`.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A builder of the provider.
    pub fn builder() -> ProfileFileRegionProviderBuilder {
        ProfileFileRegionProviderBuilder::default()
    }

    async fn look_up(&self) -> Option<Region> {
        let mut profiles = self.loader.load().await.ok()?;
        if let Some(name) = &self.profile {
            profiles = profiles.with_selected(name);
        }
        let region = profiles.selected()?.get("region")?;
        Some(Region::new(region.to_owned()))
    }
}

impl Default for ProfileFileRegionProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideRegion for ProfileFileRegionProvider {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::new(self.look_up())
    }
}

/// Builds a [`ProfileFileRegionProvider`].
#[derive(Debug, Default)]
pub struct ProfileFileRegionProviderBuilder {
    profile: Option<String>,
}

impl ProfileFileRegionProviderBuilder {
    /// Selects the profile of this name.
    pub fn profile_name(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Builds the provider.
    pub fn build(self) -> ProfileFileRegionProvider {
        let context = ProviderContext::new();
        ProfileFileRegionProvider {
            loader: ProfileLoader::new(&context.env, &context.files),
            profile: self.profile,
        }
    }
}

/// The region that the EC2 instance is in.
#[derive(Debug)]
pub struct ImdsRegionProvider {
    provider: InstanceMetadataProvider,
}

impl ImdsRegionProvider {
    /// A builder of the provider.
    pub fn builder() -> ImdsRegionProviderBuilder {
        ImdsRegionProviderBuilder(())
    }

    /// The region, if the program runs on an EC2 instance.
    pub async fn region(&self) -> Option<Region> {
        self.provider.region().await.ok().map(Region::new)
    }
}

impl ProvideRegion for ImdsRegionProvider {
    fn region(&self) -> ProvideRegionFuture<'_> {
        ProvideRegionFuture::new(self.region())
    }
}

/// Builds an [`ImdsRegionProvider`].
#[derive(Debug, Default)]
pub struct ImdsRegionProviderBuilder(());

impl ImdsRegionProviderBuilder {
    /// Builds the provider.
    pub fn build(self) -> ImdsRegionProvider {
        ImdsRegionProvider {
            provider: InstanceMetadataProvider::new(&ProviderContext::new()),
        }
    }
}
