//! The names of the crate `aws-credential-types`.

pub use super::credentials::{Credentials, CredentialsBuilder};

/// Providers made from functions.
pub mod credential_fn {
    pub use crate::compat::credential_fn::{ProvideCredentialsFn, provide_credentials_fn};
}

/// Credentials providers.
pub mod provider {
    pub use crate::compat::provider::{
        ProvideCredentials, ProvideResult as Result, SharedCredentialsProvider,
    };

    /// The error of a provider.
    pub mod error {
        pub use crate::compat::error::CredentialsError;
    }

    /// The future of a provider.
    pub mod future {
        pub use crate::compat::provider::ProvideCredentialsFuture as ProvideCredentials;
    }
}
