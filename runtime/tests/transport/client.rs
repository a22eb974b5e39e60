//! The kinds of clients, each as a plain function.

use querysmith_runtime::{Config, ConfigBuilder, Credentials, Error, Handle, RetryMode};

use crate::support::{WeighOutput, parcel};

/// Makes a call and waits for its end.
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

    /// The error of a call that has to fail.
    #[track_caller]
    pub fn error(&self) -> Error {
        self.weigh().unwrap_err()
    }
}

/// The async client, in a runtime of its own.
pub fn hyper(config: &Config) -> Client {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let handle = Handle::new(config);
    Client(Box::new(move || {
        runtime.block_on(async {
            // The driver reports what happened to idle connections before the call begins.
            tokio::task::yield_now().await;
            handle.call(&parcel()).await
        })
    }))
}

/// The blocking client.
#[cfg(feature = "blocking")]
pub fn blocking(config: &Config) -> Client {
    let handle = querysmith_runtime::blocking::Handle::new(config);
    Client(Box::new(move || handle.call(&parcel())))
}

/// The blocking client, where it had better not be: in a runtime with a single thread.
#[cfg(feature = "blocking")]
pub fn blocking_in_a_runtime(config: &Config) -> Client {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let handle = querysmith_runtime::blocking::Handle::new(config);
    Client(Box::new(move || {
        runtime.block_on(async { handle.call(&parcel()) })
    }))
}

/// A config for `url`, with one attempt and no time limits that a busy computer could reach.
pub fn config(url: &str) -> ConfigBuilder {
    with_calls_to(Config::builder(), url)
}

/// `builder` with calls to `url`.
pub fn with_calls_to(builder: ConfigBuilder, url: &str) -> ConfigBuilder {
    builder
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush-key"))
        .endpoint_url(url)
        .retry_mode(RetryMode::Off)
        .connect_timeout(std::time::Duration::from_secs(30))
}
