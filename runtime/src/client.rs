//! What an emitted client holds.

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

/// The part of a client that is the same for every service: its config, and what it remembers
/// from call to call. Cloning is cheap, and clones share it all.
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
    /// A handle with this config.
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

    /// The config it was made with.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Where a call by `config` goes: found out once for the handle's own config.
    pub(crate) fn destination(
        &self,
        config: &Config,
        spec: &'static OperationSpec,
    ) -> Result<Destination, Error> {
        if config.is(self.config()) {
            self.0.destination.get(config, spec)
        } else {
            Destination::find(config, spec)
        }
    }

    /// Makes a call. Dropping the future ends it at once, and harms nothing.
    ///
    /// # Errors
    ///
    /// Of the [kind](crate::ErrorKind) of the step that failed.
    pub fn call<'a, O: Operation>(
        &'a self,
        input: &'a O,
    ) -> impl Future<Output = Result<O::Output, O::Error>> + Send + 'a {
        self.call_with(self.config(), input)
    }

    /// As [`call`](Self::call), by what `config` says instead of the handle's own: one that was
    /// made from it, as a rule. What the handle remembers from call to call serves here too.
    ///
    /// # Errors
    ///
    /// Of the [kind](crate::ErrorKind) of the step that failed.
    pub fn call_with<'a, O: Operation>(
        &'a self,
        config: &'a Config,
        input: &'a O,
    ) -> impl Future<Output = Result<O::Output, O::Error>> + Send + 'a {
        self.call_for(Purpose::Call, config, input)
    }

    /// As [`call_with`](Self::call_with), for a purpose that the user agent tells.
    pub(crate) async fn call_for<O: Operation>(
        &self,
        purpose: Purpose,
        config: &Config,
        input: &O,
    ) -> Result<O::Output, O::Error> {
        #[cfg(feature = "testing")]
        if let Some(stubs) = config.stub() {
            return stubs.call(config, input);
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

    /// The call with this input as a URL, signed with the credentials that the config gives now.
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// Those of [`Operation::presign`], and of kind
    /// [`Credentials`](crate::ErrorKind::Credentials) when there are none.
    pub async fn presign<O: Operation>(
        &self,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        self.presign_with(self.config(), input, presigning).await
    }

    /// As [`presign`](Self::presign), by what `config` says instead of the handle's own.
    ///
    /// # Errors
    ///
    /// Those of [`presign`](Self::presign).
    pub async fn presign_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        let presigned = call::presign_for(self, config, O::SPEC, input, &presigning).await?;
        Ok(presigned)
    }

    /// By how many milliseconds the service's clock is ahead of this computer's, as the last
    /// answer that told the time has it; negative if it is behind. Requests are signed by it.
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.clock_skew().get().map(|skew| skew.0)
    }

    /// How much is left of the quota from which retries are taken: 500 at first, and at most.
    pub fn retry_quota_left(&self) -> u32 {
        self.retry_quota().left()
    }

    /// The signing keys of the day.
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
