//! Loads a config from the machine.

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{
    Config, Credentials, CredentialsError, ProvideCredentials as NativeProvider,
};

use super::app_name::AppName;
use super::behavior_version::BehaviorVersion;
use super::client_config::{SdkConfig, SdkConfigBuilder};
use super::credentials::Credentials as CompatCredentials;
use super::http_client::SharedHttpClient;
use super::identity_cache::IdentityCache;
use super::provider::{ProvideCredentials, SharedCredentialsProvider};
use super::provider_config::region_of;
use super::region::ProvideRegion;
use super::retry::RetryConfig;
use super::stalled_stream::StalledStreamProtectionConfig;
use super::timeout::TimeoutConfig;
use crate::ConfigLoader as Native;
use crate::transport::Transport;

/// A loader with the defaults of `version`. All versions have the same defaults.
pub fn defaults(version: BehaviorVersion) -> ConfigLoader {
    ConfigLoader::default().behavior_version(version)
}

/// Loads the config from the machine.
pub async fn load_defaults(version: BehaviorVersion) -> SdkConfig {
    defaults(version).load().await
}

/// A loader with the latest defaults.
pub fn from_env() -> ConfigLoader {
    ConfigLoader::default()
}

/// Loads the config from the machine.
pub async fn load_from_env() -> SdkConfig {
    load().await
}

/// Loads the config from the machine.
pub(super) async fn load() -> SdkConfig {
    ConfigLoader::default().load().await
}

/// Loads a config from the environment and the shared files. Settings in code take precedence.
#[derive(Debug, Default)]
#[must_use = "call `load` to load the config"]
pub struct ConfigLoader {
    native: Native,
    region: Option<Box<dyn ProvideRegion>>,
    endpoint_url: Option<String>,
    credentials: Option<SharedCredentialsProvider>,
    identity_cache: Option<IdentityCache>,
    retry: Option<RetryConfig>,
    timeout: Option<TimeoutConfig>,
    app_name: Option<AppName>,
    http_client: Option<SharedHttpClient>,
    use_fips: Option<bool>,
    use_dual_stack: Option<bool>,
    behavior_version: Option<BehaviorVersion>,
}

impl ConfigLoader {
    /// Sets the behavior version, which has no effect.
    pub fn behavior_version(mut self, version: BehaviorVersion) -> Self {
        self.behavior_version = Some(version);
        self
    }

    /// Sets the source of the region. If the source has none, the region is that of the
    /// environment, the profile or the EC2 instance.
    pub fn region(mut self, region: impl ProvideRegion + 'static) -> Self {
        self.region = Some(Box::new(region));
        self
    }

    /// Selects the profile of this name.
    pub fn profile_name(mut self, name: impl Into<String>) -> Self {
        self.native = self.native.profile(name);
        self
    }

    /// Sets the URL that requests are sent to instead of the endpoint of the service.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Sets the credentials provider, instead of the default chain.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// Sets whether the credentials of a provider that is set in code are cached.
    pub fn identity_cache(mut self, cache: IdentityCache) -> Self {
        self.identity_cache = Some(cache);
        self
    }

    /// Loads no credentials: calls that have to be signed fail.
    pub fn no_credentials(mut self) -> Self {
        let provider: std::sync::Arc<dyn NativeProvider> = std::sync::Arc::new(NoCredentials);
        self.credentials = Some(provider.into());
        self
    }

    /// Signs with dummy credentials, for tests.
    pub fn test_credentials(self) -> Self {
        self.credentials_provider(CompatCredentials::for_tests())
    }

    /// Sets the retry settings.
    pub fn retry_config(mut self, retry: RetryConfig) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sets the timeouts.
    pub fn timeout_config(mut self, timeout: TimeoutConfig) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the name of the application, which is sent in the user agent.
    pub fn app_name(mut self, name: AppName) -> Self {
        self.app_name = Some(name);
        self
    }

    /// Sets the HTTP client.
    pub fn http_client(mut self, client: impl Transport + 'static) -> Self {
        self.http_client = Some(SharedHttpClient::new(client));
        self
    }

    /// Accepts the settings of stalled stream protection, which have no effect.
    pub fn stalled_stream_protection(self, _protection: StalledStreamProtectionConfig) -> Self {
        self
    }

    /// Whether to use endpoints with FIPS 140 validated cryptography.
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = Some(use_fips);
        self
    }

    /// Whether to use endpoints with IPv4 and IPv6 addresses.
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = Some(use_dual_stack);
        self
    }

    /// Loads the config. If the environment or a file has an invalid setting, calls with the config
    /// fail with the error that [`ConfigLoader::load`](crate::ConfigLoader::load) returns.
    pub async fn load(self) -> SdkConfig {
        let region = region_of(self.region).await;
        let mut loader = self.native;
        if let Some(region) = &region {
            loader = loader.region(region.clone());
        }
        let loaded = match loader.builder().await {
            Ok(builder) => builder,
            Err(error) => Config::builder()
                .credentials_provider(loader.default_chain())
                .invalid(error),
        };
        let mut builder = SdkConfigBuilder::of(loaded).region(region);
        if let Some(version) = self.behavior_version {
            builder = builder.behavior_version(version);
        }
        if let Some(use_fips) = self.use_fips {
            builder = builder.use_fips(use_fips);
        }
        if let Some(use_dual_stack) = self.use_dual_stack {
            builder = builder.use_dual_stack(use_dual_stack);
        }
        builder
            .set_endpoint_url(self.endpoint_url)
            .set_credentials_provider(self.credentials)
            .set_identity_cache(self.identity_cache)
            .set_retry_config(self.retry)
            .set_timeout_config(self.timeout)
            .set_app_name(self.app_name)
            .set_http_client(self.http_client);
        builder.build()
    }
}

/// Provides no credentials.
#[derive(Debug)]
struct NoCredentials;

impl NativeProvider for NoCredentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let error = CredentialsError::not_configured("the config was loaded with no_credentials()");
        Box::pin(std::future::ready(Err(error)))
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use querysmith_runtime::{ErrorKind, ProvideErrorMetadata};

    use super::*;
    use crate::compat::region::Region;
    use crate::credentials::ProviderContext;
    use crate::env::Env;
    use crate::files::Files;

    fn loader(variables: &[(&str, &str)], config: &'static str) -> ConfigLoader {
        let home = [("HOME", "/home/ann"), ("AWS_EC2_METADATA_DISABLED", "true")];
        let env: Env = home.iter().chain(variables).copied().collect();
        let files: Files = [("/home/ann/.aws/config", config)].into_iter().collect();
        let context = ProviderContext::new().with_env(env).with_files(files);
        ConfigLoader {
            native: Native::new().context(context),
            ..ConfigLoader::default()
        }
    }

    async fn call(config: &SdkConfig) -> querysmith_runtime::Error {
        let client = querysmith_sts::Client::new(config);
        client
            .get_caller_identity()
            .send()
            .await
            .unwrap_err()
            .into()
    }

    #[tokio::test]
    async fn an_invalid_setting_surfaces_at_the_call_even_of_a_derived_config() {
        let config = loader(&[("AWS_MAX_ATTEMPTS", "many")], "")
            .region("eu-west-1")
            .load()
            .await;
        assert_eq!(config.region(), Some(&Region::new("eu-west-1")));
        let derived = config.to_builder().region(Region::new("us-east-2")).build();
        for config in [config, derived] {
            let error = call(&config).await;
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert_eq!(error.operation(), Some("GetCallerIdentity"));
            assert!(error.as_service_error().is_none());
            let text = error.to_string();
            assert!(
                text.contains("AWS_MAX_ATTEMPTS") && text.contains("many"),
                "{text}"
            );
        }
    }

    #[tokio::test]
    async fn a_missing_profile_comes_before_a_missing_region() {
        let config = loader(&[], "[default]\n")
            .profile_name("deploy")
            .load()
            .await;
        let text = call(&config).await.to_string();
        assert!(text.contains("deploy"), "{text}");
    }

    #[tokio::test]
    async fn settings_in_code_take_precedence_over_the_profile() {
        let profile = "[default]\nregion = eu-west-1\nmax_attempts = 2\nsdk_ua_app_id = file";
        let config = loader(&[], profile).load().await;
        assert_eq!(config.region().map(AsRef::as_ref), Some("eu-west-1"));
        assert_eq!(config.app_name().map(AsRef::as_ref), Some("file"));
        assert_eq!(config.max_attempts(), 2);
        let config = loader(&[], profile)
            .region(Region::new("us-east-2"))
            .retry_config(RetryConfig::standard().with_max_attempts(7))
            .app_name(AppName::new("code").unwrap())
            .endpoint_url("http://localhost:4566")
            .load()
            .await;
        assert_eq!(config.region().map(AsRef::as_ref), Some("us-east-2"));
        assert_eq!(config.app_id(), Some("code"));
        assert_eq!(config.max_attempts(), 7);
        assert_eq!(config.endpoint_url_of_all(), Some("http://localhost:4566"));
    }

    #[tokio::test]
    async fn without_credentials_a_call_is_not_signed_with_those_of_the_environment() {
        let keys = [
            ("AWS_ACCESS_KEY_ID", "AKID"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
        ];
        let config = loader(&keys, "")
            .region("eu-west-1")
            .no_credentials()
            .load()
            .await;
        let error = call(&config).await;
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.to_string().contains("no_credentials()"), "{error}");
    }
}
