//! Parts of requests other than members: host prefixes, idempotency tokens and compression.

use querysmith_runtime::http::Response;
use querysmith_runtime::{Bytes, Config, ErrorKind, Operation};
use snapshot_requests::operation::find_gift::FindGiftInput;
use snapshot_requests::operation::send_gift::SendGiftInput;
use snapshot_requests::types::Wrap;

#[test]
fn a_host_label_is_also_sent_as_a_member() {
    let input = SendGiftInput::builder().town("Bath").token("t").build();
    let request = input
        .to_request(&Config::builder().build())
        .expect("a request");
    assert_eq!(
        request.uri().to_string(),
        "https://Bath.gifts.requests.example.com/"
    );
    assert_eq!(request.headers()["host"], "Bath.gifts.requests.example.com");
    assert!(request.body().ends_with(b"&Town=Bath&Token=t"));
    assert_eq!(request.headers()["content-md5"].len(), 24);
}

#[test]
fn a_host_label_that_would_change_the_host_is_rejected() {
    let input = SendGiftInput::builder().town("evil.example/").build();
    let error = input
        .to_request(&Config::builder().build())
        .expect_err("no request");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(
        error
            .to_string()
            .contains("Town: missing or not a valid host label"),
        "{error}"
    );
}

#[test]
fn a_missing_idempotency_token_is_generated_for_each_call() {
    let input = SendGiftInput::builder().town("Bath").build();
    let body = || {
        input
            .to_request(&Config::builder().build())
            .expect("a request")
            .into_body()
    };
    assert_ne!(body(), body());
}

#[test]
fn a_large_request_is_compressed_unless_disabled() {
    let input = SendGiftInput::builder()
        .town("Bath")
        .token("x".repeat(20_000))
        .build();
    let send = |config: &Config| input.to_request(config).expect("a request");
    let request = send(&Config::builder().build());
    assert_eq!(request.headers()["content-encoding"], "gzip");
    assert!(request.body().len() < 1000);
    let request = send(&Config::builder().disable_request_compression(true).build());
    assert_eq!(request.headers().get("content-encoding"), None);
}

#[test]
fn attributes_are_parsed_as_members() {
    let response = "<FindGiftResponse><FindGiftResult xsi:kind=\"toy\" Wrap=\"PAPER\"><Name>n</Name>\
        </FindGiftResult></FindGiftResponse>";
    let response = Response::new(Bytes::from(response));
    let output = FindGiftInput::parse_response(&response).expect("a success response");
    assert_eq!((output.kind(), output.wrap()), ("toy", Some(&Wrap::Paper)));
}
