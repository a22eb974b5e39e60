//! Faults of connections that are kept for the next call.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use querysmith::{Config, ConfigBuilder, RetryMode};

use crate::client::{bounded, call, call_ok};
use crate::fault::Trial;
use crate::script::{Close, Read, Reset, Serve, Step, Wait, answer, chunk, send, success, whoami};
use crate::server::Server;

/// A trial in which nothing is tried again, so that whatever goes wrong surfaces.
async fn trial(script: impl IntoIterator<Item = Vec<Step>>) -> Trial {
    Trial::with(Server::start(script).await, one_attempt)
}

fn one_attempt(config: ConfigBuilder<Config>, _: &Server) -> ConfigBuilder<Config> {
    config.retry_mode(RetryMode::Off)
}

/// Gives the client's side of connections, which is on this thread too, the time to see what came.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closes_while_idle_does_not_surface() {
    for end in [Close, Reset] {
        let trial = trial(vec![vec![Read, success(), end]; 3]).await;
        for connections in 1..=4 {
            trial.goes_on().await;
            assert_eq!(trial.server.connections(), connections);
            if connections <= 3 {
                bounded(trial.server.have_closed(connections)).await;
                settle().await;
            }
        }
    }
}

#[tokio::test]
async fn many_connections_that_the_server_closes_while_idle_do_not_surface() {
    const CALLS: usize = 20;
    let trial = Arc::new(trial(vec![vec![Read, success(), Close]; CALLS]).await);
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

#[tokio::test]
async fn a_connection_that_ends_at_the_next_request_costs_an_attempt() {
    // The server closed it at the very moment: whether the request was dealt with is not known.
    let script = vec![vec![Read, success(), Read, Close]];
    let trial = Trial::of(script).await;
    trial.goes_on().await;
    let output = call_ok(&trial.client).await;
    assert_eq!(output.response_metadata().attempts().len(), 2);
    assert_eq!(trial.server.connections(), 2);
    assert_eq!(trial.waiting.take_pauses(), [500]);
}

#[tokio::test]
async fn what_arrives_while_idle_is_not_taken_for_the_next_answer() {
    let late = send("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let trial = trial([vec![Read, success(), late, Wait]]).await;
    trial.goes_on().await;
    // The client hangs up.
    bounded(trial.server.have_closed(1)).await;
    trial.goes_on().await;
    assert_eq!(trial.server.connections(), 2);
}

#[tokio::test]
async fn a_server_that_says_that_it_will_close_is_believed() {
    let last = answer(200, &["connection: close"], whoami());
    let trial = trial([vec![Read, last, Wait]]).await;
    trial.goes_on().await;
    bounded(trial.server.have_closed(1)).await;
    trial.goes_on().await;
    assert_eq!(trial.server.connections(), 2);
}

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
        let trial = trial([pieces.to_vec()]).await;
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
