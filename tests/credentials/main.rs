//! The credentials providers that call STS, the chains built from them, and the config loader, with
//! time, transport, environment and files under the control of the test.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::print_stderr, clippy::unwrap_used)]

mod aws;
mod broken_files;
mod conformance;
mod default_chain;
#[cfg(feature = "hyper")]
mod hang;
mod imitations;
#[path = "../../runtime/tests/support/listener.rs"]
mod listener;
mod loader;
#[cfg(feature = "hyper")]
mod loopback;
#[cfg(feature = "hyper")]
mod metadata;
mod mfa;
mod outage;
#[cfg(unix)]
mod pipes;
#[cfg(unix)]
mod processes;
mod profile;
mod regions;
mod role_chain;
mod roles;
mod secrets;
mod selection;
mod sessions;
#[cfg(unix)]
mod unreadable_files;
mod wrong_clock;

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock, Sleep};
use querysmith::credentials::ProviderContext;
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::{Config, Credentials};

use aws::Aws;

/// 2026-01-01T00:00:00Z, in seconds since 1970.
const START: u64 = 1_767_225_600;

const CONFIG_FILE: &str = "/home/ann/.aws/config";
const CREDENTIALS_FILE: &str = "/home/ann/.aws/credentials";

/// A clock that moves only when the test advances it.
#[derive(Debug, Clone)]
struct ManualClock(Arc<Mutex<u64>>);

impl ManualClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(START)))
    }

    fn secs(&self) -> u64 {
        *self.0.lock().unwrap()
    }

    fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += seconds;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.secs())
    }
}

/// A timer whose back-off delays elapse immediately, and whose time limits never elapse.
#[derive(Debug)]
struct NoDelays;

impl Sleep for NoDelays {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The longest back-off delay is shorter than the shortest time limit.
        if duration < Duration::from_secs(1) {
            return Box::pin(std::future::ready(()));
        }
        Box::pin(std::future::pending())
    }
}

/// A context with these variables and this config file, which sends requests to `aws`.
fn context(aws: &Aws, variables: &[(&str, &str)], config: &str) -> ProviderContext {
    let home = [("HOME", "/home/ann")];
    let env: Env = home.iter().chain(variables).copied().collect();
    let files: Files = [(CONFIG_FILE, config)].into_iter().collect();
    ProviderContext::new()
        .with_env(env)
        .with_files(files)
        .with_clock(aws.clock.clone())
        .with_sleep(NoDelays)
        .with_transport(aws.clone())
}

/// A config with long-term credentials that sends requests to `aws`.
fn config(aws: &Aws) -> Config {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID-LONG", "hush-long"))
        .transport(aws.clone())
        .clock(aws.clock.clone())
        .sleep(NoDelays)
        .build()
}
