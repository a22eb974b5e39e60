//! The config of clients.

mod loader;

use std::ops::Deref;

use querysmith_runtime::env::Env;
use querysmith_runtime::{ConfigBuilder, Error};

pub use loader::ConfigLoader;

/// The settings of a client: region, endpoint, credentials, transport, retries and time limits.
///
/// Cloning is cheap, and clones share one connection pool. It derefs to the runtime's config, which
/// has the getters, and which emitted clients take.
///
/// ```
/// use querysmith::{Config, Credentials};
///
/// let config = Config::builder()
///     .region("eu-west-1")
///     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
///     .build();
/// assert_eq!(config.region(), Some("eu-west-1"));
/// ```
#[derive(Debug, Clone)]
pub struct Config(querysmith_runtime::Config);

impl Config {
    /// A builder without a region and credentials, and with defaults for the rest. It does not read
    /// the environment.
    pub fn builder() -> ConfigBuilder<Self> {
        ConfigBuilder::new()
    }

    /// Loads the config from the machine: settings from the environment and the shared files (with
    /// instance metadata as the last source of the region), and cached credentials from the
    /// [default chain](crate::credentials::DefaultChain). [`ConfigLoader`] has more options.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), querysmith::Error> {
    /// let config = querysmith::Config::load().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ConfigLoader::load`].
    pub async fn load() -> Result<Self, Error> {
        ConfigLoader::new().load().await
    }

    /// Loads the config from the environment variables of this process: region, credentials,
    /// endpoint URL and others, listed at [`ConfigBuilder::from_env`]. To set some of them in code,
    /// use the builder that it returns.
    ///
    /// ```no_run
    /// let config = querysmith::Config::from_env()?;
    /// # Ok::<(), querysmith::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) if a variable has an invalid
    /// value. A missing region or missing credentials are not an error here, but in calls that need
    /// them.
    pub fn from_env() -> Result<Self, Error> {
        Ok(ConfigBuilder::from_env(&Env::process())?.build())
    }

    /// A builder that starts with the settings of this config. What is not replaced is shared: the
    /// transport with its connections, and the credentials with their cache.
    pub fn to_builder(&self) -> ConfigBuilder<Self> {
        ConfigBuilder::from_config(self)
    }
}

impl Deref for Config {
    type Target = querysmith_runtime::Config;

    fn deref(&self) -> &querysmith_runtime::Config {
        &self.0
    }
}

impl AsRef<querysmith_runtime::Config> for Config {
    fn as_ref(&self) -> &querysmith_runtime::Config {
        &self.0
    }
}

impl From<querysmith_runtime::Config> for Config {
    fn from(config: querysmith_runtime::Config) -> Self {
        Self(config)
    }
}

impl From<Config> for querysmith_runtime::Config {
    fn from(config: Config) -> Self {
        config.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_derefs_to_the_runtimes_config() {
        fn region(config: &querysmith_runtime::Config) -> Option<&str> {
            config.region()
        }
        let config = Config::builder().region("eu-west-1").build();
        assert_eq!(region(&config), Some("eu-west-1"));
    }

    #[test]
    fn it_converts_to_the_runtimes_config_and_back() {
        let config = Config::builder().region("eu-west-1").build();
        let inner: querysmith_runtime::Config = config.into();
        assert_eq!(Config::from(inner).region(), Some("eu-west-1"));
    }

    #[test]
    fn a_derived_config_keeps_the_settings_that_are_not_replaced() {
        let config = Config::builder().region("eu-west-1").app_id("billing");
        let changed: Config = config.build().to_builder().region("eu-north-1").build();
        assert_eq!(changed.region(), Some("eu-north-1"));
        assert_eq!(changed.app_id(), Some("billing"));
    }
}
