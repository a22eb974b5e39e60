//! The sources of credentials, and how credentials are cached.
//!
//! # The default chain
//!
//! [`load()`](crate::load()) uses the first source that is configured. A source that is configured
//! but fails ends the chain with its error, so that a program never continues under another
//! identity.
//!
//! | | source | how it is configured | provider |
//! |---|---|---|---|
//! | 1 | environment | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | [`EnvironmentProvider`] |
//! | 2 | profile | `~/.aws/config` and `~/.aws/credentials`; `AWS_PROFILE` selects a profile, see below | [`ProfileProvider`] |
//! | 3 | web identity token | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`, as in EKS (IRSA) | [`WebIdentityProvider`] |
//! | 4 | container | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` (ECS) or `AWS_CONTAINER_CREDENTIALS_FULL_URI` (EKS Pod Identity) | [`ContainerProvider`] |
//! | 5 | EC2 instance | the instance's role, from instance metadata (IMDSv2) | [`InstanceMetadataProvider`] |
//!
//! In a Lambda function, the environment has the credentials of the function's role.
//!
//! A profile may contain
//!
//! | keys | effect |
//! |---|---|
//! | `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` | an access key |
//! | `role_arn` with `source_profile` or `credential_source` | a role; source profiles may have roles themselves |
//! | `mfa_serial` | the role needs a code: set [`ConfigLoader::mfa_prompt`](crate::ConfigLoader::mfa_prompt) |
//! | `role_arn` with `web_identity_token_file` | a role that is assumed with a web identity token |
//! | `sso_session`, `sso_account_id`, `sso_role_name` | IAM Identity Center, after `aws sso login` |
//! | `login_session` | a session of `aws login` |
//! | `credential_process` | the output of a program |
//!
//! To see what the chain finds on a machine, and why sources are skipped, print its explanation. It
//! contains no secrets.
//!
//! ```no_run
//! # async fn example() {
//! let chain = querysmith::ConfigLoader::new().default_chain();
//! println!("{:#}", chain.explain().await);
//! # }
//! ```
//!
//! # Credentials in code
//!
//! ```no_run
//! use querysmith::credentials::{AssumeRoleProvider, Role, RoleChain};
//! use querysmith::{Config, Credentials, sts};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // An access key.
//! let config = Config::builder()
//!     .region("eu-west-1")
//!     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
//!     .build();
//!
//! // A role. Its sessions are renewed before they expire.
//! let config = querysmith::load().await?;
//! let role = Role::new("arn:aws:iam::111122223333:role/deploy")
//!     .with_session_name("build-42")
//!     .with_external_id("partner")
//!     .with_tag("team", "search");
//! let deploy = config.with_credentials_provider(AssumeRoleProvider::new(&config, role));
//! let client = sts::Client::new(&deploy);
//!
//! // Roles, each assumed with the session of the one before.
//! let chain = RoleChain::builder(&config)
//!     .role(Role::new("arn:aws:iam::111122223333:role/gate"))
//!     .role(Role::new("arn:aws:iam::444455556666:role/deploy"))
//!     .build()?;
//! let deploy = config.with_credentials_provider(chain);
//!
//! // The credentials of a response, for another client.
//! let output = client.get_session_token().send().await?;
//! if let Some(credentials) = output.credentials {
//!     let session = Credentials::try_from(credentials)?;
//!     let config = config.with_credentials_provider(session);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Other providers call STS with a SAML assertion ([`SamlProvider`]), a web identity token from
//! anywhere ([`WebIdentityProvider`]), or for a session with MFA ([`SessionTokenProvider`]). Any type
//! that implements [`ProvideCredentials`] is a provider too:
//!
//! ```
//! use querysmith::clock::BoxFuture;
//! use querysmith::credentials::CredentialsError;
//! use querysmith::{Config, Credentials, ProvideCredentials};
//!
//! #[derive(Debug)]
//! struct Vault;
//!
//! impl ProvideCredentials for Vault {
//!     fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
//!         Box::pin(async {
//!             // Request them from the vault. The cache calls this again before the credentials expire.
//!             Ok(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
//!         })
//!     }
//! }
//!
//! let config = Config::builder().credentials_provider(Vault).build();
//! ```
//!
//! # The cache
//!
//! A config wraps every provider that needs it in a [cache](CachedCredentials), which its clones
//! share. Concurrent callers share one refresh. It starts before the credentials expire, and the
//! cached credentials are served while the source is unavailable. Credentials that a service rejects
//! as expired are replaced, and the call is retried once.
//!
//! # Together with the AWS SDK for Rust
//!
//! With the feature `aws-credential-types`, `credentials::interop` converts providers in both
//! directions: those of the AWS SDK for Rust work here, and those of this crate there.

use crate::credentials::{
    CachedCredentials, ContainerProvider, EnvironmentProvider, InstanceMetadataProvider,
    ProfileProvider, ProvideCredentials, SamlProvider, SessionTokenProvider, WebIdentityProvider,
};
