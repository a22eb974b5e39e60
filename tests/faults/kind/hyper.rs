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

/// Lets the client side of connections, which is on the same thread, process received bytes.
pub(crate) async fn settle() {
    crate::client::settle().await;
}
