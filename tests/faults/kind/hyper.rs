//! The async client.

use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};

pub(crate) use querysmith::sts::Client;

pub(crate) async fn send(
    client: &Client,
) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    client.get_caller_identity().send().await
}

/// Gives the client's side of connections, which is on this thread too, the time to see what came.
pub(crate) async fn settle() {
    crate::client::settle().await;
}
