//! Signatures that are not valid.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn every_signed_operation_refuses_a_bad_signature() {
    let setup = start();
    let key = setup.key_of_alice();
    let forged = Credentials::from_keys(key.access_key_id(), "wrong", None);
    assert_all_fail_with(&setup.client(forged), "SignatureDoesNotMatch").await;
    let unknown = Credentials::from_keys("AKIAFAKEUNKNOWN12345", "wrong", None);
    assert_all_fail_with(&setup.client(unknown), "InvalidClientTokenId").await;
}

#[tokio::test]
async fn a_client_whose_clock_is_wrong_corrects_it() {
    let setup = start();
    let behind = Setup {
        sts: setup.sts,
        time: ManualTime::at(Clock::now(&setup.time) - Duration::from_secs(901)),
    };
    let client = behind.alice();
    let identity = client.get_caller_identity().send().await;
    assert_eq!(code(identity), "SignatureDoesNotMatch");
    // By the date of the response.
    let identity = client.get_caller_identity().send().await;
    assert_eq!(code(identity), "success");
}
