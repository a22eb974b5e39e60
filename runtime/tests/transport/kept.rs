//! How long a connection is kept, and for whom.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::time;

use crate::bare::{get, transport};
use crate::server::{Server, answer};
use tokio::io::AsyncWriteExt;

/// A server that tells when a client has closed a connection, and its URL.
fn server() -> (Server, String, mpsc::UnboundedReceiver<()>) {
    let (closed, is_closed) = mpsc::unbounded_channel();
    let server = Server::start(None, move |server, mut stream| {
        let closed = closed.clone();
        Box::pin(async move {
            while server.read_request(&mut stream).await?.is_some() {
                stream.write_all(answer("200 OK", "").as_bytes()).await?;
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

/// Lets this much time pass while nothing is under way.
async fn pass(time: Duration) {
    time::pause();
    time::advance(time).await;
    time::resume();
}

#[tokio::test]
async fn a_connection_is_closed_when_it_was_not_used_for_90_seconds() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    for _ in 0..3 {
        get(&transport, &url).await.unwrap();
        pass(Duration::from_secs(89)).await;
    }
    assert_eq!(server.connections(), 1);
    assert!(is_closed.try_recv().is_err());
    pass(Duration::from_secs(2)).await;
    is_closed.recv().await.unwrap();
    get(&transport, &url).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn connections_are_closed_with_the_last_clone_of_their_transport() {
    let (_server, url, mut is_closed) = server();
    let transport = transport();
    get(&transport.clone(), &url).await.unwrap();
    assert!(is_closed.try_recv().is_err());
    drop(transport);
    is_closed.recv().await.unwrap();
}

#[tokio::test]
async fn as_many_connections_are_kept_as_there_were_calls_at_once() {
    let (server, url, _is_closed) = server();
    let transport = transport();
    for _ in 0..3 {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let (transport, url) = (transport.clone(), url.clone());
                tokio::spawn(async move { get(&transport, &url).await.unwrap() })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(server.connections(), 8);
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_takes_its_connection_with_it() {
    let (asked, mut is_asked) = mpsc::unbounded_channel();
    let (closed, mut is_closed) = mpsc::unbounded_channel();
    let server = Server::start(None, move |server, mut stream| {
        let (asked, closed) = (asked.clone(), closed.clone());
        Box::pin(async move {
            server.read_request(&mut stream).await?;
            let _ = asked.send(());
            // Not answered. There is no other request.
            assert_eq!(server.read_request(&mut stream).await?, None);
            let _ = closed.send(());
            Ok(())
        })
    });
    let (transport, url) = (transport(), format!("http://{}", server.address));
    for _ in 0..2 {
        let given_up = tokio::spawn({
            let (transport, url) = (transport.clone(), url.clone());
            async move { get(&transport, &url).await.map(drop) }
        });
        is_asked.recv().await.unwrap();
        given_up.abort();
        is_closed.recv().await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_connection_is_not_used_in_a_runtime_that_does_not_carry_it() {
    let (server, url, _is_closed) = server();
    let transport = transport();
    let (this, that) = (runtime(), runtime());
    for runtime in [&this, &that, &this, &that] {
        // The other one is at rest, and would not send anything.
        runtime.block_on(get(&transport, &url)).unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn connections_end_with_their_runtime_and_the_transport_goes_on() {
    let (server, url, mut is_closed) = server();
    let transport = transport();
    for connections in 1..=3 {
        let runtime = runtime();
        runtime.block_on(get(&transport, &url)).unwrap();
        assert_eq!(server.connections(), connections);
        drop(runtime);
        is_closed.blocking_recv().unwrap();
    }
}
