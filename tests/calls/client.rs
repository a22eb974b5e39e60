//! Clients of a test server, with time limits for their calls.

use std::time::{Duration, SystemTime};

use querysmith::clock::Clock;
use querysmith::sts::Client;
use querysmith::{Config, ConfigBuilder, Credentials, RetryMode};

use crate::case::Case;
use crate::server::{Behavior, Server};

/// A time limit that only a hanging test exceeds.
const BOUND: Duration = Duration::from_secs(30);

/// The secrets of the signing credentials.
pub(crate) const SIGNING_SECRETS: [&str; 2] = ["hush-signing-key", "hush-signing-token"];

/// 2026-05-04T03:02:01Z.
pub(crate) const NOW: Duration = Duration::from_secs(1_777_863_721);

/// A clock that always returns `NOW`.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }
}

/// A config with everything that a signed call needs.
pub(crate) fn config(server: &Server) -> ConfigBuilder {
    bare_config(server)
        .region("eu-west-1")
        .credentials_provider(credentials())
}

/// A config without a region or credentials, and without retries, so that the result of the first
/// attempt is the result of the call.
pub(crate) fn bare_config(server: &Server) -> ConfigBuilder {
    Config::builder()
        .endpoint_url(server.url())
        .clock(Stopped)
        .retry_mode(RetryMode::Off)
}

pub(crate) fn credentials() -> Credentials {
    let [key, token] = SIGNING_SECRETS;
    Credentials::new("EXAMPLE_SIGNING_KEY_ID", key).with_session_token(token)
}

/// A client with only the settings that the operation needs.
pub(crate) fn client<C: Case>(server: &Server) -> Client {
    Client::new(&config_for::<C>(server).build())
}

pub(crate) fn config_for<C: Case>(server: &Server) -> ConfigBuilder {
    if C::SIGNED {
        config(server)
    } else {
        bare_config(server)
    }
}

/// The result of the call with every member set, for this behavior of the server.
pub(crate) async fn outcome<C: Case>(behavior: Behavior) -> Result<C::Output, C::Error> {
    let server = Server::start([behavior]).await;
    send(C::start(&client::<C>(&server)).fill()).await
}

/// The error of that call.
pub(crate) async fn error<C: Case>(behavior: Behavior) -> C::Error {
    let outcome = outcome::<C>(behavior).await;
    outcome.expect_err("a call that fails")
}

/// Sends the call, with a time limit.
pub(crate) async fn send<C: Case>(call: C) -> Result<C::Output, C::Error> {
    bounded(call.send()).await
}

/// Waits for the future, and panics if it exceeds the time limit.
pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(BOUND, future).await;
    outcome.expect("the test hangs")
}
