//! Responses with many headers.

use std::fmt::Write;

use querysmith_runtime::codegen_v1::ClientCore;

use crate::network::{Network, attempts, weigh};
use crate::support::WEIGHED;

fn with_headers(count: usize) -> Network {
    Network::responding(1, move |_, _| {
        let length = WEIGHED.len();
        let mut text = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n");
        for number in 1..count {
            write!(text, "x-hop-{number}: gateway\r\n").unwrap();
        }
        text + "\r\n" + WEIGHED
    })
}

#[tokio::test]
async fn a_response_with_100_headers_is_read() {
    let network = with_headers(100);
    let client = ClientCore::new(&network.config().build());
    for _ in 0..2 {
        assert_eq!(attempts(&client).await, 1);
    }
    assert_eq!(network.connections(), 1);
}

#[tokio::test]
async fn a_response_with_too_many_headers_is_refused_in_one_attempt() {
    let network = with_headers(150);
    let client = ClientCore::new(&network.config().build());
    let error = weigh(&client).await.unwrap_err();
    assert_eq!(error.metadata().unwrap().attempts().len(), 1, "{error}");
    assert!(!error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("expected at most 100 headers"), "{text}");
}
