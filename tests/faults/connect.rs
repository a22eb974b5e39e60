//! Faults before the request is sent.

use querysmith::transport::TransportErrorKind::{Connect, Io};
use tokio::net::TcpSocket;

use crate::fault::{Trial, connection_fault, transport_error};
use crate::script::{Close, Serve, send};
use crate::server::Server;

/// A host name with a label of more than 63 characters, which is rejected without a DNS query.
const NO_HOST: &str =
    "a-label-with-more-characters-than-a-name-server-would-ever-be-asked-for.invalid";

/// Checks that all three attempts failed to connect.
async fn check_not_connected(trial: &Trial, text: &'static str) {
    let error = trial.error().await;
    transport_error(Connect, text).check(&error, 3);
    assert!(error.is_retryable(), "{error}");
    assert_eq!(trial.timer.take_delays(), [500, 1000]);
    assert!(trial.server.requests().is_empty());
}

/// Reserves a port without listening on it.
fn reserved_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn a_refused_connection_is_attempted_three_times() {
    let (_socket, url) = reserved_port();
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(url)
    });
    check_not_connected(&trial, "no connection to 127.0.0.1:").await;
}

#[tokio::test]
async fn a_client_reaches_a_server_that_starts_later() {
    let (socket, url) = reserved_port();
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(url)
    });
    check_not_connected(&trial, "no connection to 127.0.0.1:").await;
    let up = Server::start_on(socket.listen(8).unwrap(), [], [Serve]);
    trial.succeeds().await;
    assert_eq!(up.requests().len(), 1);
}

#[tokio::test]
async fn a_failed_name_resolution_is_attempted_three_times() {
    let trial = Trial::with(Server::start([]).await, |config, _| {
        config.endpoint_url(format!("http://{NO_HOST}"))
    });
    check_not_connected(&trial, NO_HOST).await;
}

#[tokio::test]
async fn a_connection_closed_immediately_is_retried() {
    connection_fault([Close])
        .is_retried(transport_error(Io, "no response from 127.0.0.1:"))
        .await;
}

#[tokio::test]
async fn a_greeting_of_another_protocol_is_retried() {
    let greeting = send("SSH-2.0-OpenSSH_9.9\r\n");
    connection_fault([greeting, Close])
        .is_retried(transport_error(Io, "no response from 127.0.0.1:"))
        .await;
}
