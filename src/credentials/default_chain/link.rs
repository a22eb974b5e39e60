//! The links of the default chain.

use querysmith_credentials::profile::Place;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

use crate::credentials::scope::Scope;
use crate::credentials::{
    ContainerProvider, EnvironmentProvider, ProfileProvider, TokenSource, WebIdentityProvider,
};

const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
const ROLE_ARN: &str = "AWS_ROLE_ARN";
const SESSION_NAME: &str = "AWS_ROLE_SESSION_NAME";

/// One provider of the default chain.
#[derive(Debug)]
pub(super) enum Link {
    Environment(EnvironmentProvider),
    Profile(ProfileProvider),
    WebIdentity(EnvironmentWebIdentity),
    Container(ContainerProvider),
    InstanceMetadata(Scope),
}

impl Link {
    /// All links, in the order in which they are tried.
    pub(super) fn all(scope: &Scope) -> Vec<Self> {
        let environment = Self::Environment(EnvironmentProvider::new(scope.context.env.clone()));
        let profile = Self::Profile(ProfileProvider::of(scope.clone()));
        let [first, second] = match scope.has_profile() {
            true => [profile, environment],
            false => [environment, profile],
        };
        vec![
            first,
            second,
            Self::WebIdentity(EnvironmentWebIdentity::new(scope.clone())),
            Self::Container(ContainerProvider::new(&scope.context)),
            Self::InstanceMetadata(scope.clone()),
        ]
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Environment(_) => "environment",
            Self::Profile(_) => "profile",
            Self::WebIdentity(_) => "web identity",
            Self::Container(_) => "container",
            Self::InstanceMetadata(_) => "instance metadata",
        }
    }

    pub(super) fn looked_at(&self) -> String {
        match self {
            Self::Environment(_) => "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY".to_owned(),
            Self::Profile(profile) => profile.looked_at(),
            Self::WebIdentity(_) => format!("{TOKEN_FILE}, {ROLE_ARN}"),
            Self::Container(_) => "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, \
                AWS_CONTAINER_CREDENTIALS_FULL_URI"
                .to_owned(),
            Self::InstanceMetadata(_) => {
                "AWS_EC2_METADATA_DISABLED and the EC2 instance metadata service".to_owned()
            }
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        match self {
            Self::Profile(profile) => profile.warnings(),
            _ => Vec::new(),
        }
    }

    /// The line of the files that configures the provider.
    pub(super) fn place(&self) -> Option<Place> {
        match self {
            Self::Profile(profile) => profile.place(),
            _ => None,
        }
    }

    pub(super) fn provider(&self) -> &dyn ProvideCredentials {
        match self {
            Self::Environment(provider) => provider,
            Self::Profile(provider) => provider,
            Self::WebIdentity(provider) => provider,
            Self::Container(provider) => provider,
            Self::InstanceMetadata(scope) => scope.instance_metadata(),
        }
    }
}

/// The web identity that environment variables configure.
#[derive(Debug)]
pub(crate) struct EnvironmentWebIdentity {
    scope: Scope,
}

impl EnvironmentWebIdentity {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    async fn build(&self) -> Result<WebIdentityProvider, CredentialsError> {
        let env = &self.scope.context.env;
        let Some(path) = env.get(TOKEN_FILE) else {
            return Err(CredentialsError::not_configured(format!(
                "looked in the environment for {TOKEN_FILE}, which is unset or blank"
            )));
        };
        let Some(role_arn) = env.get(ROLE_ARN) else {
            return Err(CredentialsError::failed(format!(
                "in the environment, {TOKEN_FILE} is set but {ROLE_ARN} is unset or blank; set \
                 both or neither"
            )));
        };
        let config = self.scope.sts_config().await?;
        let token = TokenSource::file(self.scope.context.files.clone(), path);
        let provider = WebIdentityProvider::new(&config, role_arn, token);
        Ok(match env.get(SESSION_NAME) {
            Some(name) => provider.with_session_name(name),
            None => provider,
        })
    }
}

impl ProvideCredentials for EnvironmentWebIdentity {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async { self.build().await?.provide_credentials().await })
    }
}
