//! Clients of a server of this test, and waiting for them.

use std::time::{Duration, SystemTime};

use querysmith::clock::Clock;
use querysmith::sts::Client;
use querysmith::{Config, ConfigBuilder, Credentials, RetryMode};

use crate::case::Case;
use crate::server::{Answer, Server};

/// Much more than anything here takes: a test that hangs fails.
const BOUND: Duration = Duration::from_secs(30);

/// What the signing credentials hide.
pub(crate) const SIGNING_SECRETS: [&str; 2] = ["hush-signing-key", "hush-signing-token"];

/// 2026-05-04T03:02:01Z.
pub(crate) const NOW: Duration = Duration::from_secs(1_777_863_721);

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + NOW
    }
}

/// All that a signed call needs.
pub(crate) fn config(server: &Server) -> ConfigBuilder {
    bare_config(server)
        .region("eu-west-1")
        .credentials_provider(credentials())
}

/// Neither a region nor credentials. Of one attempt only, so that every test sees what becomes of it.
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

/// A client with what the operation needs, and no more.
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

/// The outcome of the call with every member set, when the server does this.
pub(crate) async fn outcome<C: Case>(answer: Answer) -> Result<C::Output, C::Error> {
    let server = Server::start([answer]).await;
    send(C::start(&client::<C>(&server)).fill()).await
}

/// The error of that call.
pub(crate) async fn error<C: Case>(answer: Answer) -> C::Error {
    let outcome = outcome::<C>(answer).await;
    outcome.expect_err("a call that fails")
}

/// The outcome of this call, unless it takes forever.
pub(crate) async fn send<C: Case>(call: C) -> Result<C::Output, C::Error> {
    bounded(call.send()).await
}

pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(BOUND, future).await;
    outcome.expect("this does not take so long unless it hangs")
}
