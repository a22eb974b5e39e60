//! What an emitted client holds.

use std::fmt;
use std::sync::Arc;

use crate::call::operation::Operation;
use crate::call::{self, ClientState, Purpose, Steps};
use crate::config::Config;
use crate::config::responder::{Responder, ResponderCall};
use crate::signing::presigning::{PresignedRequest, PresigningConfig};

/// The part of a client that is the same for every service: its config, and what it remembers
/// from call to call. Cloning is cheap, and clones share it all.
#[derive(Clone)]
pub struct ClientCore(Arc<ClientState>);

impl ClientCore {
    /// A handle with this config.
    pub fn new(config: &Config) -> Self {
        Self(Arc::new(ClientState::new(config)))
    }

    /// The config it was made with.
    pub fn config(&self) -> &Config {
        &self.0.config
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
        if let Some(responder) = config.responder() {
            return respond(responder, config, input);
        }
        let mut output = None;
        call::drive(
            &self.0,
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
        let presigned = call::presign_for(&self.0, config, O::SPEC, input, &presigning).await?;
        Ok(presigned)
    }

    /// By how many milliseconds the service's clock is ahead of this computer's, as the last
    /// answer that told the time has it; negative if it is behind. Requests are signed by it.
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.0.clock_skew.get().map(|skew| skew.0)
    }

    /// How much is left of the quota from which retries are taken: 500 at first, and at most.
    pub fn retry_quota_left(&self) -> u32 {
        self.0.retry_quota.left()
    }
}

/// The result that a stand-in for the service gives to a call with a valid input.
fn respond<O: Operation>(
    responder: &dyn Responder,
    config: &Config,
    input: &O,
) -> Result<O::Output, O::Error> {
    call::check(config, O::SPEC, input)?;
    let result = responder.respond(&ResponderCall::new(O::SPEC, input))?;
    match result.downcast() {
        Ok(result) => *result,
        Err(_) => Err(call::no_output(O::SPEC).into()),
    }
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCore")
            .field("config", self.config())
            .finish_non_exhaustive()
    }
}

impl AsRef<Config> for ClientCore {
    fn as_ref(&self) -> &Config {
        self.config()
    }
}
