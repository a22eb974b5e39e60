//! The blocking client, on its own thread; the server runs on the thread of the test.

use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};

pub(crate) use querysmith::sts::blocking::Client;

use crate::client;

pub(crate) async fn send(
    client: &Client,
) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    let call = client.get_caller_identity();
    let result = tokio::task::spawn_blocking(move || call.send()).await;
    result.expect("a call that does not panic")
}

/// Lets the client side of connections, which is on another thread, process received bytes.
pub(crate) async fn settle() {
    let settled = tokio::task::spawn_blocking(|| querysmith::blocking::wait(client::settle()));
    settled.await.expect("a task that does not panic");
}
