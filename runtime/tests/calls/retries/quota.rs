//! How retries take from the quota of a client, and how it is refilled.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};

use super::client::{Client, fails, succeeds};
use crate::support::{Script, parcel};

#[test]
fn retries_take_from_the_quota_and_failed_retries_do_not_return_their_cost() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    assert_eq!(client.quota(), 490);
    client.call_with([fails(400, "Throttling")]).unwrap_err();
    assert_eq!(client.quota(), 480);
}

#[test]
fn a_retry_after_a_timeout_costs_twice_as_much() {
    let client = Client::new([Script::Hang]);
    let error = client.call().unwrap_err();
    assert!(error.is_timeout());
    // There is only one retry: its read timeout of 30 s would end after the operation timeout.
    assert_eq!(client.quota(), 490);
    let timeout = TransportError::new(TransportErrorKind::Timeout, "slow");
    client.call_with([Script::Fail(timeout)]).unwrap_err();
    assert_eq!(client.quota(), 470);
}

#[test]
fn a_successful_retry_returns_its_cost() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    assert_eq!(client.quota(), 490);
    client.call_with([fails(500, "X"), succeeds()]).unwrap();
    assert_eq!(client.quota(), 490);
    // The first of two retries failed.
    client
        .call_with([fails(500, "X"), fails(500, "X"), succeeds()])
        .unwrap();
    assert_eq!(client.quota(), 485);
}

#[test]
fn success_without_a_retry_returns_one_token() {
    let client = Client::new([fails(500, "X")]);
    client.call().unwrap_err();
    client.call_with([succeeds()]).unwrap();
    client.call().unwrap();
    assert_eq!(client.quota(), 492);
    // A failure returns nothing.
    client
        .call_with([fails(400, "ValidationError")])
        .unwrap_err();
    assert_eq!(client.quota(), 492);
}

#[test]
fn with_an_exhausted_quota_there_is_one_attempt() {
    let client = Client::new([fails(500, "X")]);
    for _ in 0..50 {
        client.call().unwrap_err();
    }
    assert_eq!((client.attempts(), client.quota()), (150, 0));
    client.call().unwrap_err();
    assert_eq!((client.attempts(), client.quota()), (151, 0));
    for _ in 0..5 {
        client.call_with([succeeds()]).unwrap();
    }
    client.call_with([fails(500, "X"), succeeds()]).unwrap();
    assert_eq!((client.attempts(), client.quota()), (158, 5));
}

#[test]
fn clones_of_a_client_share_the_quota_and_other_clients_do_not() {
    let client = Client::new([fails(500, "X")]);
    client.exhaust_quota();
    let sent = client.attempts();
    let clone = client.handle.clone();
    client.time.run(clone.call(&parcel())).unwrap_err();
    assert_eq!(client.attempts(), sent + 1);
    let other = ClientCore::new(client.handle.config());
    client.time.run(other.call(&parcel())).unwrap_err();
    assert_eq!(client.attempts(), sent + 4);
}
