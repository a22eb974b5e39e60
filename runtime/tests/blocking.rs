//! The blocking client beside the async one.

#![cfg(all(feature = "blocking", feature = "hyper"))]
// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod loopback;
mod support;

use std::time::Duration;

use loopback::{Reply, Server};
use querysmith_runtime::presigning::PresigningConfig;
use querysmith_runtime::{
    Config, ConfigBuilder, Credentials, CustomizableOperation, Handle, RetryMode, blocking,
};
use support::{Scripted, WEIGHED, parcel};

fn config(url: &str) -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .endpoint_url(url)
        .retry_mode(RetryMode::Off)
}

/// A server whose thread goes on while a test blocks its own.
fn server(reply: Reply) -> Server {
    let (ready, server) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            ready.send(Server::script([reply]).await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    server.recv().unwrap()
}

#[test]
fn a_call_gives_what_the_async_one_gives() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::Handle::new(&config(&server.url).build());
    let output = handle.call(&parcel()).unwrap();
    assert_eq!(output.grams, 750);
    assert_eq!(output.metadata.attempts().len(), 1);
}

#[test]
fn time_limits_hold() {
    let server = server(Reply::Hang);
    let config = config(&server.url).read_timeout(Duration::from_millis(50));
    let error = blocking::Handle::new(&config.build())
        .call(&parcel())
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// A connection that the async client left idle belongs to a runtime that the call blocks.
#[tokio::test]
async fn a_call_does_not_wait_for_connections_of_the_runtime_that_it_blocks() {
    let server = server(Reply::ok(WEIGHED));
    let config = config(&server.url).build();
    let from_async = Handle::new(&config);
    from_async.call(&parcel()).await.unwrap();
    let from_blocking = blocking::Handle::new(&config);
    assert_eq!(from_blocking.call(&parcel()).unwrap().grams, 750);
    from_async.call(&parcel()).await.unwrap();
}

#[test]
fn threads_share_a_handle() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::Handle::new(&config(&server.url).build());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(handle.clone().call(&parcel()).unwrap().grams, 750);
                }
            });
        }
    });
    assert_eq!(server.requests().len(), 40);
}

#[tokio::test]
async fn it_may_be_dropped_in_async_code() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::Handle::new(&config(&server.url).build());
    handle.call(&parcel()).unwrap();
    drop(handle);
    // A runtime that was dropped here would have panicked.
    tokio::task::yield_now().await;
}

#[test]
fn a_transport_given_in_code_is_used_as_it_is() {
    let transport = Scripted::answer(200, WEIGHED);
    let config = config("http://scale.example").transport(transport.clone());
    let handle = blocking::Handle::new(&config.build());
    assert_eq!(handle.call(&parcel()).unwrap().grams, 750);
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_call_is_presigned_without_being_sent() {
    let handle = blocking::Handle::new(&config("https://scale.example").build());
    let presigned = handle.presign(&parcel(), PresigningConfig::default());
    let uri = presigned.unwrap().uri().to_string();
    assert!(
        uri.starts_with("https://scale.example/?Action=Weigh&"),
        "{uri}"
    );
}

#[test]
fn a_call_with_settings_and_headers_of_its_own_is_presigned_with_them() {
    let handle = blocking::Handle::new(&config("http://scale.example").build());
    let call = CustomizableOperation::new(handle, parcel());
    let presigned = call
        .config_override(|config| config.endpoint_url("https://scale.example"))
        .header("x-scale", "fine")
        .presigned(PresigningConfig::default())
        .unwrap();
    let uri = presigned.uri();
    assert!(uri.starts_with("https://scale.example/?"), "{uri}");
    assert!(
        uri.contains("&X-Amz-SignedHeaders=host%3Bx-scale&"),
        "{uri}"
    );
}

#[test]
fn a_call_has_settings_and_headers_of_its_own() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::Handle::new(&config("http://scale.example").build());
    let call = CustomizableOperation::new(handle, parcel());
    let output = call
        .config_override(|config| config.endpoint_url(&server.url))
        .header("x-scale", "fine")
        .send();
    assert_eq!(output.unwrap().grams, 750);
    assert!(server.requests()[0].contains("x-scale: fine"));
}
