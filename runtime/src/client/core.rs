//! The core of an emitted client.

use std::fmt;
use std::sync::Arc;

use crate::call::operation::Operation;
use crate::call::{self, ClientState, Deserializers, Purpose, Steps};
use crate::config::Config;
use crate::config::responder::{Responder, ResponderCall};
use crate::protocol::envelope::ReadErrorMembers;
use crate::signing::presigning::{PresignedRequest, PresigningConfig};

/// The service-independent part of a client: its config, and the state that it keeps between calls.
/// Cloning is cheap, and clones share all state.
#[derive(Clone)]
pub struct ClientCore(Arc<ClientState>);

impl ClientCore {
    /// Creates a core with this config.
    pub fn new(config: &Config) -> Self {
        Self(Arc::new(ClientState::new(config)))
    }

    /// The config of this client.
    pub fn config(&self) -> &Config {
        &self.0.config
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

    /// Like [`call`](Self::call), with `config` instead of the client's own config; usually one
    /// that is derived from it. The call shares the client's state.
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
                deserializers: Deserializers {
                    output: &mut |result, metadata| {
                        output = Some(O::deserialize(result, metadata)?);
                        Ok(())
                    },
                    error_members: O::Error::read_error_members,
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

    /// Like [`presign`](Self::presign), with `config` instead of the client's own config.
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
        let presigned = call::presign_for(&self.0, config, O::SPEC, input, &presigning).await?;
        Ok(presigned)
    }

    /// The difference between the service's clock and the local clock in milliseconds, measured
    /// from the last response with a usable `Date` header; negative if the service's clock is
    /// behind. The signing time of requests is corrected by it.
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.0.clock_skew.get().map(|skew| skew.0)
    }

    /// The remaining retry quota. It starts at its maximum of 500.
    pub fn retry_quota_left(&self) -> u32 {
        self.0.retry_quota.left()
    }
}

/// Validates the input, and returns the result of a stand-in for the service.
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
