//! The state that a client keeps between calls.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use http::HeaderValue;

use super::destination::{Destination, KnownDestination};
use super::numbers::{AttemptNumbers, number};
use super::user_agent::{Purpose, user_agent};
use crate::config::Config;
use crate::config::retry::{RateLimiter, RetryQuota};
use crate::error::Error;
use crate::signing::clock_skew::ClockSkew;
use crate::signing::sigv4::SigningKeyCache;
use crate::spec::{OperationSpec, Service};
use crate::value::latest::Latest;

/// The config of a client, and what its calls share: signing keys, the retry quota, the rate
/// limiter of the adaptive mode, the measured clock skew, the resolved endpoint and the user agent.
pub(crate) struct ClientState {
    pub(crate) config: Config,
    pub(crate) signing_keys: SigningKeyCache,
    pub(crate) retry_quota: RetryQuota,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) clock_skew: ClockSkew,
    destination: KnownDestination,
    /// The user agent of single calls.
    user_agent: OnceLock<(&'static Service, HeaderValue)>,
    /// The header of the latest attempt, which many attempts within a second share.
    pub(super) attempt_header: Latest<AttemptNumbers, HeaderValue>,
    /// The header with the length of the latest body, which many calls share.
    content_length: Latest<usize, HeaderValue>,
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
            user_agent: OnceLock::new(),
            attempt_header: Latest::default(),
            content_length: Latest::default(),
        }
    }

    /// The destination of a call with `config`, which is resolved once for the client's own config.
    pub(super) fn destination(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Arc<Destination>, Error> {
        if config.is_same(&self.config) {
            self.destination.get(config, spec)
        } else {
            Destination::resolve(config, spec).map(Arc::new)
        }
    }

    /// The header with the length of a body.
    pub(super) fn content_length(&self, length: usize) -> HeaderValue {
        let make = || Ok::<_, Infallible>(number(length));
        let Ok(header) = self.content_length.get(length, make);
        header
    }

    /// The user agent of a call with `config`: created once for single calls with the client's own
    /// config.
    pub(super) fn user_agent(
        &self,
        config: &Config,
        service: &'static Service,
        purpose: Purpose,
        is_compressed: bool,
    ) -> HeaderValue {
        let create = || user_agent(config, service, purpose, is_compressed);
        if purpose != Purpose::Call || is_compressed || !config.is_same(&self.config) {
            return create();
        }
        let (known, value) = self.user_agent.get_or_init(|| (service, create()));
        if std::ptr::eq(*known, service) {
            value.clone()
        } else {
            create()
        }
    }
}
