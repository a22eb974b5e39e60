//! The names of the crate `aws-config`.

pub use super::app_name::AppName;
pub use super::behavior_version::BehaviorVersion;
pub use super::client_config::SdkConfig;
pub use super::loader::{ConfigLoader, defaults, from_env, load_defaults, load_from_env};
pub use super::region::Region;

/// The default chains.
pub mod default_provider {
    /// The default credentials chain.
    pub mod credentials {
        pub use crate::compat::default_chain::{
            DefaultCredentialsChain, DefaultCredentialsChainBuilder as Builder, default_provider,
        };
    }

    /// The default region chain.
    pub mod region {
        pub use crate::compat::region_chain::{
            DefaultRegionChain, DefaultRegionChainBuilder as Builder,
        };

        /// The default region chain.
        pub fn default_provider() -> DefaultRegionChain {
            DefaultRegionChain::builder().build()
        }
    }
}

/// Chains of providers.
pub mod meta {
    /// Chains of credentials providers.
    pub mod credentials {
        pub use crate::compat::chain::CredentialsProviderChain;
    }

    /// Chains of region providers.
    pub mod region {
        pub use crate::compat::region::ProvideRegion;
        pub use crate::compat::region_chain::RegionProviderChain;

        /// The future of [`ProvideRegion`].
        pub mod future {
            pub use crate::compat::region::ProvideRegionFuture as ProvideRegion;
        }
    }
}

/// Whether credentials are cached.
pub mod identity {
    pub use crate::compat::identity_cache::{IdentityCache, LazyCacheBuilder};
}

/// IAM Identity Center.
pub mod sso {
    pub use credentials::SsoCredentialsProvider;

    /// The credentials of a role.
    pub mod credentials {
        pub use crate::compat::sso::{
            SsoCredentialsProvider, SsoCredentialsProviderBuilder as Builder,
        };
    }
}

/// Roles.
pub mod sts {
    pub use crate::compat::assume_role::{AssumeRoleProvider, AssumeRoleProviderBuilder};
}

/// Web identity.
pub mod web_identity_token {
    pub use crate::compat::web_identity::{
        StaticConfiguration, WebIdentityTokenCredentialsProvider,
        WebIdentityTokenCredentialsProviderBuilder as Builder,
    };
}

/// Environment variables.
pub mod environment {
    pub use credentials::EnvironmentVariableCredentialsProvider;
    pub use region::EnvironmentVariableRegionProvider;

    /// The access key in the environment.
    pub mod credentials {
        pub use crate::compat::sources::EnvironmentVariableCredentialsProvider;
    }

    /// The region in the environment.
    pub mod region {
        pub use crate::compat::region_chain::EnvironmentVariableRegionProvider;
    }
}

/// Profiles in the shared files.
pub mod profile {
    pub use credentials::ProfileFileCredentialsProvider;
    pub use region::ProfileFileRegionProvider;

    /// The credentials of a profile.
    pub mod credentials {
        pub use crate::compat::profile::{
            ProfileFileCredentialsProvider, ProfileFileCredentialsProviderBuilder as Builder,
        };
    }

    /// The region of a profile.
    pub mod region {
        pub use crate::compat::region_chain::{
            ProfileFileRegionProvider, ProfileFileRegionProviderBuilder as Builder,
        };
    }
}

/// Containers.
pub mod ecs {
    pub use crate::compat::sources::{
        EcsCredentialsProvider, EcsCredentialsProviderBuilder as Builder,
    };
}

/// EC2 instances.
pub mod imds {
    /// The credentials of an EC2 instance.
    pub mod credentials {
        pub use crate::compat::sources::{
            ImdsCredentialsProvider, ImdsCredentialsProviderBuilder as Builder,
        };
    }

    /// The region of an EC2 instance.
    pub mod region {
        pub use crate::compat::region_chain::{
            ImdsRegionProvider, ImdsRegionProviderBuilder as Builder,
        };
    }
}

/// Commands that print credentials.
pub mod credential_process {
    pub use crate::compat::sources::CredentialProcessProvider;
}

/// The settings that providers share.
pub mod provider_config {
    pub use crate::compat::provider_config::ProviderConfig;
}

/// The retry settings.
pub mod retry {
    pub use crate::compat::retry::{RetryConfig, RetryConfigBuilder, RetryMode};
}

/// Stalled stream protection.
pub mod stalled_stream_protection {
    pub use crate::compat::stalled_stream::{
        StalledStreamProtectionConfig, StalledStreamProtectionConfigBuilder,
    };
}

/// The timeouts.
pub mod timeout {
    pub use crate::compat::timeout::{TimeoutConfig, TimeoutConfigBuilder};
}
