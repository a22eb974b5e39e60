//! The config of this crate's clients.

mod loader;

use std::ops::Deref;

use querysmith_runtime::env::Env;
use querysmith_runtime::{ConfigBuilder, Error};

pub use loader::ConfigLoader;

/// The settings of a client: where to send calls, as whom, by which means and within which
/// limits.
///
/// Cloning is cheap, and clones share one pool of connections. It derefs to the runtime's config,
/// which has the getters, and which emitted clients take.
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
    /// A builder with no region, no credentials, and defaults for the rest. The environment is
    /// not looked at.
    pub fn builder() -> ConfigBuilder<Self> {
        ConfigBuilder::new()
    }

    /// The config that this computer describes: settings from the environment and the shared files
    /// (the region at last from instance metadata), and credentials from wherever AWS puts them, by
    /// the [default chain](crate::credentials::DefaultChain), behind a cache. [`ConfigLoader`] has
    /// more to say.
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

    /// The config that the environment variables of this process describe: region, credentials,
    /// endpoint URL and others, listed at [`ConfigBuilder::from_env`]. To set some of it in code,
    /// start with that and go on with the builder.
    ///
    /// ```no_run
    /// let config = querysmith::Config::from_env()?;
    /// # Ok::<(), querysmith::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) when a variable has a value
    /// that cannot be understood. A missing region or missing credentials are no error here: the
    /// calls that need them tell.
    pub fn from_env() -> Result<Self, Error> {
        Ok(ConfigBuilder::from_env(&Env::process())?.build())
    }

    /// A builder that starts from this config, for one that differs from it in something. All that
    /// is not set anew is shared: the transport with its connections, and the credentials with
    /// their cache.
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
    fn it_serves_where_the_runtimes_config_is_asked_for() {
        fn region(config: &querysmith_runtime::Config) -> Option<&str> {
            config.region()
        }
        let config = Config::builder().region("eu-west-1").build();
        assert_eq!(region(&config), Some("eu-west-1"));
    }

    #[test]
    fn it_turns_into_the_runtimes_config_and_back() {
        let config = Config::builder().region("eu-west-1").build();
        let inner: querysmith_runtime::Config = config.into();
        assert_eq!(Config::from(inner).region(), Some("eu-west-1"));
    }

    #[test]
    fn a_config_that_is_made_from_another_has_what_is_not_set_anew() {
        let config = Config::builder().region("eu-west-1").app_id("billing");
        let changed: Config = config.build().to_builder().region("eu-north-1").build();
        assert_eq!(changed.region(), Some("eu-north-1"));
        assert_eq!(changed.app_id(), Some("billing"));
    }
}
