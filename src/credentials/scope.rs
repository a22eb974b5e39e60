//! The context and settings that the default chain and its profile provider share.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use querysmith_credentials::profile::{
    BaseStep, CredentialSource, ProfileChain, ProfileError, ProfileErrorKind, ProfileLoader,
    ProfileSet, SharedSettings,
};
use querysmith_runtime::{Config, ConfigBuilder, CredentialsError, Error, provider_v1};

use super::mfa::MfaPrompt;
use super::{InstanceMetadataProvider, ProviderContext, sts};

const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";
const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";
const PROFILE: &str = "AWS_PROFILE";

/// The context of providers, and the settings made in code.
#[derive(Clone)]
pub(crate) struct Scope {
    pub(crate) context: ProviderContext,
    profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) mfa_prompt: Option<MfaPrompt>,
    loader: ProfileLoader,
    latest: Arc<Mutex<Latest>>,
    /// Created on first use and shared, because it caches a session token.
    instance_metadata: Arc<OnceLock<InstanceMetadataProvider>>,
}

/// What was read and logged so far.
#[derive(Debug, Default)]
struct Latest {
    /// The shared files when they were last read.
    profiles: Option<Arc<ProfileSet>>,
    logged: Option<String>,
}

/// The shared files, and the settings in them and in the environment.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) profiles: Arc<ProfileSet>,
    pub(crate) settings: SharedSettings,
}

impl Scope {
    pub(crate) fn new(context: &ProviderContext) -> Self {
        Self {
            context: context.clone(),
            profile: None,
            region: None,
            mfa_prompt: None,
            loader: ProfileLoader::new(&context.env, &context.files),
            latest: Arc::default(),
            instance_metadata: Arc::default(),
        }
    }

    pub(crate) fn with_context(self, context: ProviderContext) -> Self {
        Self {
            loader: ProfileLoader::new(&context.env, &context.files),
            context,
            latest: Arc::default(),
            instance_metadata: Arc::default(),
            ..self
        }
    }

    pub(crate) fn with_profile(self, name: String) -> Self {
        Self {
            profile: Some(name),
            latest: Arc::default(),
            instance_metadata: Arc::default(),
            ..self
        }
    }

    pub(crate) fn with_region(self, region: String) -> Self {
        Self {
            region: Some(region),
            ..self
        }
    }

    pub(crate) fn with_mfa_prompt(self, prompt: MfaPrompt) -> Self {
        Self {
            mfa_prompt: Some(prompt),
            ..self
        }
    }

    /// Whether a profile was selected in code.
    pub(crate) fn has_profile(&self) -> bool {
        self.profile.is_some()
    }

    /// The instance metadata provider with the settings of the selected profile, as it was last
    /// read.
    pub(crate) fn instance_metadata(&self) -> &InstanceMetadataProvider {
        self.instance_metadata.get_or_init(|| {
            let provider = InstanceMetadataProvider::new(&self.context);
            // Errors of the files are reported where their settings are read.
            match self.profiles().as_ref().and_then(|it| it.selected()) {
                Some(profile) => provider.with_profile(profile),
                None => provider,
            }
        })
    }

    /// Reads the files and the settings. A profile that is selected explicitly must exist, unless
    /// the access key in the environment takes precedence over it.
    pub(crate) async fn load(&self) -> Result<Loaded, ProfileError> {
        let mut profiles = self.loader.load().await?;
        if let Some(name) = &self.profile {
            profiles = profiles.with_selected(name);
        }
        let profiles = Arc::new(profiles);
        self.latest().profiles = Some(Arc::clone(&profiles));
        if let Some(error) = profiles.missing_selection()
            && (self.has_profile() || !self.has_access_key())
        {
            return Err(error);
        }
        self.log_selection(&profiles);
        let settings = self.settings(&profiles)?;
        Ok(Loaded { profiles, settings })
    }

    /// The settings. If the environment has an access key, a default profile that was not selected
    /// explicitly is ignored if one of its lines does not follow the grammar.
    fn settings(&self, profiles: &ProfileSet) -> Result<SharedSettings, ProfileError> {
        let env = &self.context.env;
        match SharedSettings::new(env, profiles) {
            Err(error)
                if error.kind() == ProfileErrorKind::Syntax
                    && !self.is_profile_requested()
                    && self.has_access_key() =>
            {
                SharedSettings::new(env, &ProfileSet::default())
            }
            settings => settings,
        }
    }

    fn is_profile_requested(&self) -> bool {
        self.has_profile() || self.context.env.get(PROFILE).is_some()
    }

    /// The files when they were last read, if they were.
    pub(crate) fn profiles(&self) -> Option<Arc<ProfileSet>> {
        self.latest().profiles.clone()
    }

    /// Warnings about the files and the selection of the profile.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let Some(profiles) = self.profiles() else {
            return Vec::new();
        };
        let selection = self.selection_warning(&profiles);
        let selection = selection.or_else(|| self.overridden_profile(&profiles));
        selection.into_iter().chain(profiles.warnings()).collect()
    }

    /// A warning that variables in the environment are ignored, or that `AWS_PROFILE` names no
    /// profile.
    fn selection_warning(&self, profiles: &ProfileSet) -> Option<String> {
        let Some(name) = &self.profile else {
            let error = profiles.missing_selection()?;
            return self
                .has_access_key()
                .then(|| format!("{error}; the access key in the environment is used"));
        };
        let variables = [ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN];
        let is_set = |variable: &&str| self.context.env.get(variable).is_some();
        let variables: Vec<_> = variables.into_iter().filter(is_set).collect();
        if variables.is_empty() || !takes_precedence(profiles) {
            return None;
        }
        Some(format!(
            "the profile `{name}` is selected in code, so these environment variables are \
             ignored: {}",
            variables.join(", ")
        ))
    }

    /// A warning that the environment overrides the profile that `AWS_PROFILE` selects.
    fn overridden_profile(&self, profiles: &ProfileSet) -> Option<String> {
        let is_overridden = self.profile.is_none()
            && self.context.env.get(PROFILE).is_some()
            && self.has_access_key();
        is_overridden.then(|| {
            format!(
                "the profile `{}` is selected, but the access key in the environment takes \
                 precedence; to use the profile, unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                profiles.selected_name()
            )
        })
    }

    fn has_access_key(&self) -> bool {
        let variables = [ACCESS_KEY_ID, SECRET_ACCESS_KEY];
        variables
            .iter()
            .all(|name| self.context.env.get(name).is_some())
    }

    /// Logs the warning about the selection, once.
    fn log_selection(&self, profiles: &ProfileSet) {
        let warning = self.selection_warning(profiles);
        let mut latest = self.latest();
        if let Some(warning) = &warning
            && latest.logged.as_ref() != Some(warning)
        {
            tracing::warn!(target: "querysmith", "{warning}");
            latest.logged = Some(warning.clone());
        }
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The config for calls to STS that need no credentials.
    pub(crate) async fn sts_config(&self) -> Result<Config, CredentialsError> {
        let loaded = self.load().await?;
        let config = self.config(&loaded.settings).await;
        let config = config.map_err(|error| sts::failed("settings of STS", error))?;
        Ok(config.build())
    }

    /// A config with these settings, those made in code, and the context's clock, transport and
    /// timer. Its credentials are those of the environment, and its region is that of the EC2
    /// instance if no other is set.
    pub(crate) async fn config(&self, settings: &SharedSettings) -> Result<ConfigBuilder, Error> {
        let context = &self.context;
        let mut builder = settings
            .config_builder(&context.env)?
            .clock(context.clock.clone())
            .randomness(context.randomness.clone());
        // The access key in the environment makes up for a missing profile, but a missing region may
        // be the region of that profile.
        let missing = self.profiles().and_then(|it| it.missing_selection());
        if let Some(missing) = missing {
            builder = provider_v1::region_searched(builder, format!("the files: {missing}"));
        }
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(transport) = &context.transport {
            builder = builder.transport(transport.clone());
        }
        #[cfg(feature = "hyper")]
        {
            builder = builder.files(context.files.clone());
        }
        if let Some(sleep) = &context.sleep {
            builder = builder.sleep(sleep.clone());
        }
        Ok(self.instance_metadata().add_region(builder).await)
    }
}

/// Shows what was selected in code. The environment and the files are not read for this.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("profile", &self.profile)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// Whether the selected profile decides which credentials are used, and not by referring to the
/// environment.
fn takes_precedence(profiles: &ProfileSet) -> bool {
    match ProfileChain::resolve(profiles) {
        Ok(chain) => chain.base != BaseStep::NamedSource(CredentialSource::Environment),
        Err(error) => !error.is_not_configured(),
    }
}
