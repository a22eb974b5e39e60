//! How emitted code behaves: the crates of the snapshots, called as their users would.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod collections;
mod requests;
mod secrets;
mod values;

use querysmith_runtime::http::Response;
use querysmith_runtime::validate::ValidationLevel;
use querysmith_runtime::{Bytes, Config, Operation};

/// The body that an input becomes, without action and version.
fn form<O: Operation<Error: std::fmt::Debug>>(input: &O) -> String {
    let config = Config::builder()
        .region("us-east-1")
        .validation(ValidationLevel::Off);
    let request = input.to_request(&config.build()).expect("a request");
    let body = String::from_utf8(request.body().to_vec()).expect("a form is ASCII");
    body.split('&').skip(2).collect::<Vec<_>>().join("&")
}

/// What is wrong with an input, at the level that checks everything.
fn violations<O: Operation<Error: ToString>>(input: &O) -> String {
    let config = Config::builder()
        .region("us-east-1")
        .validation(ValidationLevel::Strict);
    match input.to_request(&config.build()) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

/// The output of an answer whose result element holds `members`.
fn read<O: Operation<Error: std::fmt::Debug>>(members: &str) -> O::Output {
    let name = O::SPEC.name;
    let result = format!("{name}Result");
    let members = match O::SPEC.result {
        Some(element) if element == result => format!("<{result}>{members}</{result}>"),
        _ => members.to_owned(),
    };
    let answer = format!("<{name}Response>{members}</{name}Response>");
    let answer = Response::new(Bytes::from(answer));
    O::parse_response(&answer).expect("an answer of success")
}
