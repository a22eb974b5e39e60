//! What becomes of connections, and of calls that wait for one that is silent.

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
use crate::server::{Answer, Reply, Server};

type Whoami = GetCallerIdentityFluentBuilder;

async fn whoami(client: &Client) -> Result<GetCallerIdentityOutput, GetCallerIdentityError> {
    bounded(client.get_caller_identity().send()).await
}

/// A first call that this answers, and a second that succeeds: the connections that it took.
async fn connections_for(first: Answer, succeeds: bool) -> usize {
    let server = Server::start([first, Answer::Whole(success::<Whoami>())]).await;
    let client = Client::new(&config(&server).build());
    assert_eq!(whoami(&client).await.is_ok(), succeeds);
    whoami(&client).await.unwrap();
    server.connections()
}

#[tokio::test]
async fn two_calls_share_a_connection() {
    let first = Answer::Whole(success::<Whoami>());
    assert_eq!(connections_for(first, true).await, 1);
}

#[tokio::test]
async fn an_error_answer_leaves_the_connection_usable() {
    for status in [400, 403, 500, 503] {
        let first = Answer::Whole(failure(status, "AnyCode", "No."));
        assert_eq!(connections_for(first, false).await, 1, "status {status}");
    }
}

#[tokio::test]
async fn a_chunked_answer_leaves_the_connection_usable() {
    let first = Answer::Chunked(success::<Whoami>());
    assert_eq!(connections_for(first, true).await, 1);
}

#[tokio::test]
async fn clones_of_a_client_and_clients_of_one_config_share_a_connection() {
    let answer = || Answer::Whole(success::<Whoami>());
    let server = Server::start([answer(), answer(), answer()]).await;
    let config = config(&server).build();
    let client = Client::new(&config);
    for client in [client.clone(), client, Client::new(&config.clone())] {
        whoami(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_ends_is_followed_by_another() {
    let reply = success::<Whoami>();
    assert_eq!(connections_for(Answer::Last(reply.clone()), true).await, 2);
    assert_eq!(connections_for(Answer::CutOff(reply), false).await, 2);
    assert_eq!(connections_for(Answer::Close, false).await, 2);
}

#[tokio::test]
async fn an_answer_that_is_too_large_does_not_hinder_the_next_call() {
    let first = Answer::Whole(Reply::new(200, vec![b' '; 11 * 1024 * 1024]));
    assert_eq!(connections_for(first, false).await, 2);
}

#[tokio::test]
async fn a_call_that_nobody_listens_to_says_where_it_went() {
    let server = Server::start([]).await;
    // Bound, and given back: nobody listens there.
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

/// A sleep in which one duration has passed once the server has a request, and no other ever does.
struct PassesOnArrival {
    duration: Duration,
    server: Arc<Server>,
}

impl Sleep for PassesOnArrival {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration == self.duration {
            Box::pin(self.server.request_arrived())
        } else {
            Box::pin(std::future::pending())
        }
    }
}

impl fmt::Debug for PassesOnArrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassesOnArrival")
    }
}

#[tokio::test]
async fn silence_ends_with_the_read_timeout() {
    let text = timeout_text(READ).await;
    assert!(
        text.contains("no complete response from 127.0.0.1"),
        "{text}"
    );
    assert!(text.contains("11s (read timeout)"), "{text}");
}

#[tokio::test]
async fn silence_ends_with_the_operation_timeout() {
    let text = timeout_text(OPERATION).await;
    assert!(text.contains("22s (operation timeout)"), "{text}");
}

const READ: Duration = Duration::from_secs(11);
const OPERATION: Duration = Duration::from_secs(22);

/// What the error says when this limit passes while the server is silent.
async fn timeout_text(duration: Duration) -> String {
    let server = Arc::new(Server::start([Answer::Silence]).await);
    let sleep = PassesOnArrival {
        duration,
        server: Arc::clone(&server),
    };
    let config = config(&server)
        .read_timeout(READ)
        .operation_timeout(OPERATION)
        .sleep(sleep)
        .build();
    let error = whoami(&Client::new(&config)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(server.requests().len(), 1);
    error.to_string()
}
