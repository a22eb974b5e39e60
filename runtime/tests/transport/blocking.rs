//! The blocking client, alone and next to the async one.

use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::presigning::PresigningConfig;
use querysmith_runtime::{
    Config, ConfigBuilder, Credentials, CustomizableOperation, RetryMode, blocking,
};

use crate::loopback::{Reply, Server};
use crate::support::{Scripted, WEIGHED, parcel};

fn config(url: &str) -> ConfigBuilder {
    Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .endpoint_url(url)
        .retry_mode(RetryMode::Off)
}

/// A server on its own thread, which keeps running while a test blocks.
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
fn a_call_returns_the_same_output_as_the_async_client() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::ClientCore::new(&config(&server.url).build());
    let output = handle.call(&parcel()).unwrap();
    assert_eq!(output.grams, 750);
    assert_eq!(output.metadata.attempts().len(), 1);
}

#[test]
fn timeouts_apply() {
    let server = server(Reply::Hang);
    let config = config(&server.url).read_timeout(Duration::from_millis(50));
    let error = blocking::ClientCore::new(&config.build())
        .call(&parcel())
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// An idle connection of the async client is driven by the runtime that the blocking call blocks.
#[tokio::test]
async fn a_call_does_not_wait_for_connections_of_the_runtime_it_blocks() {
    let server = server(Reply::ok(WEIGHED));
    let config = config(&server.url).build();
    let from_async = ClientCore::new(&config);
    from_async.call(&parcel()).await.unwrap();
    let from_blocking = blocking::ClientCore::new(&config);
    assert_eq!(from_blocking.call(&parcel()).unwrap().grams, 750);
    from_async.call(&parcel()).await.unwrap();
}

#[test]
fn threads_share_a_handle() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::ClientCore::new(&config(&server.url).build());
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
async fn a_handle_can_be_dropped_in_async_code() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::ClientCore::new(&config(&server.url).build());
    handle.call(&parcel()).unwrap();
    drop(handle);
    // Dropping a tokio runtime here would have panicked.
    tokio::task::yield_now().await;
}

#[test]
fn a_configured_transport_is_used_unchanged() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config("http://scale.example").transport(transport.clone());
    let handle = blocking::ClientCore::new(&config.build());
    assert_eq!(handle.call(&parcel()).unwrap().grams, 750);
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_call_is_presigned_without_being_sent() {
    let handle = blocking::ClientCore::new(&config("https://scale.example").build());
    let presigned = handle.presign(&parcel(), PresigningConfig::default());
    let uri = presigned.unwrap().uri().to_string();
    assert!(
        uri.starts_with("https://scale.example/?Action=Weigh&"),
        "{uri}"
    );
}

#[test]
fn a_customized_call_is_presigned_with_its_settings_and_headers() {
    let handle = blocking::ClientCore::new(&config("http://scale.example").build());
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
fn a_customized_call_is_sent_with_its_settings_and_headers() {
    let server = server(Reply::ok(WEIGHED));
    let handle = blocking::ClientCore::new(&config("http://scale.example").build());
    let call = CustomizableOperation::new(handle, parcel());
    let output = call
        .config_override(|config| config.endpoint_url(&server.url))
        .header("x-scale", "fine")
        .send();
    assert_eq!(output.unwrap().grams, 750);
    assert!(server.requests()[0].contains("x-scale: fine"));
}
