//! Providers that call no AWS service over the internet: environment, container, EC2 instance,
//! command.

use querysmith_runtime::env::Env;

use super::provider::provide_by_field;
use super::provider_config::ProviderConfig;
use crate::credentials::{
    ContainerProvider, EnvironmentProvider, InstanceMetadataProvider, ProcessProvider,
    ProviderContext,
};

provide_by_field!(
    EnvironmentVariableCredentialsProvider,
    EcsCredentialsProvider,
    ImdsCredentialsProvider,
    CredentialProcessProvider,
);

/// The access key in the environment.
#[derive(Clone, Debug)]
pub struct EnvironmentVariableCredentialsProvider {
    provider: EnvironmentProvider,
}

impl EnvironmentVariableCredentialsProvider {
    /// Reads the environment of this process.
    pub fn new() -> Self {
        Self {
            provider: EnvironmentProvider::new(Env::process()),
        }
    }
}

impl Default for EnvironmentVariableCredentialsProvider {
    fn default() -> Self {
        Self::new()
    }
}

/// Declares a provider with a builder that takes a [`ProviderConfig`].
macro_rules! configured {
    ($(#[$doc:meta])* $name:ident, $builder:ident, $provider:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            provider: $provider,
        }

        impl $name {
            /// A builder of the provider.
            pub fn builder() -> $builder {
                $builder::default()
            }
        }

        #[doc = concat!("Builds a [`", stringify!($name), "`].")]
        #[derive(Clone, Debug, Default)]
        pub struct $builder {
            config: ProviderConfig,
        }

        impl $builder {
            /// Sets the settings that providers share.
            pub fn configure(mut self, config: &ProviderConfig) -> Self {
                self.config = config.clone();
                self
            }

            /// Builds the provider.
            pub fn build(self) -> $name {
                $name {
                    provider: <$provider>::new(&self.config.context()),
                }
            }
        }
    };
}

configured! {
    /// The credentials of the container that the program runs in: ECS, or EKS Pod Identity.
    EcsCredentialsProvider, EcsCredentialsProviderBuilder, ContainerProvider
}

configured! {
    /// The credentials of the EC2 instance that the program runs on.
    ImdsCredentialsProvider, ImdsCredentialsProviderBuilder, InstanceMetadataProvider
}

/// The credentials that a command prints.
#[derive(Clone, Debug)]
pub struct CredentialProcessProvider {
    provider: ProcessProvider,
}

impl CredentialProcessProvider {
    /// Runs this command, which the shell of the system interprets.
    pub fn new(command: String) -> Self {
        Self {
            provider: ProcessProvider::new(&ProviderContext::new(), command),
        }
    }
}
