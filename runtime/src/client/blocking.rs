//! Calls from code that is not async.
//!
//! A [`ClientCore`] makes the same calls as the async one. Each is the async call, driven to completion
//! by [`wait`] on the calling thread, so both behave the same.
//!
//! The tokio runtime that the default transport and timer need runs on one thread, which all
//! blocking calls of a process share. The first call starts it and it is never stopped, so that
//! connections are kept alive between calls and a connection that the server closes is noticed.
//!
//! A blocking call works on any thread. In async code it blocks the executor's thread like any
//! other blocking function: make it in `spawn_blocking`, or use the async client.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Credentials, ProvideCredentials, blocking};
//!
//! let provider = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret");
//! let credentials = blocking::wait(provider.provide_credentials())?;
//! assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
//! # Ok::<(), querysmith::CredentialsError>(())
//! ```

mod executor;
mod pagination;
#[cfg(feature = "hyper")]
mod runtime;

use std::time::Duration;

pub use executor::wait;
pub use pagination::{Items, Pages};

use crate::call::operation::Operation;
use crate::client::core;
use crate::client::pagination::Paginated;
use crate::client::waiter::{self, FinalPoll, Waiter, WaiterError};
use crate::config::Config;
use crate::signing::presigning::{PresignedRequest, PresigningConfig};

/// The result of a waiter.
type Waited<O> = Result<
    FinalPoll<<O as Operation>::Output, <O as Operation>::Error>,
    WaiterError<<O as Operation>::Output, <O as Operation>::Error>,
>;

/// The core of an emitted blocking client: the async [`ClientCore`](crate::codegen_v1::ClientCore) with blocking
/// methods. Cloning is cheap, and clones share all state.
#[derive(Clone, Debug)]
pub struct ClientCore(core::ClientCore);

impl ClientCore {
    /// Creates a core with this config. With the default transport, the core and its clones
    /// have a connection pool of their own; otherwise they use the config's transport.
    pub fn new(config: &Config) -> Self {
        #[cfg(feature = "hyper")]
        return Self(core::ClientCore::new(&config.with_own_connections()));
        #[cfg(not(feature = "hyper"))]
        Self(core::ClientCore::new(config))
    }

    /// The config of this client.
    pub fn config(&self) -> &Config {
        self.0.config()
    }

    /// Makes a call and blocks until it completes.
    ///
    /// # Errors
    ///
    /// The errors of [`call`](crate::codegen_v1::ClientCore::call).
    pub fn call<O: Operation>(&self, input: &O) -> Result<O::Output, O::Error> {
        wait(self.0.call(input))
    }

    /// Like [`call`](Self::call), with `config` instead of the client's own config.
    pub(crate) fn call_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
    ) -> Result<O::Output, O::Error> {
        wait(self.0.call_with(config, input))
    }

    /// Presigns a call with this input. The request is not sent, but credentials may have to be
    /// fetched.
    ///
    /// # Errors
    ///
    /// The errors of [`presign`](crate::codegen_v1::ClientCore::presign).
    pub fn presign<O: Operation>(
        &self,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        wait(self.0.presign(input, presigning))
    }

    /// Like [`presign`](Self::presign), with `config` instead of the client's own config.
    ///
    /// # Errors
    ///
    /// The errors of [`presign`](crate::codegen_v1::ClientCore::presign).
    pub fn presign_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        wait(self.0.presign_with(config, input, presigning))
    }

    /// The pages of results, starting with the page that `input` requests.
    pub fn pages<O: Paginated>(self, input: O, stop_on_duplicate_token: bool) -> Pages<O> {
        let pages = crate::client::pagination::Pages::new(self.0, input);
        Pages::new(pages.stop_on_duplicate_token(stop_on_duplicate_token))
    }

    /// Polls with this input until the resource is in the desired state.
    ///
    /// # Errors
    ///
    /// The errors of [`waiter::wait`].
    pub fn wait_until<O: Operation>(
        &self,
        input: &O,
        waiter: &Waiter<O>,
        max_wait: Duration,
    ) -> Waited<O> {
        wait(waiter::wait(&self.0, input, waiter, max_wait))
    }
}

impl AsRef<Config> for ClientCore {
    fn as_ref(&self) -> &Config {
        self.config()
    }
}
