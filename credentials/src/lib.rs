//! Sources of AWS credentials and settings that need no call to STS: profile files, IAM Identity
//! Center (SSO), `aws login`, the agents of containers, EC2 instance metadata and external
//! processes.
//!
//! Users depend on the `querysmith` crate, which re-exports this one and adds the providers that
//! call STS and the default chain.
//!
//! ```
//! # mod querysmith {
//! #     pub use querysmith_credentials::*;
//! #     pub use querysmith_credentials::providers as credentials;
//! #     pub use querysmith_runtime::*;
//! # }
//! use querysmith::profile::{ProfileSet, SharedSettings};
//! use querysmith::env::Env;
//!
//! let profiles = ProfileSet::parse("[default]\nregion = eu-west-1", "")?;
//! let settings = SharedSettings::new(&Env::empty(), &profiles)?;
//! assert_eq!(settings.region.unwrap().value(), "eu-west-1");
//! # Ok::<(), querysmith::profile::ProfileError>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod container;
mod context;
mod credential_process;
mod fetch;
mod instance_metadata;
mod log;
mod login;
pub mod process;
pub mod profile;
mod region;
mod response;
mod service_endpoint;
mod sso;

pub use providers::*;

/// The providers and their context, which `querysmith::credentials` re-exports.
///
/// ```no_run
/// # mod querysmith {
/// #     pub use querysmith_credentials::*;
/// #     pub use querysmith_credentials::providers as credentials;
/// #     pub use querysmith_runtime::*;
/// # }
/// use querysmith::credentials::{InstanceMetadataProvider, ProviderContext};
/// use querysmith::Config;
///
/// let provider = InstanceMetadataProvider::new(&ProviderContext::new());
/// let config = Config::builder().credentials_provider(provider).build();
/// ```
pub mod providers {
    pub use crate::container::ContainerProvider;
    pub use crate::context::ProviderContext;
    pub use crate::credential_process::ProcessProvider;
    pub use crate::instance_metadata::InstanceMetadataProvider;
    pub use crate::login::LoginProvider;
    pub use crate::sso::SsoProvider;
}
