//! Calls from code that is not async.
//!
//! A [`ClientCore`] makes the same calls as the async one. Each is the async call, run to its end by
//! [`wait`] on the thread that makes it, so that all that holds for one holds for the other.
//!
//! What the default transport and timer need of tokio is in one thread that all blocking calls of
//! a process share. The first of them starts it, and it stays: connections are kept alive between
//! calls, and one that a server closes meanwhile is noticed.
//!
//! A call may be made anywhere. From async code it works as well, and blocks the thread as any
//! blocking function does, so rather make it by `spawn_blocking`, or be async.

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

/// What a waiter ends with.
type Waited<O> = Result<
    FinalPoll<<O as Operation>::Output, <O as Operation>::Error>,
    WaiterError<<O as Operation>::Output, <O as Operation>::Error>,
>;

/// What an emitted blocking client holds: as the async [`ClientCore`](crate::ClientCore), whose methods
/// wait. Cloning is cheap, and clones share it all.
#[derive(Clone, Debug)]
pub struct ClientCore(core::ClientCore);

impl ClientCore {
    /// A handle with this config. If its transport is the default one, the handle and its clones
    /// have connections of their own; else they use what they are given.
    pub fn new(config: &Config) -> Self {
        #[cfg(feature = "hyper")]
        return Self(core::ClientCore::new(&config.with_own_connections()));
        #[cfg(not(feature = "hyper"))]
        Self(core::ClientCore::new(config))
    }

    /// The config it was made with.
    pub fn config(&self) -> &Config {
        self.0.config()
    }

    /// Makes a call, and waits for its end.
    ///
    /// # Errors
    ///
    /// Those of [`ClientCore::call`](crate::ClientCore::call).
    pub fn call<O: Operation>(&self, input: &O) -> Result<O::Output, O::Error> {
        wait(self.0.call(input))
    }

    /// As [`call`](Self::call), by `config` instead of the handle's.
    pub(crate) fn call_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
    ) -> Result<O::Output, O::Error> {
        wait(self.0.call_with(config, input))
    }

    /// The call with this input as a URL. Nothing is sent, but that credentials may have to be
    /// fetched.
    ///
    /// # Errors
    ///
    /// Those of [`ClientCore::presign`](crate::ClientCore::presign).
    pub fn presign<O: Operation>(
        &self,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        wait(self.0.presign(input, presigning))
    }

    /// As [`presign`](Self::presign), by what `config` says instead of the handle's own.
    ///
    /// # Errors
    ///
    /// Those of [`ClientCore::presign`](crate::ClientCore::presign).
    pub fn presign_with<O: Operation>(
        &self,
        config: &Config,
        input: &O,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, O::Error> {
        wait(self.0.presign_with(config, input, presigning))
    }

    /// The pages from the one on that `input` asks for.
    pub fn pages<O: Paginated>(self, input: O, stop_on_duplicate_token: bool) -> Pages<O> {
        let pages = crate::client::pagination::Pages::new(self.0, input);
        Pages::new(pages.stop_on_duplicate_token(stop_on_duplicate_token))
    }

    /// Waits until a call with this input says that the resource is in the awaited state.
    ///
    /// # Errors
    ///
    /// Those of [`waiter::wait`].
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
