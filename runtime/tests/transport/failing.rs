//! Pooled connections to a failing server, while other servers work.

use querysmith_runtime::codegen_v1::ClientCore;

use crate::network::{Network, attempts};
use crate::server::response;
use crate::support::WEIGHED;

/// Servers, of which the first responds with this failure from its second request on.
fn with_a_failing_server(status: &'static str, body: &'static str) -> Network {
    Network::responding(1, move |connection, request| match (connection, request) {
        (0, 1..) => response(status, body),
        _ => response("200 OK", WEIGHED),
    })
}

async fn assert_retried_elsewhere(status: &'static str, body: &'static str) {
    let network = with_a_failing_server(status, body);
    let client = ClientCore::new(&network.config().build());
    assert_eq!(attempts(&client).await, 1);
    assert_eq!(attempts(&client).await, 2, "{status} {body}");
    assert_eq!(network.connections(), 2, "{status} {body}");
    assert_eq!(attempts(&client).await, 1);
    assert_eq!(network.connections(), 2, "{status} {body}");
}

const THROTTLING: &str = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
const TIMEOUT: &str = "<ErrorResponse><Error><Code>RequestTimeout</Code></Error></ErrorResponse>";
const BUSY: &str = "<ErrorResponse><Error><Code>ScaleBusy</Code></Error></ErrorResponse>";

#[tokio::test]
async fn a_retryable_failure_closes_its_connection() {
    for status in ["500 Oh", "502 Oh", "503 Oh", "504 Oh", "429 Oh"] {
        assert_retried_elsewhere(status, "").await;
    }
    for body in [TIMEOUT, BUSY] {
        assert_retried_elsewhere("400 Oh", body).await;
    }
}

#[tokio::test]
async fn a_failure_that_is_not_retryable_keeps_its_connection() {
    let network = with_a_failing_server("403 Oh", "");
    let client = ClientCore::new(&network.config().build());
    assert_eq!(attempts(&client).await, 1);
    for _ in 0..3 {
        let error = crate::network::weigh(&client).await.unwrap_err();
        assert_eq!(error.status(), Some(403));
    }
    assert_eq!(network.connections(), 1);
}

#[tokio::test]
async fn a_throttled_call_keeps_its_connection() {
    let network = Network::responding(1, |connection, request| match (connection, request) {
        (0, 1) => response("400 Oh", THROTTLING),
        _ => response("200 OK", WEIGHED),
    });
    let client = ClientCore::new(&network.config().build());
    assert_eq!(attempts(&client).await, 1);
    assert_eq!(attempts(&client).await, 2);
    assert_eq!(network.connections(), 1);
}

#[tokio::test]
async fn after_a_failure_of_a_pooled_connection_older_ones_are_not_tried() {
    // All servers of the first three connections fail from now on.
    let network = Network::responding(3, |connection, request| match (connection, request) {
        (0..3, 1..) => response("503 Oh", ""),
        _ => response("200 OK", WEIGHED),
    });
    let client = ClientCore::new(&network.config().build());
    crate::network::call_concurrently(&client, 3).await;
    assert_eq!(attempts(&client).await, 2);
    assert_eq!(network.connections(), 4);
}
