//! Proving identity with a presigned `GetCallerIdentity`.
//!
//! A client signs a `GetCallerIdentity` request without sending it, and passes the URL to a server.
//! The server sends it to STS, whose response states who signed it. Client and server need no
//! shared secret. EKS authenticates users of clusters this way.
//!
//! | side | what it does |
//! |---|---|
//! | client | [`presign_get_caller_identity`], or [`eks_token`] for a cluster of EKS |
//! | server | [`PresignedIdentity::parse`] or [`PresignedIdentity::from_token`] with its [`IdentityRules`], then [`PresignedIdentity::into_request`] |
//!
//! [`PresignedIdentity`] describes the attacks that a server must prevent.
//!
//! ```
//! use std::time::Duration;
//!
//! use querysmith::identity::IdentityRules;
//!
//! let rules = IdentityRules::new()
//!     .require_header("x-server-id")
//!     .max_expires(Duration::from_secs(60));
//! ```

mod eks;
mod error;
mod host;
mod presigned;
mod query;
mod rules;

use querysmith_runtime::{Error, PresignedRequest, PresigningConfig};
use querysmith_sts::Client;

pub use eks::{CLUSTER_HEADER, EksToken, TOKEN_PREFIX, eks_token};
pub use error::{IdentityError, IdentityPart};
pub use presigned::PresignedIdentity;
pub use rules::IdentityRules;

/// Presigns a `GetCallerIdentity` request with the client's config.
///
/// Sign a header that names the intended server, so that other servers do not accept the URL:
///
/// ```no_run
/// # async fn presign(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
/// use std::time::Duration;
///
/// use querysmith::identity::presign_get_caller_identity;
/// use querysmith::presigning::PresigningConfig;
///
/// let presigning = PresigningConfig::expires_in(Duration::from_secs(60))?
///     .with_header("x-server-id", "vault.example.org")?;
/// let presigned = presign_get_caller_identity(&client, presigning).await?;
/// println!("valid until {:?}", presigned.expires_at());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if there is no region or no
/// endpoint, and of kind [`Credentials`](crate::ErrorKind::Credentials) if there are no
/// credentials.
pub async fn presign_get_caller_identity(
    client: &Client,
    presigning: PresigningConfig,
) -> Result<PresignedRequest, Error> {
    let presigned = client.get_caller_identity().presigned(presigning).await?;
    Ok(presigned)
}
