//! The rules by which a server accepts a presigned URL.

use std::time::Duration;

use super::eks::{CLUSTER_HEADER, TOKEN_LIFETIME};

/// The default maximum clock skew, which is also that of AWS services.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// The default maximum of `X-Amz-Expires`.
const MAX_EXPIRES: Duration = Duration::from_secs(15 * 60);

/// The rules that a server applies to a presigned `GetCallerIdentity`.
///
/// ```
/// use std::time::Duration;
///
/// use querysmith::identity::IdentityRules;
///
/// let rules = IdentityRules::new()
///     .require_header("x-server-id")
///     .host("sts.eu-west-1.amazonaws.com")
///     .max_expires(Duration::from_secs(60));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRules {
    /// If empty, all known hosts of STS are allowed.
    pub(super) hosts: Vec<String>,
    /// In lowercase, like `allowed_headers`.
    pub(super) required_headers: Vec<String>,
    pub(super) allowed_headers: Vec<String>,
    pub(super) max_expires: Duration,
    pub(super) valid_for: Option<Duration>,
    pub(super) max_clock_skew: Duration,
}

impl IdentityRules {
    /// Rules that accept any host of STS, a validity of at most 15 minutes, and no signed header
    /// except `host`.
    ///
    /// Add [`require_header`](Self::require_header): without it, URLs for other servers are
    /// accepted.
    pub fn new() -> Self {
        Self {
            hosts: Vec::new(),
            required_headers: Vec::new(),
            allowed_headers: Vec::new(),
            max_expires: MAX_EXPIRES,
            valid_for: None,
            max_clock_skew: CLOCK_SKEW,
        }
    }

    /// The rules for tokens of EKS: `x-k8s-aws-id` is signed, and the URL is valid for 15 minutes,
    /// regardless of its `X-Amz-Expires`.
    pub fn eks() -> Self {
        Self::new()
            .require_header(CLUSTER_HEADER)
            .valid_for(Duration::from_secs(TOKEN_LIFETIME.unsigned_abs()))
    }

    /// Allows this host, for example that of one region, or an endpoint in a private network. Once
    /// called, only hosts that are added this way are allowed. They must match exactly, including
    /// the port.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Requires that this header is signed. Its value is set when the request is created, by
    /// [`PresignedIdentity::into_request`](super::PresignedIdentity::into_request).
    #[must_use]
    pub fn require_header(mut self, name: impl AsRef<str>) -> Self {
        self.required_headers
            .push(name.as_ref().to_ascii_lowercase());
        self
    }

    /// Allows that this header is signed.
    #[must_use]
    pub fn allow_header(mut self, name: impl AsRef<str>) -> Self {
        self.allowed_headers
            .push(name.as_ref().to_ascii_lowercase());
        self
    }

    /// Sets the maximum of `X-Amz-Expires`; 15 minutes by default.
    #[must_use]
    pub fn max_expires(mut self, time: Duration) -> Self {
        self.max_expires = time;
        self
    }

    /// Accepts a URL for this long after it was signed, regardless of its `X-Amz-Expires`.
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }

    /// Sets how far in the future the signing time may be, for clients whose clock is ahead; 5
    /// minutes by default. The expiration of a URL has no such tolerance.
    #[must_use]
    pub fn max_clock_skew(mut self, time: Duration) -> Self {
        self.max_clock_skew = time;
        self
    }
}

impl Default for IdentityRules {
    fn default() -> Self {
        Self::new()
    }
}
