//! Loads a config from the environment and the shared files.

use querysmith_runtime::{Config, ConfigBuilder, Error};

use crate::credentials::scope::Scope;
use crate::credentials::{DefaultChain, MfaPrompt, ProviderContext};

/// The config that this computer describes: settings from the environment and the shared files (the
/// region, where nothing else sets one, from instance metadata), and credentials from the
/// [default chain](crate::credentials::DefaultChain), behind a cache. [`ConfigLoader`] has options.
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
/// Those of [`ConfigLoader::load`].
pub async fn load() -> Result<Config, Error> {
    ConfigLoader::new().load().await
}

/// Makes a [`Config`] from the environment and the shared files, with credentials from the
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
/// In a test, all that it looks at are values:
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
#[must_use = "a config is made by `load`"]
pub struct ConfigLoader {
    scope: Scope,
}

impl ConfigLoader {
    /// A loader that looks at this computer.
    pub fn new() -> Self {
        Self {
            scope: Scope::new(&ProviderContext::new()),
        }
    }

    /// Reaches the world through `context`: environment, files, clock, timer, transport and
    /// processes.
    pub fn context(mut self, context: ProviderContext) -> Self {
        self.scope = self.scope.with_context(context);
        self
    }

    /// The profile of this name, which comes before `AWS_PROFILE`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.scope = self.scope.with_profile(name.into());
        self
    }

    /// This region, which comes before those of the environment, the profile and the EC2 instance.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.scope = self.scope.with_region(region.into());
        self
    }

    /// A prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    pub fn mfa_prompt(mut self, prompt: MfaPrompt) -> Self {
        self.scope = self.scope.with_mfa_prompt(prompt);
        self
    }

    /// The chain that the config is going to have its credentials from, to ask it what it does:
    /// [`DefaultChain::explain`].
    pub fn default_chain(&self) -> DefaultChain {
        DefaultChain::of(self.scope.clone())
    }

    /// A builder with all that was found, to set some of it in code.
    ///
    /// # Errors
    ///
    /// Like [`load`](Self::load).
    pub async fn builder(&self) -> Result<ConfigBuilder, Error> {
        let loaded = self.scope.load()?;
        let builder = self.scope.config(&loaded.settings).await?;
        Ok(builder.credentials_provider(self.default_chain()))
    }

    /// The config. Where neither code, environment nor profile say a region, it is that of the EC2
    /// instance that the program runs on: then, and only then, instance metadata is asked, which
    /// takes up to 1 s where there is none. Credentials are looked for when a call first needs
    /// some, and then cached; all clones of the config share them.
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) when a file cannot be read, a
    /// line of it does not follow the grammar, or a setting has a value that is none of those
    /// expected. The error says where. That something is not set is no error: the calls that need
    /// it tell.
    pub async fn load(&self) -> Result<Config, Error> {
        Ok(self.builder().await?.build())
    }
}

impl Default for ConfigLoader {
    fn default() -> Self {
        Self::new()
    }
}
