//! The context and settings that the default chain and its profile provider share.

use std::sync::{Arc, OnceLock};

use querysmith_credentials::profile::{ProfileError, ProfileSet, SharedSettings};
use querysmith_runtime::{ConfigBuilder, Error};

use super::mfa::MfaPrompt;
use super::{InstanceMetadataProvider, ProviderContext};

/// The context of providers, and the settings made in code.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) context: ProviderContext,
    profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) mfa_prompt: Option<MfaPrompt>,
    /// Created on first use and shared, because it caches a session token.
    instance_metadata: Arc<OnceLock<InstanceMetadataProvider>>,
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
            instance_metadata: Arc::default(),
        }
    }

    pub(crate) fn with_context(self, context: ProviderContext) -> Self {
        Self {
            context,
            instance_metadata: Arc::default(),
            ..self
        }
    }

    pub(crate) fn with_profile(self, name: String) -> Self {
        Self {
            profile: Some(name),
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

    /// The name of the profile that was selected explicitly, in code or in the environment.
    pub(crate) fn requested_profile(&self) -> Option<String> {
        let requested = self.profile.clone();
        requested.or_else(|| self.context.env.get("AWS_PROFILE"))
    }

    /// The instance metadata provider with the settings of the selected profile.
    pub(crate) fn instance_metadata(&self) -> &InstanceMetadataProvider {
        self.instance_metadata.get_or_init(|| {
            let provider = InstanceMetadataProvider::new(&self.context);
            // Errors of the files are reported where their settings are read.
            let profiles = self.profiles();
            match profiles.as_ref().ok().and_then(|it| it.selected()) {
                Some(profile) => provider.with_profile(profile),
                None => provider,
            }
        })
    }

    /// Reads the files and the settings.
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

    /// A config with these settings, those made in code, and the context's clock, transport and
    /// timer. Its credentials are those of the environment, and its region is that of the EC2
    /// instance if no other is set.
    pub(crate) async fn config(&self, settings: &SharedSettings) -> Result<ConfigBuilder, Error> {
        let context = &self.context;
        let mut builder = settings
            .config_builder(&context.env)?
            .clock(context.clock.clone())
            .randomness(context.randomness.clone());
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
