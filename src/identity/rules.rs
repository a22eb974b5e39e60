//! What a server takes for a proof of identity.

use std::time::Duration;

use super::eks::{CLUSTER_HEADER, LIFETIME};

/// How far clocks may be apart: services accept this much too.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// The most that `X-Amz-Expires` may be.
const MAX_EXPIRES: Duration = Duration::from_secs(15 * 60);

/// What a server asks of a presigned `GetCallerIdentity`.
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
    /// Empty: all that are known to be STS.
    pub(super) hosts: Vec<String>,
    /// In lower case, like those that are allowed.
    pub(super) required_headers: Vec<String>,
    pub(super) allowed_headers: Vec<String>,
    pub(super) max_expires: Duration,
    pub(super) good_for: Option<Duration>,
    pub(super) max_clock_skew: Duration,
}

impl IdentityRules {
    /// At any host of STS, good for at most 15 minutes, with no header signed but `host`.
    ///
    /// Add [`require_header`](Self::require_header): without it a URL that was made for another
    /// server is taken here.
    pub fn new() -> Self {
        Self {
            hosts: Vec::new(),
            required_headers: Vec::new(),
            allowed_headers: Vec::new(),
            max_expires: MAX_EXPIRES,
            good_for: None,
            max_clock_skew: CLOCK_SKEW,
        }
    }

    /// Those for tokens of EKS: `x-k8s-aws-id` is signed, and the URL is good for 15 minutes
    /// whatever it says about that itself.
    pub fn eks() -> Self {
        Self::new()
            .require_header(CLUSTER_HEADER)
            .good_for(Duration::from_secs(LIFETIME.unsigned_abs()))
    }

    /// Takes this host, and of all others only those that this is called for too: a region of
    /// yours, or an endpoint in your own network. It has to match exactly, port included.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Takes only URLs with this header signed. What its value has to be is told when the request
    /// is made, by [`PresignedIdentity::into_request`](super::PresignedIdentity::into_request).
    #[must_use]
    pub fn require_header(mut self, name: impl AsRef<str>) -> Self {
        self.required_headers
            .push(name.as_ref().to_ascii_lowercase());
        self
    }

    /// Takes URLs with this header signed too.
    #[must_use]
    pub fn allow_header(mut self, name: impl AsRef<str>) -> Self {
        self.allowed_headers
            .push(name.as_ref().to_ascii_lowercase());
        self
    }

    /// The most that `X-Amz-Expires` may be; 15 minutes by default.
    #[must_use]
    pub fn max_expires(mut self, time: Duration) -> Self {
        self.max_expires = time;
        self
    }

    /// Takes a URL for this long after it was signed, whatever its `X-Amz-Expires` says.
    #[must_use]
    pub fn good_for(mut self, time: Duration) -> Self {
        self.good_for = Some(time);
        self
    }

    /// How far in the future the time of signing may be, for clocks that go ahead; 5 minutes by
    /// default. A URL that has expired is refused to the second.
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
