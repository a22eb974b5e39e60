//! Runs the programs against a server on loopback.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used)]
// The `main` function of each program is unused here.
#![allow(dead_code, unreachable_pub)]

#[path = "../src/bin/custom_transport.rs"]
mod custom_transport;
#[path = "../src/bin/reqwest.rs"]
mod reqwest_example;
#[path = "../src/bin/ureq.rs"]
mod ureq_example;

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use querysmith::env::Env;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::111122223333:user/ann</Arn></GetCallerIdentityResult>\
    </GetCallerIdentityResponse>";

const DENIED: &str = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message>\
    </Error></ErrorResponse>";

/// Starts a server thread that sends these responses, one per connection. Returns its URL and the
/// requests that it receives.
fn server(responses: Vec<(u16, &'static str)>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = channel();
    std::thread::spawn(move || {
        for (status, body) in responses {
            let (stream, _) = listener.accept().unwrap();
            sender.send(respond(stream, status, body)).unwrap();
        }
    });
    (url, requests)
}

/// Reads a request, sends the response, and returns the text of the request.
fn respond(mut stream: TcpStream, status: u16, body: &str) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut text).unwrap(), 0, "{text}");
    }
    let length = text
        .to_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut form = vec![0; length.unwrap()];
    reader.read_exact(&mut form).unwrap();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Test\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    text + std::str::from_utf8(&form).unwrap()
}

fn env() -> Env {
    [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_SESSION_TOKEN", "token"),
    ]
    .into_iter()
    .collect()
}

type Outcome = Result<GetCallerIdentityOutput, Box<dyn std::error::Error>>;

fn check(whoami: impl Fn(&str) -> Outcome) {
    let (url, requests) = server(vec![(200, IDENTITY), (403, DENIED)]);
    let identity = whoami(&url).unwrap();
    assert_eq!(identity.arn(), Some("arn:aws:iam::111122223333:user/ann"));
    let request = requests.recv().unwrap();
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("Credential=AKID/"), "{request}");
    assert!(request.contains("x-amz-security-token: token"), "{request}");
    let form = "Action=GetCallerIdentity&Version=2011-06-15";
    assert!(request.ends_with(form), "{request}");

    let error = whoami(&url).unwrap_err().to_string();
    let start = "GetCallerIdentity failed: AccessDenied: No. (HTTP 403";
    assert!(error.starts_with(start), "{error}");
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

#[test]
fn ureq_sends_a_request_that_the_sdk_builds() {
    check(|url| ureq_example::whoami(&env(), Some(url), |_| panic!("unexpected retry")));
}

#[test]
fn reqwest_sends_a_request_that_the_sdk_builds() {
    check(|url| block_on(reqwest_example::whoami(&env(), Some(url))));
}

#[test]
fn a_custom_transport_serves_whole_calls() {
    check(|url| block_on(custom_transport::whoami(&env(), Some(url))));
}

#[test]
fn ureq_retries_a_retryable_error() {
    let (url, requests) = server(vec![(503, ""), (200, IDENTITY)]);
    let pauses = RefCell::new(Vec::new());
    ureq_example::whoami(&env(), Some(&url), |pause| pauses.borrow_mut().push(pause)).unwrap();
    assert_eq!(requests.iter().take(2).count(), 2);
    assert_eq!(pauses.borrow().len(), 1);
}
