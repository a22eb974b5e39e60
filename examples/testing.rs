//! Tests a function that calls STS without STS: with a stub, to test how it handles results, and
//! with scripted responses, to test the requests that it sends.
//!
//! ```sh
//! cargo run --example testing
//! ```
//!
//! ```text
//! stub: 2 calls; one key is ours, and an invalid one is not
//! script: 2 requests, because the first response was an error that is retried
//! ```
//!
//! In your own crate, put the two functions below `main` into a test module, each with the
//! attribute `#[tokio::test]`, and run `cargo add --dev querysmith --features testing`.

#![allow(clippy::print_stdout, reason = "this is a command-line program")]

use querysmith::sts::Client;
use querysmith::sts::operation::get_access_key_info::{
    GetAccessKeyInfoError, GetAccessKeyInfoOutput,
};
use querysmith::sts::testing::Stub;
use querysmith::testing::{ErrorBuilder, Response, ScriptedTransport, config};

/// The function under test: reports whether an access key belongs to this account.
async fn is_ours(client: &Client, key: &str) -> Result<bool, GetAccessKeyInfoError> {
    let found = client.get_access_key_info().access_key_id(key).send().await;
    match found {
        Ok(found) => Ok(found.account() == Some("123456789012")),
        Err(error) if error.code() == Some("ValidationError") => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), GetAccessKeyInfoError> {
    results_are_handled().await?;
    requests_are_sent_and_retried().await
}

async fn results_are_handled() -> Result<(), GetAccessKeyInfoError> {
    let stub = Stub::new();
    let calls = stub.get_access_key_info(|input| match input.access_key_id() {
        Some("AKIAIOSFODNN7EXAMPLE") => {
            let output = GetAccessKeyInfoOutput::builder().account("123456789012");
            Ok(output.build())
        }
        _ => Err(ErrorBuilder::service("ValidationError").build().into()),
    });
    let client = stub.client();
    assert!(is_ours(&client, "AKIAIOSFODNN7EXAMPLE").await?);
    assert!(!is_ours(&client, "AKIAI44QH8DHBEXAMPLE").await?);
    let count = calls.count();
    assert_eq!(count, 2);
    println!("stub: {count} calls; one key is ours, and an invalid one is not");
    Ok(())
}

async fn requests_are_sent_and_retried() -> Result<(), GetAccessKeyInfoError> {
    let output = GetAccessKeyInfoOutput::builder().account("999999999999");
    let transport = ScriptedTransport::new([
        Response::error(503, "ServiceUnavailable", "Busy."),
        Response::of(&output.build()),
    ]);
    let config = config().transport(transport.clone()).build();
    assert!(!is_ours(&Client::new(&config), "AKIAIOSFODNN7EXAMPLE").await?);
    // There is no delay between the attempts: the test config's clock advances automatically.
    for request in transport.requests() {
        assert_eq!(request.action(), Some("GetAccessKeyInfo"));
        assert_eq!(request.get("AccessKeyId"), Some("AKIAIOSFODNN7EXAMPLE"));
    }
    let count = transport.requests().len();
    assert_eq!(count, 2);
    println!("script: {count} requests, because the first response was an error that is retried");
    Ok(())
}
