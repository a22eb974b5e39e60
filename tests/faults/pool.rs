//! Faults of connections that are kept for the next call.

use querysmith::{Config, ConfigBuilder, RetryMode};

use crate::client::{bounded, call_ok};
use crate::fault::Trial;
use crate::kind::settle;
use crate::script::{Close, Read, Reset, Step, Wait, answer, send, success, whoami};
use crate::server::Server;

/// A trial in which nothing is tried again, so that whatever goes wrong surfaces.
async fn trial(script: impl IntoIterator<Item = Vec<Step>>) -> Trial {
    Trial::with(Server::start(script).await, one_attempt)
}

fn one_attempt(config: ConfigBuilder, _: &Server) -> ConfigBuilder {
    config.retry_mode(RetryMode::Off)
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
