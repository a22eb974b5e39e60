//! Credentials that a profile of the shared files leads to.

use std::sync::{Arc, Mutex, PoisonError};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::profile::{
    AssumeRoleStep, BaseStep, CredentialSource, ProfileChain, SharedSettings, WebIdentityStep,
};
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::mfa::MfaPrompt;
use super::role::Role;
use super::role_chain::{assume_all, warnings};
use super::scope::{Loaded, Scope};
use super::session::from_seconds;
use super::token::TokenSource;
use super::web_identity::WebIdentityProvider;
use super::{
    ContainerProvider, EnvironmentProvider, InstanceMetadataProvider, ProcessProvider,
    ProviderContext, SsoProvider, sts,
};

/// Gives the credentials that a profile of the shared config and credentials files leads to: an
/// access key, `credential_process`, IAM Identity Center, a web identity, or a
/// [chain](ProfileChain) of roles upon one of these.
///
/// The files are read each time. STS is called in the region and at the endpoint that the
/// environment and the profile set.
#[derive(Debug, Clone)]
pub struct ProfileProvider {
    scope: Scope,
    built: Arc<Mutex<Option<Built>>>,
}

/// Providers for what the files said last. They are kept while that stays the same, for they
/// remember sessions on the way.
#[derive(Debug)]
struct Built {
    chain: ProfileChain,
    settings: SharedSettings,
    provider: Arc<dyn ProvideCredentials>,
}

impl ProfileProvider {
    /// The profile that `AWS_PROFILE` names, else `default`.
    pub fn new(context: &ProviderContext) -> Self {
        Self::of(Scope::new(context))
    }

    pub(super) fn of(scope: Scope) -> Self {
        Self {
            scope,
            built: Arc::default(),
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn with_profile(self, name: impl Into<String>) -> Self {
        Self::of(Scope {
            profile: Some(name.into()),
            ..self.scope
        })
    }

    /// With a region for calls of STS, which comes before that of the environment and the profile.
    #[must_use]
    pub fn with_region(self, region: impl Into<String>) -> Self {
        Self::of(Scope {
            region: Some(region.into()),
            ..self.scope
        })
    }

    /// With a prompt for the codes of MFA devices that profiles name in `mfa_serial`.
    #[must_use]
    pub fn with_mfa_prompt(self, prompt: MfaPrompt) -> Self {
        Self::of(Scope {
            mfa_prompt: Some(prompt),
            ..self.scope
        })
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        self.provider()?.provide_credentials().await
    }

    fn provider(&self) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let loaded = self.scope.load()?;
        let chain = ProfileChain::resolve(&loaded.profiles)?;
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = &*built
            && built.chain == chain
            && built.settings == loaded.settings
        {
            return Ok(Arc::clone(&built.provider));
        }
        let provider = self.build(&chain, &loaded)?;
        *built = Some(Built {
            chain,
            settings: loaded.settings,
            provider: Arc::clone(&provider),
        });
        Ok(provider)
    }

    fn build(
        &self,
        chain: &ProfileChain,
        loaded: &Loaded,
    ) -> Result<Arc<dyn ProvideCredentials>, CredentialsError> {
        let calls_sts = !chain.roles.is_empty() || matches!(chain.base, BaseStep::WebIdentity(_));
        if !calls_sts {
            return self.base(&chain.base, loaded, None);
        }
        let config = self.scope.config(&loaded.settings).map(|it| it.build());
        let config = config.map_err(|error| sts::failed("settings of STS", error))?;
        let base = self.base(&chain.base, loaded, Some(&config))?;
        let roles = chain.roles.iter().map(|step| self.role(step));
        assume_all(&config, Some(base), roles)
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
                Arc::new(SsoProvider::new(context, step.clone()).with_settings(&loaded.settings))
            }
            (BaseStep::WebIdentity(step), Some(config)) => {
                Arc::new(web_identity(context, config, step))
            }
            (BaseStep::NamedSource(source), _) => Arc::new(Required {
                provider: self.named(*source, loaded),
                source: *source,
            }),
            _ => {
                return Err(CredentialsError::failed(
                    "the profile asks for credentials in a way that this version does not know",
                ));
            }
        })
    }

    fn named(&self, source: CredentialSource, loaded: &Loaded) -> Arc<dyn ProvideCredentials> {
        let context = &self.scope.context;
        match source {
            CredentialSource::Ec2InstanceMetadata => {
                let provider = InstanceMetadataProvider::new(context);
                match loaded.profiles.selected() {
                    Some(profile) => Arc::new(provider.with_profile(profile)),
                    None => Arc::new(provider),
                }
            }
            CredentialSource::EcsContainer => Arc::new(ContainerProvider::new(context)),
            // `Environment`, and nothing else: the parser knows these three.
            _ => Arc::new(EnvironmentProvider::new(context.env.clone())),
        }
    }

    fn role(&self, step: &AssumeRoleStep) -> Role {
        let mut role = Role::from_step(step);
        role.mfa_prompt = self.scope.mfa_prompt.clone();
        role
    }

    /// The files and the profile, for people to read.
    pub(super) fn looked_at(&self) -> String {
        let Ok(profiles) = self.scope.profiles() else {
            return "the shared config and credentials files".to_owned();
        };
        let describe = |file: &querysmith_runtime::profile::LoadedFile| match &file.path {
            Some(path) if file.found => path.display().to_string(),
            Some(path) => format!("{} (absent)", path.display()),
            None => "a home folder, which no variable names".to_owned(),
        };
        let files: Vec<_> = profiles.files().iter().map(describe).collect();
        let name = profiles.selected_name();
        let mut text = format!("profile `{name}` in {}", files.join(" and "));
        if let Ok(chain) = ProfileChain::resolve(&profiles) {
            text.push_str(&format!(": {}", describe_chain(&chain)));
        }
        text
    }

    /// What works and should still be looked at.
    pub(super) fn warnings(&self) -> Vec<String> {
        let Ok(profiles) = self.scope.profiles() else {
            return Vec::new();
        };
        let mut found: Vec<_> = profiles
            .files()
            .iter()
            .filter(|file| file.is_for_secrets && file.readable_by_others)
            .filter_map(|file| file.path.as_deref())
            .map(|path| {
                let path = path.display();
                format!(
                    "{path} can be read by other users of this computer; run `chmod 600 {path}`"
                )
            })
            .collect();
        if let Ok(chain) = ProfileChain::resolve(&profiles) {
            let roles = chain.roles.iter();
            let roles = roles.map(|role| {
                (
                    role.role_arn.as_str(),
                    role.duration_seconds.map(from_seconds),
                )
            });
            found.extend(warnings(roles));
        }
        found
    }
}

impl ProvideCredentials for ProfileProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }

    fn reject(&self, credentials: &Credentials) {
        let built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let provider = built.as_ref().map(|built| Arc::clone(&built.provider));
        drop(built);
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

fn describe_chain(chain: &ProfileChain) -> String {
    let base = match &chain.base {
        BaseStep::AccessKey(_) => "an access key".to_owned(),
        BaseStep::CredentialProcess(_) => "credential_process".to_owned(),
        BaseStep::Sso(_) => "IAM Identity Center".to_owned(),
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

/// A source that a profile names: that it is not configured is a failure.
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
