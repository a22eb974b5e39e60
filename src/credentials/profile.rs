//! Credentials of a profile in the shared files.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use querysmith_credentials::profile::{
    AssumeRoleStep, BaseStep, CredentialSource, LoadedFile, LoginStep, Place, ProfileChain,
    SharedSettings, WebIdentityStep,
};
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::mfa::MfaPrompt;
use super::role::Role;
use super::role_chain::{self, assume_all};
use super::scope::{Loaded, Scope};
use super::session::from_seconds;
use super::token::TokenSource;
use super::web_identity::WebIdentityProvider;
use super::{
    ContainerProvider, EnvironmentProvider, LoginProvider, ProcessProvider, ProviderContext,
    SsoProvider, sts,
};

/// Provides the credentials that a profile in the shared config and credentials files configures:
/// an access key, `credential_process`, IAM Identity Center, `aws login`, a web identity, or a
/// [chain](ProfileChain) of roles that starts with one of these.
///
/// The files are read on each call, but the contents of a pipe are kept. STS is called in the
/// region and at the endpoint that the environment and the profile set.
#[derive(Debug, Clone)]
pub struct ProfileProvider {
    scope: Scope,
    built: Arc<Mutex<Option<Built>>>,
}

/// The provider for the contents of the files when they were last read. It is kept while they do
/// not change, because it caches the sessions of intermediate roles.
#[derive(Debug)]
struct Built {
    chain: ProfileChain,
    settings: SharedSettings,
    provider: Arc<dyn ProvideCredentials>,
}

impl ProfileProvider {
    /// A provider for the profile that `AWS_PROFILE` names, by default `default`.
    pub fn new(context: &ProviderContext) -> Self {
        Self::of(Scope::new(context))
    }

    pub(super) fn of(scope: Scope) -> Self {
        Self {
            scope,
            built: Arc::default(),
        }
    }

    /// Selects the profile of this name.
    #[must_use]
    pub fn with_profile(self, name: impl Into<String>) -> Self {
        Self::of(self.scope.with_profile(name.into()))
    }

    /// Sets the region for calls to STS, which takes precedence over those of the environment, the
    /// profile and the EC2 instance.
    #[must_use]
    pub fn with_region(self, region: impl Into<String>) -> Self {
        Self::of(self.scope.with_region(region.into()))
    }

    /// Sets the prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    #[must_use]
    pub fn with_mfa_prompt(self, prompt: MfaPrompt) -> Self {
        Self::of(self.scope.with_mfa_prompt(prompt))
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        self.provider().await?.provide_credentials().await
    }

    async fn provider(&self) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let loaded = self.scope.load().await?;
        let chain = ProfileChain::resolve(&loaded.profiles)?;
        if let Some(built) = &*self.built()
            && built.chain == chain
            && built.settings == loaded.settings
        {
            return Ok(Arc::clone(&built.provider));
        }
        let config = self.sts_config(&chain, &loaded).await?;
        let provider = self.build(&chain, &loaded, config.as_ref())?;
        role_chain::log(&warnings_of(&chain));
        // Without a region STS cannot be called. Instance metadata may provide one next time.
        if config.is_none_or(|config| config.region().is_some()) {
            *self.built() = Some(Built {
                chain,
                settings: loaded.settings,
                provider: Arc::clone(&provider),
            });
        }
        Ok(provider)
    }

    fn built(&self) -> MutexGuard<'_, Option<Built>> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The config for calling STS, if `chain` requires calls.
    async fn sts_config(
        &self,
        chain: &ProfileChain,
        loaded: &Loaded,
    ) -> Result<Option<Config>, CredentialsError> {
        if chain.roles.is_empty() && !matches!(chain.base, BaseStep::WebIdentity(_)) {
            return Ok(None);
        }
        let builder = self.scope.config(&loaded.settings).await;
        let builder = builder.map_err(|error| sts::failed("settings of STS", error))?;
        Ok(Some(builder.build()))
    }

    fn build(
        &self,
        chain: &ProfileChain,
        loaded: &Loaded,
        config: Option<&Config>,
    ) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let base = self.base(&chain.base, loaded, config)?;
        let Some(config) = config else {
            return Ok(base);
        };
        let roles = chain.roles.iter().map(|step| self.role(step));
        assume_all(config, Some(base), roles)
            .ok_or_else(|| CredentialsError::failed("the profile has no step"))
    }

    fn base(
        &self,
        step: &BaseStep,
        loaded: &Loaded,
        config: Option<&Config>,
    ) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let context = &self.scope.context;
        Ok(match (step, config) {
            (BaseStep::AccessKey(credentials), _) => Arc::new(credentials.clone()),
            (BaseStep::CredentialProcess(step), _) => {
                Arc::new(ProcessProvider::from_step(context, step))
            }
            (BaseStep::Sso(step), _) => {
                let provider = SsoProvider::new(context, step.clone());
                Arc::new(provider.with_settings(&loaded.settings)?)
            }
            (BaseStep::Login(step), _) => {
                let provider = LoginProvider::new(context, self.login(step));
                Arc::new(provider.with_settings(&loaded.settings)?)
            }
            (BaseStep::WebIdentity(step), Some(config)) => {
                Arc::new(web_identity(context, config, step))
            }
            (BaseStep::NamedSource(source), _) => Arc::new(Required {
                provider: self.named(*source),
                source: *source,
            }),
            _ => {
                return Err(CredentialsError::failed(
                    "the profile configures credentials in a way that this version does not support",
                ));
            }
        })
    }

    fn named(&self, source: CredentialSource) -> Arc<dyn ProvideCredentials> {
        let context = &self.scope.context;
        match source {
            CredentialSource::Ec2InstanceMetadata => {
                Arc::new(self.scope.instance_metadata().clone())
            }
            CredentialSource::EcsContainer => Arc::new(ContainerProvider::new(context)),
            // Only `Environment` remains: the parser accepts these three.
            _ => Arc::new(EnvironmentProvider::new(context.env.clone())),
        }
    }

    /// The login session, in the region that is set in code if its profile has none.
    fn login(&self, step: &LoginStep) -> LoginStep {
        match &self.scope.region {
            Some(region) if step.region.is_none() => step.clone().with_region(region),
            _ => step.clone(),
        }
    }

    fn role(&self, step: &AssumeRoleStep) -> Role {
        let mut role = Role::from_step(step);
        role.mfa_prompt = self.scope.mfa_prompt.clone();
        role
    }

    /// A readable description of the files and the profile.
    pub(super) fn looked_at(&self) -> String {
        let Some(profiles) = self.scope.profiles() else {
            return "the shared config and credentials files".to_owned();
        };
        let files: Vec<_> = profiles.files().iter().map(LoadedFile::to_string).collect();
        let name = profiles.selected_name();
        let mut text = format!("profile `{name}` in {}", files.join(" and "));
        if let Ok(chain) = ProfileChain::resolve(&profiles) {
            text.push_str(&format!(": {}", describe_chain(&chain)));
        }
        text
    }

    /// Warnings about the chain.
    pub(super) fn warnings(&self) -> Vec<String> {
        let profiles = self.scope.profiles();
        let chain = profiles.and_then(|profiles| ProfileChain::resolve(&profiles).ok());
        chain.map_or_else(Vec::new, |chain| warnings_of(&chain))
    }

    /// The header of the selected profile.
    pub(super) fn place(&self) -> Option<Place> {
        let profiles = self.scope.profiles()?;
        profiles.selected().map(|profile| profile.place().clone())
    }
}

impl ProvideCredentials for ProfileProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }

    fn reject(&self, credentials: &Credentials) {
        let provider = self.built().as_ref().map(|it| Arc::clone(&it.provider));
        if let Some(provider) = provider {
            provider.reject(credentials);
        }
    }
}

fn web_identity(
    context: &ProviderContext,
    config: &Config,
    step: &WebIdentityStep,
) -> WebIdentityProvider {
    let token = TokenSource::file(context.files.clone(), &step.token_file);
    let mut provider = WebIdentityProvider::new(config, &step.role_arn, token);
    if let Some(name) = &step.role_session_name {
        provider = provider.with_session_name(name);
    }
    if let Some(seconds) = step.duration_seconds {
        provider = provider.with_duration(from_seconds(seconds));
    }
    provider
}

fn warnings_of(chain: &ProfileChain) -> Vec<String> {
    let roles = chain.roles.iter().map(|role| {
        let duration = role.duration_seconds.map(from_seconds);
        (role.role_arn.as_str(), duration)
    });
    role_chain::warnings(is_role(&chain.base), roles)
}

/// Whether the credentials of `base` are the session of a role.
fn is_role(base: &BaseStep) -> bool {
    use CredentialSource::{Ec2InstanceMetadata, EcsContainer};
    match base {
        BaseStep::Sso(_) | BaseStep::WebIdentity(_) => true,
        BaseStep::NamedSource(source) => matches!(source, Ec2InstanceMetadata | EcsContainer),
        _ => false,
    }
}

fn describe_chain(chain: &ProfileChain) -> String {
    let base = match &chain.base {
        BaseStep::AccessKey(_) => "an access key".to_owned(),
        BaseStep::CredentialProcess(_) => "credential_process".to_owned(),
        BaseStep::Sso(_) => "IAM Identity Center".to_owned(),
        BaseStep::Login(step) => format!("the `aws login` session {}", step.session),
        BaseStep::WebIdentity(step) => {
            format!("the token in {} for {}", step.token_file, step.role_arn)
        }
        BaseStep::NamedSource(source) => format!("credential_source {}", source.as_str()),
        _ => "an unknown source".to_owned(),
    };
    let roles = chain.roles.iter().map(|role| role.role_arn.clone());
    let steps: Vec<_> = std::iter::once(base).chain(roles).collect();
    steps.join(", then ")
}

/// A source that a profile names. A source that is not configured is a failure.
#[derive(Debug)]
struct Required {
    provider: Arc<dyn ProvideCredentials>,
    source: CredentialSource,
}

impl ProvideCredentials for Required {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            self.provider.provide_credentials().await.map_err(|error| {
                let source = self.source.as_str();
                let message = format!("credential_source {source}: {}", error.message());
                CredentialsError::failed(message).with_source(error)
            })
        })
    }

    fn reject(&self, credentials: &Credentials) {
        self.provider.reject(credentials);
    }

    fn needs_cache(&self) -> bool {
        self.provider.needs_cache()
    }
}
