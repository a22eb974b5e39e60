//! The kinds of clients, with a function that makes each kind.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{Config, ConfigBuilder, Credentials, Error, RetryMode};

use crate::support::{WeighOutput, parcel};

/// A client whose calls block until they end.
pub struct Client(Box<dyn Fn() -> Result<WeighOutput, Error>>);

/// Makes a client of this kind.
pub type Make = fn(&Config) -> Client;

impl Client {
    pub fn weigh(&self) -> Result<WeighOutput, Error> {
        (self.0)()
    }

    #[track_caller]
    pub fn assert_weighs(&self) {
        assert_eq!(self.weigh().unwrap().grams, 750);
    }

    /// The error of a call that must fail.
    #[track_caller]
    pub fn error(&self) -> Error {
        self.weigh().unwrap_err()
    }
}

/// The async client, on its own runtime.
pub fn hyper(config: &Config) -> Client {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let handle = ClientCore::new(config);
    Client(Box::new(move || {
        runtime.block_on(async {
            // Lets the I/O driver process closed idle connections before the call begins.
            tokio::task::yield_now().await;
            handle.call(&parcel()).await
        })
    }))
}

/// The blocking client.
#[cfg(feature = "blocking")]
pub fn blocking(config: &Config) -> Client {
    let handle = querysmith_runtime::blocking::ClientCore::new(config);
    Client(Box::new(move || handle.call(&parcel())))
}

/// The blocking client used inside a single-threaded runtime, which it blocks.
#[cfg(feature = "blocking")]
pub fn blocking_in_a_runtime(config: &Config) -> Client {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let handle = querysmith_runtime::blocking::ClientCore::new(config);
    Client(Box::new(move || {
        runtime.block_on(async { handle.call(&parcel()) })
    }))
}

/// A config for `url`, with one attempt and timeouts that even a busy machine does not reach.
pub fn config(url: &str) -> ConfigBuilder {
    with_calls_to(Config::builder(), url)
}

/// Points `builder` at `url`.
pub fn with_calls_to(builder: ConfigBuilder, url: &str) -> ConfigBuilder {
    builder
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush-key"))
        .endpoint_url(url)
        .retry_mode(RetryMode::Off)
        .connect_timeout(std::time::Duration::from_secs(30))
}
