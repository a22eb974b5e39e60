//! What a client keeps from call to call.

use super::destination::{Destination, KnownDestination};
use crate::config::Config;
use crate::config::retry::{RateLimiter, RetryQuota};
use crate::error::Error;
use crate::signing::clock_skew::ClockSkew;
use crate::signing::sigv4::SigningKeyCache;
use crate::spec::OperationSpec;

/// The config of a client, and what its calls share: signing keys, the retry quota, the rate
/// limiter of the adaptive mode, the measured clock skew and the resolved endpoint.
pub(crate) struct ClientState {
    pub(crate) config: Config,
    pub(crate) signing_keys: SigningKeyCache,
    pub(crate) retry_quota: RetryQuota,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) clock_skew: ClockSkew,
    destination: KnownDestination,
}

impl ClientState {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            signing_keys: SigningKeyCache::default(),
            retry_quota: RetryQuota::default(),
            rate_limiter: RateLimiter::default(),
            clock_skew: ClockSkew::default(),
            destination: KnownDestination::default(),
        }
    }

    /// Where a call with `config` goes: resolved once for the client's own config.
    pub(super) fn destination(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Destination, Error> {
        if config.is_same(&self.config) {
            self.destination.get(config, spec)
        } else {
            Destination::resolve(config, spec)
        }
    }
}
