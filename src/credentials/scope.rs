//! What the default chain and its profile work with.

use querysmith_runtime::profile::{ProfileError, ProfileSet, SharedSettings};
use querysmith_runtime::{ConfigBuilder, Error};

use super::ProviderContext;
use super::mfa::MfaPrompt;
use crate::Config;

/// The world, and what was said in code.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) context: ProviderContext,
    pub(crate) profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) mfa_prompt: Option<MfaPrompt>,
}

/// The shared files, and the settings in them and in the environment.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) profiles: ProfileSet,
    pub(crate) settings: SharedSettings,
}

impl Scope {
    pub(crate) fn new(context: &ProviderContext) -> Self {
        Self {
            context: context.clone(),
            profile: None,
            region: None,
            mfa_prompt: None,
        }
    }

    /// Reads the files as they are now.
    pub(crate) fn load(&self) -> Result<Loaded, ProfileError> {
        let profiles = self.profiles()?;
        let settings = SharedSettings::new(&self.context.env, &profiles)?;
        Ok(Loaded { profiles, settings })
    }

    pub(crate) fn profiles(&self) -> Result<ProfileSet, ProfileError> {
        let profiles = ProfileSet::load(&self.context.env, &self.context.files)?;
        Ok(match &self.profile {
            Some(name) => profiles.with_selected(name),
            None => profiles,
        })
    }

    /// A config with these settings, what was said in code, and the context's ways to reach the
    /// world. Its credentials are those of the environment.
    pub(crate) fn config(&self, settings: &SharedSettings) -> Result<ConfigBuilder<Config>, Error> {
        let context = &self.context;
        let mut builder =
            ConfigBuilder::from_settings(&context.env, settings)?.clock(context.clock.clone());
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
        Ok(builder)
    }
}
