//! Creating a config, and deriving one from another.

use std::sync::Arc;

use super::{Config, ConfigBuilder, Settings};
use crate::credentials::ProvideCredentials;
use crate::error::Error;
use crate::system::env::Env;

impl Config {
    /// Creates a builder with default settings, without a region or credentials. The environment is
    /// not read.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The config that the environment variables of this process describe: region, credentials,
    /// endpoint URL and others. [`ConfigBuilder::from_env`] lists them, and accepts variables from
    /// elsewhere. Files are not read.
    ///
    /// ```no_run
    /// # extern crate querysmith_runtime as querysmith;
    /// let config = querysmith::Config::from_env()?;
    /// # Ok::<(), querysmith::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if a variable has an
    /// unexpected value. A missing region or missing credentials are not an error here: the calls
    /// that need them report it.
    pub fn from_env() -> Result<Self, Error> {
        Ok(ConfigBuilder::from_env(&Env::process())?.build())
    }

    /// Creates a builder with the settings of this config, to change some of them. The resulting
    /// config shares what is not changed: the transport with its connections, and the credentials
    /// provider with its cache.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::Config;
    ///
    /// let config = Config::builder().region("eu-west-1").app_id("billing").build();
    /// let config = config.to_builder().region("us-east-2").build();
    /// assert_eq!(config.region(), Some("us-east-2"));
    /// assert_eq!(config.app_id(), Some("billing"));
    /// ```
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::from_config(self)
    }

    /// Returns this config with another credentials provider. Everything else is shared, including
    /// the transport with its connections. A provider that
    /// [needs a cache](ProvideCredentials::needs_cache) is wrapped in one.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::{Config, Credentials};
    ///
    /// let config = Config::builder().region("eu-west-1").build();
    /// let config = config.with_credentials_provider(Credentials::new("AKID", "secret"));
    /// assert_eq!(config.region(), Some("eu-west-1"));
    /// ```
    #[must_use]
    pub fn with_credentials_provider(&self, provider: impl ProvideCredentials + 'static) -> Self {
        let mut settings = Settings::clone(&self.0);
        settings.credentials_provider = Some(Arc::new(provider));
        Self(Arc::new(settings.with_credentials_cache()))
    }
}
