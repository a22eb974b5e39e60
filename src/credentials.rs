//! Credentials, and the providers that they come from.
//!
//! [`load`](crate::load()) resolves credentials with the [`DefaultChain`]. Each of
//! its providers can also be used alone. [`RoleChain`], [`SamlProvider`] and
//! [`SessionTokenProvider`] can only be set up in code.
//!
//! ```no_run
//! use querysmith::credentials::{AssumeRoleProvider, Role};
//! use std::time::Duration;
//!
//! # async fn example() -> Result<(), querysmith::Error> {
//! let config = querysmith::load().await?;
//! let role = Role::new("arn:aws:iam::123456789012:role/Deploy")
//!     .with_tag("team", "search")
//!     .with_duration(Duration::from_secs(900));
//! let deploy = config.with_credentials_provider(AssumeRoleProvider::new(&config, role));
//! let client = querysmith::sts::Client::new(&deploy);
//! # Ok(())
//! # }
//! ```

mod assume_role;
mod default_chain;
mod explain;
#[cfg(feature = "aws-credential-types")]
pub mod interop;
mod mfa;
mod profile;
mod role;
mod role_chain;
mod saml;
pub(crate) mod scope;
mod session;
mod session_token;
mod source;
mod sts;
mod token;
mod web_identity;

pub use querysmith_credentials::providers::*;
pub use querysmith_runtime::credentials::*;

pub use assume_role::AssumeRoleProvider;
pub use default_chain::DefaultChain;
#[cfg(feature = "compat")]
pub(crate) use default_chain::EnvironmentWebIdentity;
pub use explain::{Explanation, ExplanationStep, StepOutcome};
pub use mfa::MfaPrompt;
pub use profile::ProfileProvider;
pub use role::Role;
pub use role_chain::{RoleChain, RoleChainBuilder};
pub use saml::SamlProvider;
pub use session_token::SessionTokenProvider;
pub use sts::from_sts;
pub use token::TokenSource;
pub use web_identity::WebIdentityProvider;
