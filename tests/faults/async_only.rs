//! Faults that the blocking client is not asked about.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use querysmith::RetryMode;
use querysmith::transport::TransportErrorKind::Io;

use crate::client::{bounded, call};
use crate::fault::{Trial, breaks, lost};
use crate::kind::settle;
use crate::script::{Close, Read, Reset, Serve, Wait, chunk, send, success, whoami};
use crate::server::Server;

/// A trial in which nothing is tried again, so that whatever goes wrong surfaces.
fn one_attempt(server: Server) -> Trial {
    Trial::with(server, |config, _| config.retry_mode(RetryMode::Off))
}

// It connects while the server resets, and may be told before it has a connection or after.
#[tokio::test]
async fn a_connection_that_is_reset_as_soon_as_it_is_made_is_tried_again() {
    breaks([Reset])
        .is_tried_again(lost(Io, "no response from 127.0.0.1:"))
        .await;
}

// Its calls are in threads, so one of them may get the connection that another one has done with
// at the very moment in which the server closes it.
#[tokio::test]
async fn many_connections_that_the_server_closes_while_idle_do_not_surface() {
    const CALLS: usize = 20;
    let script = vec![vec![Read, success(), Close]; CALLS];
    let trial = Arc::new(one_attempt(Server::start(script).await));
    // All at once, so that each has a connection of its own.
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let trial = Arc::clone(&trial);
            tokio::spawn(async move { trial.goes_on().await })
        })
        .collect();
    for call in calls {
        bounded(call).await.unwrap();
    }
    assert_eq!(trial.server.connections(), CALLS);
    bounded(trial.server.have_closed(CALLS)).await;
    settle().await;
    trial.goes_on().await;
    assert_eq!(trial.server.connections(), CALLS + 1);
}

// Its calls cannot be dropped, here and below.
#[tokio::test]
async fn a_call_that_is_dropped_hangs_up_and_the_next_goes_on() {
    let script = vec![vec![Read, Wait]];
    let trial = Trial::with(Server::start(script).await, |config, _| {
        config.read_timeout(None)
    });
    let client = trial.client.clone();
    let waiting = tokio::spawn(async move { call(&client).await });
    bounded(trial.server.have_arrived(1)).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    bounded(trial.server.have_closed(1)).await;
    trial.goes_on().await;
    assert_eq!(trial.server.connections(), 2);
}

#[tokio::test]
async fn a_call_can_be_dropped_at_any_point_without_harm_to_the_next() {
    let mut polls = 0;
    loop {
        polls += 1;
        // In pieces, so that there are points between them.
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
        trial.goes_on().await;
        assert!(trial.server.connections() <= 2);
        if ended {
            break;
        }
    }
    assert!(polls > 4, "it was dropped at only {polls} points");
}

/// Whether `future` ends before it is polled this many times; it is dropped in any case.
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

// Its thread may have sent the request before it looks for an answer, whose time nobody knows then.
#[tokio::test]
async fn an_answer_before_the_request_is_not_taken_for_its_answer() {
    let told = lost(Io, "no response from 127.0.0.1:");
    breaks([success(), Close]).is_tried_again(told).await;
}
