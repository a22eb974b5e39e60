//! Tests of the behavior of emitted code. They use the crates of the snapshots as users would.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod calls;
mod collections;
mod correction;
mod requests;
mod responses;
mod secrets;
mod values;

use querysmith_runtime::http::Response;
use querysmith_runtime::validate::ValidationLevel;
use querysmith_runtime::{Bytes, Config, Operation};

/// The request body of an input, without action and version.
fn form<O: Operation<Error: std::fmt::Debug>>(input: &O) -> String {
    let config = Config::builder()
        .region("us-east-1")
        .validation(ValidationLevel::Off);
    let request = input.to_request(&config.build()).expect("a request");
    let body = String::from_utf8(request.body().to_vec()).expect("a form is ASCII");
    body.split('&').skip(2).collect::<Vec<_>>().join("&")
}

/// The violations of an input at the strict validation level.
fn violations<O: Operation<Error: ToString>>(input: &O) -> String {
    let config = Config::builder()
        .region("us-east-1")
        .validation(ValidationLevel::Strict);
    match input.to_request(&config.build()) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

/// The output parsed from a response whose result element contains `members`.
fn read<O: Operation<Error: std::fmt::Debug>>(members: &str) -> O::Output {
    let name = O::SPEC.name;
    let result = format!("{name}Result");
    let members = match O::SPEC.result {
        Some(element) if element == result => format!("<{result}>{members}</{result}>"),
        _ => members.to_owned(),
    };
    let body = format!("<{name}Response>{members}</{name}Response>");
    let response = Response::new(Bytes::from(body));
    O::parse_response(&response).expect("a success response")
}
