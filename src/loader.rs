//! Loads a config from the environment and the shared files.

use querysmith_runtime::{Config, ConfigBuilder, Error};

use crate::credentials::scope::Scope;
use crate::credentials::{DefaultChain, MfaPrompt, ProviderContext};

/// Loads the config from the machine: settings from the environment and the shared files (with
/// instance metadata as the last source of the region), and cached credentials from the
/// [default chain](crate::credentials::DefaultChain). [`ConfigLoader`] has more options.
///
/// ```no_run
/// # async fn example() -> Result<(), querysmith::Error> {
/// let config = querysmith::load().await?;
/// let client = querysmith::sts::Client::new(&config);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The errors of [`ConfigLoader::load`].
pub async fn load() -> Result<Config, Error> {
    ConfigLoader::new().load().await
}

/// Loads a [`Config`] from the environment and the shared files, with credentials from the
/// [default chain](DefaultChain).
///
/// ```no_run
/// use querysmith::ConfigLoader;
///
/// # async fn example() -> Result<(), querysmith::Error> {
/// let config = ConfigLoader::new().profile("deploy").load().await?;
/// # Ok(())
/// # }
/// ```
///
/// In a test, all of its sources can be values:
///
/// ```
/// use querysmith::credentials::ProviderContext;
/// use querysmith::env::Env;
/// use querysmith::files::Files;
/// use querysmith::ConfigLoader;
///
/// # async fn example() -> Result<(), querysmith::Error> {
/// let env: Env = [("HOME", "/home/ann")].into_iter().collect();
/// let files: Files = [("/home/ann/.aws/config", "[default]\nregion = eu-west-1")]
///     .into_iter()
///     .collect();
/// let context = ProviderContext::new().with_env(env).with_files(files);
/// let config = ConfigLoader::new().context(context).load().await?;
/// assert_eq!(config.region(), Some("eu-west-1"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "call `load` to load the config"]
pub struct ConfigLoader {
    scope: Scope,
}

impl ConfigLoader {
    /// A loader that reads the environment and the files of the system.
    pub fn new() -> Self {
        Self {
            scope: Scope::new(&ProviderContext::new()),
        }
    }

    /// Sets the environment, files, clock, timer, transport and processes to use.
    pub fn context(mut self, context: ProviderContext) -> Self {
        self.scope = self.scope.with_context(context);
        self
    }

    /// Selects the profile of this name, which takes precedence over `AWS_PROFILE`. Its credentials
    /// take precedence over an access key in the environment; a warning names the ignored
    /// variables.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.scope = self.scope.with_profile(name.into());
        self
    }

    /// Sets the region, which takes precedence over those of the environment, the profile and the
    /// EC2 instance.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.scope = self.scope.with_region(region.into());
        self
    }

    /// Sets the prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    pub fn mfa_prompt(mut self, prompt: MfaPrompt) -> Self {
        self.scope = self.scope.with_mfa_prompt(prompt);
        self
    }

    /// The credentials chain of the config, for example for [`DefaultChain::explain`].
    pub fn default_chain(&self) -> DefaultChain {
        DefaultChain::of(self.scope.clone())
    }

    /// Loads the settings into a builder, so that some can be set in code.
    ///
    /// # Errors
    ///
    /// The errors of [`load`](Self::load).
    pub async fn builder(&self) -> Result<ConfigBuilder, Error> {
        let loaded = self.scope.load().await?;
        let builder = self.scope.config(&loaded.settings).await?;
        Ok(builder.credentials_provider(self.default_chain()))
    }

    /// Loads the config. Each file is read on a separate thread, with a time limit of 4 s by
    /// default ([`Files::with_read_timeout`](crate::files::Files::with_read_timeout)). If no region
    /// is set in code, in the environment or in the profile, it is that of the EC2 instance that
    /// the program runs on. Only then is the instance metadata service called, which takes up to 1
    /// s if there is none. Credentials are resolved when a call first needs them, and then cached;
    /// all clones of the config share them.
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if a file that a
    /// variable names cannot be read, a line of the selected profile does not follow the grammar,
    /// or a setting has an unexpected value. The error shows where. The same kind if the profile
    /// that is selected in code or by `AWS_PROFILE` does not exist, unless an access key in the
    /// environment takes precedence over `AWS_PROFILE`. A missing setting is not an error here, but
    /// in calls that need it.
    pub async fn load(&self) -> Result<Config, Error> {
        Ok(self.builder().await?.build())
    }
}

impl Default for ConfigLoader {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use querysmith_runtime::Credentials;

    #[test]
    fn there_is_one_config_and_one_builder() {
        fn build(builder: crate::ConfigBuilder) -> crate::Config {
            builder.build()
        }
        let config = build(crate::Config::builder().region("eu-west-1"));
        let runtime: &querysmith_runtime::Config = &config;
        let with_credentials: crate::Config =
            runtime.with_credentials_provider(Credentials::new("AKID", "secret"));
        assert_eq!(with_credentials.region(), Some("eu-west-1"));
    }
}
