//! Connection reuse, and time limits for a server that does not respond.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use querysmith::ErrorKind;
use querysmith::clock::{BoxFuture, Sleep};
use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder;
use querysmith::sts::operation::get_caller_identity::{
    GetCallerIdentityError, GetCallerIdentityOutput,
};

use crate::case::{failure, success};
use crate::client::{bounded, config};
use crate::server::{Behavior, Reply, Server};

type Whoami = GetCallerIdentityFluentBuilder;

async fn whoami(client: &Client) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    bounded(client.get_caller_identity().send()).await
}

/// Makes a first call with this behavior of the server, and a second that succeeds. Returns the
/// number of connections.
async fn connections_for(first: Behavior, succeeds: bool) -> usize {
    let server = Server::start([first, Behavior::Complete(success::<Whoami>())]).await;
    let client = Client::new(&config(&server).build());
    assert_eq!(whoami(&client).await.is_ok(), succeeds);
    whoami(&client).await.unwrap();
    server.connections()
}

#[tokio::test]
async fn two_calls_share_a_connection() {
    let first = Behavior::Complete(success::<Whoami>());
    assert_eq!(connections_for(first, true).await, 1);
}

#[tokio::test]
async fn a_connection_is_reused_after_an_error_response() {
    for status in [400, 403, 404, 501] {
        let first = Behavior::Complete(failure(status, "AnyCode", "No."));
        assert_eq!(connections_for(first, false).await, 1, "status {status}");
    }
}

#[tokio::test]
async fn a_connection_is_closed_after_a_transient_error_response() {
    for status in [429, 500, 502, 503, 504] {
        let first = Behavior::Complete(failure(status, "AnyCode", "No."));
        assert_eq!(connections_for(first, false).await, 2, "status {status}");
    }
}

#[tokio::test]
async fn a_connection_is_reused_after_a_chunked_response() {
    let first = Behavior::Chunked(success::<Whoami>());
    assert_eq!(connections_for(first, true).await, 1);
}

#[tokio::test]
async fn clones_of_a_client_and_clients_of_one_config_share_a_connection() {
    let responses = vec![Behavior::Complete(success::<Whoami>()); 3];
    let server = Server::start(responses).await;
    let config = config(&server).build();
    let client = Client::new(&config);
    for client in [client.clone(), client, Client::new(&config.clone())] {
        whoami(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_closed_connection_is_replaced() {
    let reply = success::<Whoami>();
    assert_eq!(
        connections_for(Behavior::Last(reply.clone()), true).await,
        2
    );
    assert_eq!(connections_for(Behavior::Truncated(reply), false).await, 2);
    assert_eq!(connections_for(Behavior::Close, false).await, 2);
}

#[tokio::test]
async fn the_next_call_succeeds_after_a_response_that_is_too_large() {
    let first = Behavior::Complete(Reply::new(200, vec![b' '; 11 * 1024 * 1024]));
    assert_eq!(connections_for(first, false).await, 2);
}

#[tokio::test]
async fn a_refused_connection_is_an_error_that_names_the_address() {
    let server = Server::start([]).await;
    // The port is bound and released, so no process listens on it.
    let unused = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    let url = format!("http://{address}");
    let client = Client::new(&config(&server).endpoint_url(url).build());
    let error = whoami(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_retryable());
    let text = error.to_string();
    let start = format!("GetCallerIdentity failed: no connection to {address}: ");
    assert!(text.starts_with(&start), "{text}");
}

/// A timer in which one duration elapses when the server receives a request, and no other does.
struct ElapsesOnRequest {
    duration: Duration,
    server: Arc<Server>,
}

impl Sleep for ElapsesOnRequest {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration == self.duration {
            Box::pin(self.server.request_arrived())
        } else {
            Box::pin(std::future::pending())
        }
    }
}

impl fmt::Debug for ElapsesOnRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ElapsesOnRequest")
    }
}

#[tokio::test]
async fn a_hanging_server_causes_a_read_timeout() {
    let text = timeout_text(SHORTER, LONGER).await;
    assert!(
        text.contains("no complete response from 127.0.0.1"),
        "{text}"
    );
    assert!(text.contains("11s (read timeout)"), "{text}");
}

#[tokio::test]
async fn a_hanging_server_causes_an_operation_timeout() {
    let text = timeout_text(LONGER, SHORTER).await;
    assert!(text.contains("11s (operation timeout)"), "{text}");
}

const SHORTER: Duration = Duration::from_secs(11);
const LONGER: Duration = Duration::from_secs(22);

/// The error message when the shorter of these timeouts elapses while the server hangs.
async fn timeout_text(read: Duration, operation: Duration) -> String {
    let server = Arc::new(Server::start([Behavior::Hang]).await);
    let sleep = ElapsesOnRequest {
        duration: SHORTER,
        server: Arc::clone(&server),
    };
    let config = config(&server)
        .read_timeout(read)
        .operation_timeout(operation)
        .sleep(sleep)
        .build();
    let error = whoami(&Client::new(&config)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(server.requests().len(), 1);
    error.to_string()
}
