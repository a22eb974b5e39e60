//! Faults before a request can be sent.

use querysmith::transport::TransportErrorKind::{Connect, Io};
use tokio::net::TcpSocket;

use crate::fault::{Trial, breaks, lost};
use crate::script::{Close, Serve, send};
use crate::server::Server;

/// A label may have 63 characters, so that no name server is asked.
const NO_HOST: &str =
    "a-label-with-more-characters-than-a-name-server-would-ever-be-asked-for.invalid";

/// Tells that no connection was made, attempt after attempt.
async fn is_not_connected(trial: &Trial, text: &'static str) {
    let error = trial.error().await;
    lost(Connect, text).holds_for(&error, 3);
    assert!(error.is_retryable(), "{error}");
    assert_eq!(trial.waiting.take_pauses(), [500, 1000]);
    assert!(trial.server.requests().is_empty());
}

/// A port of our own where nobody listens yet.
fn deaf() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn a_port_that_nobody_listens_at_is_tried_three_times() {
    let (_kept, url) = deaf();
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(url)
    });
    is_not_connected(&trial, "no connection to 127.0.0.1:").await;
}

#[tokio::test]
async fn a_server_that_comes_up_is_found_by_the_same_client() {
    let (socket, url) = deaf();
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(url)
    });
    is_not_connected(&trial, "no connection to 127.0.0.1:").await;
    let up = Server::start_on(socket.listen(8).unwrap(), [], [Serve]);
    trial.goes_on().await;
    assert_eq!(up.requests().len(), 1);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_tried_three_times() {
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(format!("http://{NO_HOST}"))
    });
    is_not_connected(&trial, NO_HOST).await;
}

#[tokio::test]
async fn a_connection_that_is_closed_as_soon_as_it_is_made_is_tried_again() {
    breaks([Close])
        .is_tried_again(lost(Io, "no response from 127.0.0.1:"))
        .await;
}

#[tokio::test]
async fn a_server_of_another_protocol_that_speaks_first_is_tried_again() {
    let greeting = send("SSH-2.0-OpenSSH_9.9\r\n");
    breaks([greeting, Close])
        .is_tried_again(lost(Io, "no response from 127.0.0.1:"))
        .await;
}
