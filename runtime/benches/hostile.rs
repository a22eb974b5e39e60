//! The work for hostile responses, in instructions per byte, which must not grow with their size.
//!
//! `cargo bench -p querysmith-runtime --bench hostile` runs itself under callgrind, because a count of
//! instructions is the same on every machine, however busy it is.

// Clippy treats helpers outside of test functions as production code.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::env;
use std::hint::black_box;
use std::process::Command;

use querysmith_runtime::{Bytes, Operation, http};
use support::WeighInput;

const MEGABYTE: usize = 1_000_000;
const SIZES: [usize; 3] = [MEGABYTE, 4 * MEGABYTE, 10 * MEGABYTE];

/// The maximum growth of the instructions per byte with the size of the response.
const TOLERANCE: f64 = 1.2;

/// Name, status, and the parts before, within and after what is repeated.
type Kind = (&'static str, u16, [&'static str; 3]);

const MESSAGE: [&str; 2] = ["<Error><Code>X</Code><Message>", "</Message></Error>"];
const RESULT: [&str; 2] = [
    "<WeighResponse><WeighResult>",
    "</WeighResult></WeighResponse>",
];

const KINDS: [Kind; 14] = [
    (
        "assignments in a message",
        400,
        [MESSAGE[0], "name=value ", MESSAGE[1]],
    ),
    (
        "secrets in a message",
        400,
        [MESSAGE[0], "token=value ", MESSAGE[1]],
    ),
    (
        "quoted values in a message",
        400,
        [MESSAGE[0], "Value 'x' at 'y' ", MESSAGE[1]],
    ),
    (
        "references in a message",
        400,
        [MESSAGE[0], "a &#0; few ", MESSAGE[1]],
    ),
    (
        "ampersands in a message",
        400,
        [MESSAGE[0], "R & D, ", MESSAGE[1]],
    ),
    ("assignments in a page", 502, ["", "name=value ", ""]),
    (
        "assignments in JSON",
        400,
        ["{\"message\":\"", "name=value ", "\"}"],
    ),
    ("members in JSON", 400, ["{\"a\":0", ",\"b\":[1]", "}"]),
    ("tiny elements", 200, [RESULT[0], "<a/>", RESULT[1]]),
    (
        "elements with text",
        200,
        [RESULT[0], "<Gram>some text</Gram>\n", RESULT[1]],
    ),
    ("attributes", 200, ["<a", " b='c'", "/>"]),
    (
        "elements with attributes",
        200,
        [RESULT[0], "<a b='c' d='e' f='&amp;'/>", RESULT[1]],
    ),
    ("comments", 200, [RESULT[0], "text<!-- - -->", RESULT[1]]),
    (
        "nested elements",
        200,
        [RESULT[0], "<a><b><c></c></b></a>", RESULT[1]],
    ),
];

fn main() {
    match env::var("HOSTILE_KIND") {
        Ok(kind) => read(kind.parse().unwrap(), size()),
        Err(_) => compare(),
    }
}

fn size() -> usize {
    env::var("HOSTILE_SIZE").unwrap().parse().unwrap()
}

/// Reads a response of this kind, as a call does.
fn read(kind: usize, size: usize) {
    let (_, status, [start, part, end]) = KINDS[kind];
    let body = format!("{start}{}{end}", part.repeat(size / part.len()));
    let response = http::Response::builder().status(status);
    let response = response.body(Bytes::from(body)).unwrap();
    let outcome = WeighInput::parse_response(&response);
    let shown = outcome.map(drop).map_err(|error| error.to_string());
    assert!(black_box(shown).is_err());
}

fn compare() {
    let mut worse = Vec::new();
    for (kind, (name, ..)) in KINDS.iter().enumerate() {
        let counts = SIZES.map(|size| instructions(kind, size) / size as f64);
        println!("{name:28} {counts:8.1?} instructions per byte");
        if counts.iter().any(|count| *count > counts[0] * TOLERANCE) {
            worse.push(*name);
        }
    }
    assert!(worse.is_empty(), "not linear: {worse:?}");
}

/// The instructions of a process that reads a response of this kind.
fn instructions(kind: usize, size: usize) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().unwrap())
        .env("HOSTILE_KIND", kind.to_string())
        .env("HOSTILE_SIZE", size.to_string())
        .output()
        .expect("valgrind");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let (_, count) = log.split_once("Collected : ").expect("a count");
    count.split_whitespace().next().unwrap().parse().unwrap()
}
