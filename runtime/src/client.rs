//! The core of an emitted client.

use std::fmt;
use std::sync::Arc;

use crate::call::{self, Destination, KnownDestination, Purpose, Steps};
use crate::clock_skew::ClockSkew;
use crate::config::Config;
use crate::error::Error;
use crate::operation::{Operation, OperationSpec};
use crate::presigning::{PresignedRequest, PresigningConfig};
use crate::retry::{RateLimiter, RetryQuota};
use crate::sigv4::SigningKeyCache;

/// The service-independent part of a client: its config, and the state that it keeps between calls.
/// Cloning is cheap, and clones share all state.
#[derive(Clone)]
pub struct Handle(Arc<Inner>);

struct Inner {
    config: Config,
    signing_keys: SigningKeyCache,
    retry_quota: RetryQuota,
    rate_limiter: RateLimiter,
    clock_skew: ClockSkew,
    destination: KnownDestination,
}

impl Handle {
    /// Creates a handle with this config.
    pub fn new(config: &Config) -> Self {
        Self(Arc::new(Inner {
            config: config.clone(),
            signing_keys: SigningKeyCache::default(),
            retry_quota: RetryQuota::default(),
            rate_limiter: RateLimiter::default(),
            clock_skew: ClockSkew::default(),
            destination: KnownDestination::default(),
        }))
    }

    /// The config of this handle.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The destination of a call with `config`; cached for the handle's own config.
    pub(crate) fn destination(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Destination, Error> {
        if config.is_same(self.config()) {
            self.0.destination.get(config, spec)
        } else {
            Destination::resolve(config, spec)
        }
    }

    /// Makes a call. Dropping the future cancels the call immediately and safely.
    ///
    /// # Errors
    ///
    /// An error whose [kind](crate::ErrorKind) is that of the step that failed.
    pub fn call<'a, O: Operation>(
        &'a self,
        input: &'a O,
    ) -> impl Future<Output = Result<O::Output, O::Error>> + Send + 'a {
        self.call_with(self.config(), input)
    }

    /// Like [`call`](Self::call), with `config` instead of the handle's own config; usually one
    /// that is derived from it. The call shares the handle's state.
    ///
    /// # Errors
    ///
    /// An error whose [kind](crate::ErrorKind) is that of the step that failed.
    pub fn call_with<'a, O: Operation>(
        &'a self,
        config: &'a Config,
        input: &'a O,
    ) -> impl Future<Output = Result<O::Output, O::Error>> + Send + 'a {
        self.call_for(Purpose::Call, config, input)
    }

    /// Like [`call_with`](Self::call_with), for a purpose that the user agent states.
    pub(crate) async fn call_for<O: Operation>(
        &self,
        purpose: Purpose,
        config: &Config,
        input: &O,
    ) -> Result<O::Output, O::Error> {
        #[cfg(feature = "testing")]
        if let Some(stubs) = config.stub() {
            return stubs.answer(config, input);
        }
        let mut output = None;
        call::drive(
            self,
            config,
            Steps {
                spec: O::SPEC,
                input,
                purpose,
                deserialize: &mut |result, metadata| {
                    output = Some(O::deserialize(result, metadata)?);
                    Ok(())
                },
            },
        )
        .await?;
        let output = output.ok_or_else(|| call::no_output(O::SPEC))?;
        if config.log_bodies() {
            call::log_output(&output);
        }
        Ok(output)
    }

    /// Presigns a call with this input, using the current credentials of the config's provider. The
    /// request is not sent.
    ///
    /// # Errors
    ///
    /// The errors of [`Operation::presign`], and an error of kind
    /// [`Credentials`](crate::ErrorKind::Credentials) if there are no credentials.
    pub async fn presign<O: Operation>(
        &self,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        self.presign_with(self.config(), input, presigning).await
    }

    /// Like [`presign`](Self::presign), with `config` instead of the handle's own config.
    ///
    /// # Errors
    ///
    /// The errors of [`presign`](Self::presign).
    pub async fn presign_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        let presigned = call::presign_for(self, config, O::SPEC, input, &presigning).await?;
        Ok(presigned)
    }

    /// The difference between the service's clock and the local clock in milliseconds, measured
    /// from the last response with a usable `Date` header; negative if the service's clock is
    /// behind. The signing time of requests is corrected by it.
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.clock_skew().get().map(|skew| skew.0)
    }

    /// The remaining retry quota. It starts at its maximum of 500.
    pub fn retry_quota_left(&self) -> u32 {
        self.retry_quota().left()
    }

    /// The cache of signing keys, which are valid for one day.
    pub(crate) fn signing_keys(&self) -> &SigningKeyCache {
        &self.0.signing_keys
    }

    pub(crate) fn retry_quota(&self) -> &RetryQuota {
        &self.0.retry_quota
    }

    pub(crate) fn rate_limiter(&self) -> &RateLimiter {
        &self.0.rate_limiter
    }

    pub(crate) fn clock_skew(&self) -> &ClockSkew {
        &self.0.clock_skew
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("config", self.config())
            .finish_non_exhaustive()
    }
}

impl AsRef<Config> for Handle {
    fn as_ref(&self) -> &Config {
        self.config()
    }
}
