//! The names of the crate `aws-sdk-sts`.

pub use super::client_config::SdkConfig as Config;
pub use querysmith_sts::{Client, Error};

/// The client, and its customization.
pub mod client {
    pub use querysmith_sts::Client;

    /// The customization of a call.
    pub mod customize {
        pub use querysmith_runtime::CustomizableOperation;
    }
}

/// The settings of clients.
pub mod config {
    pub use crate::compat::app_name::AppName;
    pub use crate::compat::behavior_version::BehaviorVersion;
    pub use crate::compat::client_config::{SdkConfig as Config, SdkConfigBuilder as Builder};
    pub use crate::compat::credentials::Credentials;
    pub use crate::compat::http_client::SharedHttpClient;
    pub use crate::compat::identity_cache::IdentityCache;
    pub use crate::compat::provider::{ProvideCredentials, SharedCredentialsProvider};
    pub use crate::compat::region::Region;
    pub use crate::compat::stalled_stream::StalledStreamProtectionConfig;
    pub use crate::transport::Transport as HttpClient;

    /// Raw requests and responses.
    pub mod http {
        pub use crate::compat::error::{HttpRequest, HttpResponse};
    }

    /// The retry settings.
    pub mod retry {
        pub use crate::compat::retry::{RetryConfig, RetryConfigBuilder, RetryMode};
    }

    /// The timeouts.
    pub mod timeout {
        pub use crate::compat::timeout::{TimeoutConfig, TimeoutConfigBuilder};
    }
}

/// The errors of calls.
pub mod error {
    pub use crate::compat::error::{DisplayErrorContext, SdkError};
    pub use querysmith_runtime::interceptor::BoxError;
    pub use querysmith_runtime::{BuildError, Error as ErrorMetadata, ProvideErrorMetadata};
}

/// The version of the API.
pub mod meta {
    /// The version of this crate.
    pub static PKG_VERSION: &str = env!("CARGO_PKG_VERSION");
}

/// The operations, one module each.
pub mod operation {
    pub use querysmith_runtime::RequestId;
    pub use querysmith_sts::operation::*;
}

/// Timestamps and binary data.
pub mod primitives {
    pub use crate::compat::date_time::Format as DateTimeFormat;
    pub use querysmith_runtime::{DateTime, SensitiveBlob as Blob};
}

/// The types that operations share, and the errors that they return.
pub mod types {
    pub use querysmith_sts::types::*;

    /// The builders of the types.
    pub mod builders {
        pub use querysmith_sts::types::{
            AssumedRoleUserBuilder, CredentialsBuilder, FederatedUserBuilder,
            PolicyDescriptorTypeBuilder, ProvidedContextBuilder, TagBuilder,
        };
    }
}
