//! Faults that are tested with the async client only.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use querysmith::RetryMode;
use querysmith::transport::TransportErrorKind::Io;

use crate::client::{bounded, call};
use crate::fault::{Trial, connection_fault, transport_error};
use crate::kind::settle;
use crate::script::{Close, Read, Reset, Serve, Wait, chunk, send, success, whoami};
use crate::server::Server;

/// A trial without retries, so that every fault causes an error.
fn one_attempt(server: Server) -> Trial {
    Trial::with(server, |config, _| config.retry_mode(RetryMode::Off))
}

// The blocking client connects on another thread, so the reset can arrive before or after the
// connection is established.
#[tokio::test]
async fn a_connection_reset_immediately_is_retried() {
    connection_fault([Reset])
        .is_retried(transport_error(Io, "no response from 127.0.0.1:"))
        .await;
}

// The calls of the blocking client run on threads, so one of them could get a connection from the
// pool at the moment when the server closes it.
#[tokio::test]
async fn many_idle_connections_closed_by_the_server_do_not_affect_calls() {
    const CALLS: usize = 20;
    let script = vec![vec![Read, success(), Close]; CALLS];
    let trial = Arc::new(one_attempt(Server::start(script).await));
    // The calls are concurrent, so that each uses its own connection.
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let trial = Arc::clone(&trial);
            tokio::spawn(async move { trial.succeeds().await })
        })
        .collect();
    for call in calls {
        bounded(call).await.unwrap();
    }
    assert_eq!(trial.server.connections(), CALLS);
    bounded(trial.server.wait_for_closed(CALLS)).await;
    settle().await;
    trial.succeeds().await;
    assert_eq!(trial.server.connections(), CALLS + 1);
}

// The calls of the blocking client cannot be dropped, here and below.
#[tokio::test]
async fn a_dropped_call_closes_its_connection_and_the_next_succeeds() {
    let script = vec![vec![Read, Wait]];
    let trial = Trial::with(Server::start(script).await, |config, _| {
        config.read_timeout(None)
    });
    let client = trial.client.clone();
    let pending = tokio::spawn(async move { call(&client).await });
    bounded(trial.server.wait_for_requests(1)).await;
    pending.abort();
    assert!(pending.await.unwrap_err().is_cancelled());
    bounded(trial.server.wait_for_closed(1)).await;
    trial.succeeds().await;
    assert_eq!(trial.server.connections(), 2);
}

#[tokio::test]
async fn a_call_can_be_dropped_at_any_point_without_affecting_the_next() {
    let mut polls = 0;
    loop {
        polls += 1;
        // The response is sent in pieces, so that there are points between them.
        let pieces = [
            Read,
            send("HTTP/1.1 200 OK\r\n"),
            send("transfer-encoding: chunked\r\n\r\n"),
            send(chunk(whoami())),
            send("0\r\n\r\n"),
            Serve,
        ];
        let trial = one_attempt(Server::start([pieces.to_vec()]).await);
        let ended = bounded(ends_within(polls, call(&trial.client))).await;
        trial.succeeds().await;
        assert!(trial.server.connections() <= 2);
        if ended {
            break;
        }
    }
    assert!(polls > 4, "the call was dropped at only {polls} points");
}

/// Polls `future` up to this many times and then drops it. Returns whether it completed.
async fn ends_within<T>(polls: usize, future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

// The thread of the blocking client may send the request before it reads the response, so the
// order is not deterministic.
#[tokio::test]
async fn a_response_before_the_request_is_rejected() {
    let expected = transport_error(Io, "no response from 127.0.0.1:");
    connection_fault([success(), Close])
        .is_retried(expected)
        .await;
}
