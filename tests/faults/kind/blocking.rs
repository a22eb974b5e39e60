//! The client that is not async, in a thread of its own: the server is in the test's.

use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};

pub(crate) use querysmith::sts::blocking::Client;

use crate::client;

pub(crate) async fn send(
    client: &Client,
) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    let call = client.get_caller_identity();
    let ended = tokio::task::spawn_blocking(move || call.send()).await;
    ended.expect("a call that does not panic")
}

/// Gives the client's side of connections, which is on another thread, the time to see what came.
pub(crate) async fn settle() {
    let settled = tokio::task::spawn_blocking(|| querysmith::blocking::wait(client::settle()));
    settled.await.expect("nothing that panics");
}
