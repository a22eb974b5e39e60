//! Faults of pooled connections.

use querysmith::{ConfigBuilder, RetryMode};

use crate::client::{bounded, call_successfully};
use crate::fault::Trial;
use crate::kind::settle;
use crate::script::{Close, Read, Reset, Step, Wait, response, send, success, whoami};
use crate::server::Server;

/// A trial without retries, so that every fault causes an error.
async fn trial(script: impl IntoIterator<Item = Vec<Step>>) -> Trial {
    Trial::with(Server::start(script).await, one_attempt)
}

fn one_attempt(config: ConfigBuilder, _: &Server) -> ConfigBuilder {
    config.retry_mode(RetryMode::Off)
}

#[tokio::test]
async fn an_idle_connection_closed_by_the_server_does_not_affect_the_next_call() {
    for end in [Close, Reset] {
        let trial = trial(vec![vec![Read, success(), end]; 3]).await;
        for connections in 1..=4 {
            trial.succeeds().await;
            assert_eq!(trial.server.connections(), connections);
            if connections <= 3 {
                bounded(trial.server.wait_for_closed(connections)).await;
                settle().await;
            }
        }
    }
}

#[tokio::test]
async fn a_connection_closed_at_the_next_request_causes_a_retry() {
    // It is unknown whether the server processed the request before it closed the connection.
    let script = vec![vec![Read, success(), Read, Close]];
    let trial = Trial::of(script).await;
    trial.succeeds().await;
    let output = call_successfully(&trial.client).await;
    assert_eq!(output.response_metadata().attempts().len(), 2);
    assert_eq!(trial.server.connections(), 2);
    assert_eq!(trial.timer.take_delays(), [500]);
}

#[tokio::test]
async fn bytes_received_while_idle_are_not_parsed_as_the_next_response() {
    let late = send("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let trial = trial([vec![Read, success(), late, Wait]]).await;
    trial.succeeds().await;
    // The client closes the connection.
    bounded(trial.server.wait_for_closed(1)).await;
    trial.succeeds().await;
    assert_eq!(trial.server.connections(), 2);
}

#[tokio::test]
async fn a_connection_with_connection_close_is_not_reused() {
    let last = response(200, &["connection: close"], whoami());
    let trial = trial([vec![Read, last, Wait]]).await;
    trial.succeeds().await;
    bounded(trial.server.wait_for_closed(1)).await;
    trial.succeeds().await;
    assert_eq!(trial.server.connections(), 2);
}
