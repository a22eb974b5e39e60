//! Tokens for the Kubernetes API of an EKS cluster.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use querysmith_runtime::{DateTime, Error, PresigningConfig, SensitiveString};
use querysmith_sts::Client;

/// The signed header that names the cluster a token is for.
pub const CLUSTER_HEADER: &str = "x-k8s-aws-id";

/// What every token starts with; the URL follows, in base64url without padding.
pub const TOKEN_PREFIX: &str = "k8s-aws-v1.";

/// The `X-Amz-Expires` of a token's URL. Neither STS nor a cluster goes by it: a token is good
/// for [`LIFETIME`].
const EXPIRES_IN: Duration = Duration::from_secs(60);

/// For how long after it was signed a cluster takes a token, in seconds.
pub(super) const LIFETIME: i64 = 15 * 60;

/// How long before its end a token is to be replaced, in seconds.
const MARGIN: i64 = 60;

/// A bearer token for the Kubernetes API of an EKS cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EksToken {
    token: SensitiveString,
    expires_at: DateTime,
}

impl EksToken {
    /// The token, to be sent as `Authorization: Bearer <token>`: a secret.
    pub fn token(&self) -> &SensitiveString {
        &self.token
    }

    /// When to stop using it: one minute before a cluster stops taking it, which is 15 minutes
    /// after it was signed, or when the credentials that signed it expire, if that is known and
    /// sooner. `aws-iam-authenticator` tells the same 14 minutes, but has no eye to credentials.
    pub fn expires_at(&self) -> DateTime {
        self.expires_at
    }
}

/// A token for a cluster, signed as the client is configured. Nothing is sent.
///
/// `cluster` is the cluster's name, or the id that the cluster's authenticator is configured with.
/// The client's interceptors are not asked, for a cluster takes no other request than this.
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
/// Those of [`presign_get_caller_identity`](super::presign_get_caller_identity), and of kind
/// [`Configuration`](crate::ErrorKind::Configuration) if `cluster` is empty or has other than
/// visible ASCII characters and spaces.
pub async fn eks_token(client: &Client, cluster: &str) -> Result<EksToken, Error> {
    let presigning =
        PresigningConfig::expires_in(EXPIRES_IN)?.with_header(CLUSTER_HEADER, cluster)?;
    let call = client.get_caller_identity().customize();
    // A cluster sends the one header: the signature of any other would be found wanting.
    let call = call.config_override(|config| config.without_interceptors());
    let presigned = call.presigned(presigning).await?;

    let mut token = TOKEN_PREFIX.to_owned();
    URL_SAFE_NO_PAD.encode_string(presigned.uri(), &mut token);
    // `GetCallerIdentity` is signed, so both are there; a token that is not would have expired.
    let signed_at = presigned.signed_at().unwrap_or(DateTime::from_secs(0));
    let taken_until = DateTime::from_secs(signed_at.secs().saturating_add(LIFETIME));
    let end = match presigned.credentials_expire_at() {
        Some(credentials) => taken_until.min(credentials),
        None => taken_until,
    };
    Ok(EksToken {
        token: token.into(),
        expires_at: DateTime::from_secs(end.secs().saturating_sub(MARGIN)),
    })
}
