//! The config of clients, with the interface of `aws_types::SdkConfig` and `aws_sdk_sts::Config`.

use std::ops::Deref;

use querysmith_runtime::{Config, ConfigBuilder};

use super::app_name::AppName;
use super::behavior_version::BehaviorVersion;
use super::http_client::SharedHttpClient;
use super::identity_cache::IdentityCache;
use super::provider::{ProvideCredentials, SharedCredentialsProvider};
use super::region::Region;
use super::retry::RetryConfig;
use super::stalled_stream::StalledStreamProtectionConfig;
use super::timeout::TimeoutConfig;
use crate::transport::Transport;

/// The settings of clients. It dereferences to the [`Config`] of this crate, so that a client is
/// created from it by `Client::new(&config)`.
#[derive(Clone, Debug)]
pub struct SdkConfig {
    config: Config,
    shown: Shown,
}

/// Settings in the types of this module, for the getters and for derived configs.
#[derive(Clone, Debug, Default)]
struct Shown {
    region: Option<Region>,
    endpoint_url: Option<String>,
    app_name: Option<AppName>,
    retry: Option<RetryConfig>,
    timeout: Option<TimeoutConfig>,
    behavior_version: Option<BehaviorVersion>,
    identity_cache: Option<IdentityCache>,
}

impl SdkConfig {
    /// A builder without settings, credentials or a region.
    pub fn builder() -> SdkConfigBuilder {
        SdkConfigBuilder::new()
    }

    /// A copy of `config`, for code that makes the config of a service from the shared one.
    pub fn new(config: &Self) -> Self {
        config.clone()
    }

    /// A builder with the settings of this config.
    pub fn to_builder(&self) -> SdkConfigBuilder {
        SdkConfigBuilder {
            shown: self.shown.clone(),
            ..SdkConfigBuilder::of(self.config.to_builder())
        }
    }

    /// A builder with the settings of this config.
    pub fn into_builder(self) -> SdkConfigBuilder {
        self.to_builder()
    }

    /// The region that requests go to and are signed for.
    pub fn region(&self) -> Option<&Region> {
        self.shown.region.as_ref()
    }

    /// The URL that is set in code and replaces the endpoint.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.shown.endpoint_url.as_deref()
    }

    /// The name of the application.
    pub fn app_name(&self) -> Option<&AppName> {
        self.shown.app_name.as_ref()
    }

    /// The retry settings, if they are set in code.
    pub fn retry_config(&self) -> Option<&RetryConfig> {
        self.shown.retry.as_ref()
    }

    /// The timeouts, if they are set in code.
    pub fn timeout_config(&self) -> Option<&TimeoutConfig> {
        self.shown.timeout.as_ref()
    }

    /// The credentials provider, with its cache.
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        let provider = self.config.credentials_provider()?;
        Some(SharedCredentialsProvider::from(provider.clone()))
    }

    /// The HTTP client.
    pub fn http_client(&self) -> Option<SharedHttpClient> {
        self.config.transport().cloned().map(SharedHttpClient)
    }

    /// Whether endpoints with FIPS 140 validated cryptography are used.
    pub fn use_fips(&self) -> Option<bool> {
        Some(self.config.use_fips())
    }

    /// Whether endpoints with IPv4 and IPv6 addresses are used.
    pub fn use_dual_stack(&self) -> Option<bool> {
        Some(self.config.use_dual_stack())
    }

    /// The behavior version, which has no effect.
    pub fn behavior_version(&self) -> Option<BehaviorVersion> {
        self.shown.behavior_version
    }
}

impl Deref for SdkConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

impl AsRef<Config> for SdkConfig {
    fn as_ref(&self) -> &Config {
        &self.config
    }
}

impl From<SdkConfig> for Config {
    fn from(config: SdkConfig) -> Self {
        config.config
    }
}

impl From<Config> for SdkConfig {
    fn from(config: Config) -> Self {
        SdkConfigBuilder::of(config.to_builder()).build()
    }
}

impl From<&Self> for SdkConfig {
    fn from(config: &Self) -> Self {
        config.clone()
    }
}

/// Builds a [`SdkConfig`].
#[derive(Clone, Debug, Default)]
pub struct SdkConfigBuilder {
    config: ConfigBuilder,
    /// The provider that is set in code, without its cache.
    provider: Option<SharedCredentialsProvider>,
    shown: Shown,
}

impl From<&SdkConfig> for SdkConfigBuilder {
    fn from(config: &SdkConfig) -> Self {
        config.to_builder()
    }
}

impl SdkConfigBuilder {
    /// A builder without settings, credentials or a region.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with settings that were loaded from the machine.
    pub(super) fn of(config: ConfigBuilder) -> Self {
        Self {
            config,
            ..Self::default()
        }
    }

    /// Changes a setting of the config.
    fn set(&mut self, change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> &mut Self {
        self.config = change(std::mem::take(&mut self.config));
        self
    }

    /// Sets the region.
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.set_region(region);
        self
    }

    /// Sets the region. `None` keeps the setting.
    pub fn set_region(&mut self, region: impl Into<Option<Region>>) -> &mut Self {
        let Some(region) = region.into() else {
            return self;
        };
        self.shown.region = Some(region.clone());
        self.set(|config| config.region(region))
    }

    /// Sets the URL that requests are sent to instead of the endpoint of the service.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.set_endpoint_url(Some(url.into()));
        self
    }

    /// Sets the URL that requests are sent to. `None` keeps the setting.
    pub fn set_endpoint_url(&mut self, url: Option<String>) -> &mut Self {
        let Some(url) = url else {
            return self;
        };
        self.shown.endpoint_url = Some(url.clone());
        self.set(|config| config.endpoint_url(url))
    }

    /// Sets the credentials provider.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets the credentials provider. `None` keeps the setting.
    pub fn set_credentials_provider(
        &mut self,
        provider: Option<SharedCredentialsProvider>,
    ) -> &mut Self {
        if provider.is_some() {
            self.provider = provider;
        }
        self
    }

    /// Sets whether the credentials of the provider are cached.
    pub fn identity_cache(mut self, cache: IdentityCache) -> Self {
        self.set_identity_cache(Some(cache));
        self
    }

    /// Sets whether the credentials of the provider are cached. `None` keeps the setting.
    pub fn set_identity_cache(&mut self, cache: Option<IdentityCache>) -> &mut Self {
        self.shown.identity_cache = cache.or(self.shown.identity_cache);
        self
    }

    /// Sets the retry settings.
    pub fn retry_config(mut self, retry: RetryConfig) -> Self {
        self.set_retry_config(Some(retry));
        self
    }

    /// Sets the retry settings. `None` keeps the setting.
    pub fn set_retry_config(&mut self, retry: Option<RetryConfig>) -> &mut Self {
        let Some(retry) = retry else {
            return self;
        };
        self.set(|config| retry.apply(config));
        self.shown.retry = Some(retry);
        self
    }

    /// Sets the timeouts.
    pub fn timeout_config(mut self, timeout: TimeoutConfig) -> Self {
        self.set_timeout_config(Some(timeout));
        self
    }

    /// Sets the timeouts. `None` keeps the setting.
    pub fn set_timeout_config(&mut self, timeout: Option<TimeoutConfig>) -> &mut Self {
        let Some(timeout) = timeout else {
            return self;
        };
        self.set(|config| timeout.apply(config));
        self.shown.timeout = Some(timeout);
        self
    }

    /// Sets the name of the application, which is sent in the user agent.
    pub fn app_name(mut self, name: AppName) -> Self {
        self.set_app_name(Some(name));
        self
    }

    /// Sets the name of the application. `None` keeps the setting.
    pub fn set_app_name(&mut self, name: Option<AppName>) -> &mut Self {
        let Some(name) = name else {
            return self;
        };
        self.set(|config| config.app_id(name.as_ref()));
        self.shown.app_name = Some(name);
        self
    }

    /// Sets the HTTP client.
    pub fn http_client(mut self, client: impl Transport + 'static) -> Self {
        self.set(|config| config.transport(client));
        self
    }

    /// Sets the HTTP client. `None` keeps the setting.
    pub fn set_http_client(&mut self, client: Option<SharedHttpClient>) -> &mut Self {
        match client {
            Some(client) => self.set(|config| config.transport(client)),
            None => self,
        }
    }

    /// Accepts the settings of stalled stream protection, which have no effect.
    pub fn stalled_stream_protection(self, _protection: StalledStreamProtectionConfig) -> Self {
        self
    }

    /// Whether to use endpoints with FIPS 140 validated cryptography.
    pub fn use_fips(mut self, use_fips: impl Into<bool>) -> Self {
        self.set(|config| config.use_fips(use_fips.into()));
        self
    }

    /// Whether to use endpoints with IPv4 and IPv6 addresses.
    pub fn use_dual_stack(mut self, use_dual_stack: impl Into<bool>) -> Self {
        self.set(|config| config.use_dual_stack(use_dual_stack.into()));
        self
    }

    /// Sets the behavior version, which has no effect.
    pub fn behavior_version(mut self, version: BehaviorVersion) -> Self {
        self.shown.behavior_version = Some(version);
        self
    }

    /// Sets the latest behavior version, which has no effect.
    pub fn behavior_version_latest(self) -> Self {
        self.behavior_version(BehaviorVersion::latest())
    }

    /// Builds the config.
    pub fn build(mut self) -> SdkConfig {
        if let Some(provider) = self.provider.take() {
            let provider = match self.shown.identity_cache {
                Some(cache) => cache.apply(provider),
                None => provider,
            };
            self.set(|config| config.credentials_provider(provider));
        }
        let config = self.config.build();
        let mut shown = self.shown;
        if shown.region.is_none() {
            let region = config.region();
            shown.region = region.map(|region| Region::new(region.to_owned()));
        }
        if shown.app_name.is_none() {
            let name = config.app_id().map(str::to_owned);
            shown.app_name = name.and_then(|name| AppName::new(name).ok());
        }
        SdkConfig { config, shown }
    }
}
