//! Session tokens that have expired.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn every_signed_operation_refuses_an_expired_token() {
    let setup = start();
    let call = setup.alice().get_session_token().duration_seconds(900);
    let output = call.send().await.expect("GetSessionToken succeeds");
    let client = setup.client(session(output.credentials()));
    setup.time.advance(Duration::from_secs(899));
    let identity = client.get_caller_identity().send().await;
    assert_eq!(code(identity), "success");
    setup.time.advance(Duration::from_secs(1));
    assert_all_fail_with(&client, "ExpiredToken").await;
}
