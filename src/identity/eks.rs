//! Tokens for the Kubernetes API of an EKS cluster.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use querysmith_runtime::{DateTime, Error, PresigningConfig, SensitiveString};
use querysmith_sts::Client;

/// The signed header that names the cluster of a token.
pub const CLUSTER_HEADER: &str = "x-k8s-aws-id";

/// The prefix of a token. The URL follows, in base64url without padding.
pub const TOKEN_PREFIX: &str = "k8s-aws-v1.";

/// The `X-Amz-Expires` of a token's URL. STS and clusters ignore it: a token is valid for
/// [`TOKEN_LIFETIME`].
const EXPIRES_IN: Duration = Duration::from_secs(60);

/// How many seconds after signing a cluster accepts a token.
pub(super) const TOKEN_LIFETIME: i64 = 15 * 60;

/// How many seconds before its expiration a token should be replaced.
const MARGIN: i64 = 60;

/// A bearer token for the Kubernetes API of an EKS cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EksToken {
    token: SensitiveString,
    expires_at: DateTime,
}

impl EksToken {
    /// The token, to be sent as `Authorization: Bearer <token>`. It is a secret.
    pub fn token(&self) -> &SensitiveString {
        &self.token
    }

    /// When to stop using it: one minute before clusters reject it, which is 15 minutes after it
    /// was signed, or when the credentials that signed it expire, if that is known and earlier.
    /// `aws-iam-authenticator` also reports 14 minutes, but ignores the credentials' expiration.
    pub fn expires_at(&self) -> DateTime {
        self.expires_at
    }
}

/// Creates a token for a cluster, signed with the client's config. Nothing is sent.
///
/// `cluster` is the cluster's name, or the id that the cluster's authenticator is configured with.
/// The client's interceptors do not run, because clusters accept only this exact request.
///
/// ```no_run
/// # async fn log_in(client: querysmith::sts::Client) -> Result<(), querysmith::Error> {
/// let token = querysmith::identity::eks_token(&client, "production").await?;
/// println!("use it until {}", token.expires_at());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The errors of [`presign_get_caller_identity`](super::presign_get_caller_identity), and of kind
/// [`Configuration`](crate::ErrorKind::Configuration) if `cluster` is empty or contains characters
/// other than visible ASCII and spaces.
pub async fn eks_token(client: &Client, cluster: &str) -> Result<EksToken, Error> {
    let presigning =
        PresigningConfig::expires_in(EXPIRES_IN)?.with_header(CLUSTER_HEADER, cluster)?;
    let call = client.get_caller_identity().customize();
    // A cluster sends only this header, so a signature over others would be invalid.
    let call = call.config_override(|config| config.without_interceptors());
    let presigned = call.presigned(presigning).await?;

    let mut token = TOKEN_PREFIX.to_owned();
    URL_SAFE_NO_PAD.encode_string(presigned.uri(), &mut token);
    // `GetCallerIdentity` is always signed, so there is a time; the default would make a token that
    // has expired.
    let signed_at = presigned.signed_at().unwrap_or(DateTime::from_secs(0));
    let valid_until = DateTime::from_secs(signed_at.secs().saturating_add(TOKEN_LIFETIME));
    let end = match presigned.credentials_expire_at() {
        Some(credentials) => valid_until.min(credentials),
        None => valid_until,
    };
    Ok(EksToken {
        token: token.into(),
        expires_at: DateTime::from_secs(end.secs().saturating_sub(MARGIN)),
    })
}
