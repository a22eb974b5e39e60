//! Where AWS credentials and settings come from on a real machine, as far as that takes no call of
//! STS: profile files, IAM Identity Center (SSO), `aws login`, the agents of containers, EC2 instance metadata
//! and external processes.
//!
//! Users depend on the `querysmith` crate, which re-exports this one and adds the providers that
//! call STS and the default chain.

mod container;
mod context;
mod credential_process;
mod fetch;
mod instance_metadata;
mod log;
mod login;
pub mod process;
pub mod profile;
mod response;
mod service_endpoint;
mod sso;

pub use container::ContainerProvider;
pub use context::ProviderContext;
pub use credential_process::ProcessProvider;
pub use instance_metadata::InstanceMetadataProvider;
pub use login::LoginProvider;
pub use sso::SsoProvider;
