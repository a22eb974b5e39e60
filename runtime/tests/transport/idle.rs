//! How long idle connections are kept, and which requests reuse them.

use std::time::Duration;

use querysmith_runtime::transport::HyperTransport;
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::time;

use crate::direct::{bounded, get, transport};
use crate::server::{Server, response};

/// A server that reports when a client has closed a connection, and its URL.
fn server() -> (Server, String, mpsc::UnboundedReceiver<()>) {
    let (closed, is_closed) = mpsc::unbounded_channel();
    let server = Server::start(None, move |server, mut stream| {
        let closed = closed.clone();
        Box::pin(async move {
            while server.read_request(&mut stream).await?.is_some() {
                stream.write_all(response("200 OK", "").as_bytes()).await?;
            }
            let _ = closed.send(());
            Ok(())
        })
    });
    let url = format!("http://{}", server.address);
    (server, url, is_closed)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Advances the time while no request is in progress.
pub async fn pass(time: Duration) {
    time::pause();
    time::advance(time).await;
    // Lets timers that have expired by then fire.
    time::sleep(Duration::from_millis(1)).await;
    time::resume();
}

#[tokio::test]
async fn a_connection_is_closed_after_90_seconds_of_idleness() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    for idle in [50, 50, 20, 85, 10] {
        get(&transport, &url).await.unwrap();
        pass(Duration::from_secs(idle)).await;
    }
    get(&transport, &url).await.unwrap();
    assert_eq!(server.connections(), 1);
    for idle in [85, 6] {
        assert!(is_closed.try_recv().is_err());
        pass(Duration::from_secs(idle)).await;
    }
    bounded(is_closed.recv()).await.unwrap();
    get(&transport, &url).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn connections_are_closed_when_the_last_clone_of_their_transport_is_dropped() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    for _ in 0..2 {
        get(&transport.clone(), &url).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    drop(transport);
    bounded(is_closed.recv()).await.unwrap();
}

/// Sends this many requests at once, each on its own connection.
async fn send_concurrently(calls: usize, transport: &HyperTransport, url: &str) {
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let (transport, url) = (transport.clone(), url.to_owned());
            tokio::spawn(async move { get(&transport, &url).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

#[tokio::test]
async fn as_many_connections_are_kept_as_there_were_concurrent_requests() {
    let (server, url, _is_closed) = server();
    let transport = transport();
    for _ in 0..3 {
        send_concurrently(8, &transport, &url).await;
        assert_eq!(server.connections(), 8);
    }
}

#[tokio::test]
async fn surplus_connections_expire() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    send_concurrently(3, &transport, &url).await;
    for _ in 0..4 {
        pass(Duration::from_secs(40)).await;
        get(&transport, &url).await.unwrap();
    }
    for _ in 0..2 {
        bounded(is_closed.recv()).await.unwrap();
    }
    get(&transport, &url).await.unwrap();
    assert!(is_closed.try_recv().is_err());
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn cancelling_a_request_closes_its_connection() {
    let (received, mut is_received) = mpsc::unbounded_channel();
    let (closed, mut is_closed) = mpsc::unbounded_channel();
    let server = Server::start(None, move |server, mut stream| {
        let (received, closed) = (received.clone(), closed.clone());
        Box::pin(async move {
            server.read_request(&mut stream).await?;
            let _ = received.send(());
            // There is no response, and no further request on this connection.
            assert_eq!(server.read_request(&mut stream).await?, None);
            let _ = closed.send(());
            Ok(())
        })
    });
    let (transport, url) = (transport(), format!("http://{}", server.address));
    for _ in 0..2 {
        let canceled = tokio::spawn({
            let (transport, url) = (transport.clone(), url.clone());
            async move { get(&transport, &url).await.map(drop) }
        });
        bounded(is_received.recv()).await.unwrap();
        canceled.abort();
        bounded(is_closed.recv()).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_is_not_reused_for_another_origin() {
    let (this, this_url, _this_is_closed) = server();
    let (that, that_url, _that_is_closed) = server();
    let transport = transport();
    for requests in 1..=2 {
        get(&transport, &this_url).await.unwrap();
        get(&transport, &that_url).await.unwrap();
        for server in [&this, &that] {
            assert_eq!(
                (server.requests().len(), server.connections()),
                (requests, 1)
            );
        }
    }
}

#[test]
fn a_connection_is_not_reused_on_a_runtime_that_does_not_drive_it() {
    let (server, url, _is_closed) = server();
    let transport = transport();
    let (this, that) = (runtime(), runtime());
    for runtime in [&this, &that, &this, &that] {
        // The other runtime is not running, so its connection could not send anything.
        runtime.block_on(get(&transport, &url)).unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn connections_end_with_their_runtime_and_the_transport_keeps_working() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    for connections in 1..=3 {
        let runtime = runtime();
        runtime.block_on(get(&transport, &url)).unwrap();
        assert_eq!(server.connections(), connections);
        drop(runtime);
        self::runtime().block_on(async { bounded(is_closed.recv()).await.unwrap() });
    }
}
