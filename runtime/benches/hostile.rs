//! The work for hostile responses, in instructions per byte, which must not depend on their size.
//!
//! `cargo bench -p querysmith-runtime --bench hostile` runs itself under callgrind, because a count of
//! instructions is the same on every machine, however busy it is. Fixed costs, those of a response
//! without repeated parts, are subtracted.
//!
//! Responses of 1, 4 and 10 MB are compared. Those that exceed a limit, such as the maximum number of
//! elements, are compared in the same proportions below the limit. Above it, the parser stops or
//! only looks for the end of the document, so a response of 10 MB takes less work per byte.
//!
//! Two responses are also timed in process: they block the thread for as long as they are parsed.

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
use std::time::{Duration, Instant};

use querysmith_runtime::codegen_v1::MAX_NODES;
use querysmith_runtime::{Bytes, Operation, http};
use support::WeighInput;

const MEGABYTE: usize = 1_000_000;
const LARGEST: usize = 10 * MEGABYTE;

/// By how much the instructions per byte of responses of one kind may differ.
const TOLERANCE: f64 = 1.2;

/// The maximum time for parsing one response.
const TIME_LIMIT: Duration = Duration::from_millis(200);

/// Name, status, and the parts before, within and after what is repeated.
type Kind = (&'static str, u16, [&'static str; 3]);

/// The size in bytes at which a limit stops the parser of these kinds, if that is below 10 MB.
const LIMITED: [(&str, usize); 5] = [
    ("assignments in JSON", 1024 * 1024),
    // 4096 values.
    ("members in JSON", 2048 * 8),
    ("tiny elements", MAX_NODES * 4),
    ("comments", MAX_NODES * 14),
    ("nested elements", MAX_NODES / 3 * 21),
];

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
        Ok(kind) => in_process(&KINDS[kind.parse::<usize>().unwrap()]),
        Err(_) => {
            compare();
            time();
        }
    }
}

/// Builds a response of this kind and, unless only that is counted, parses it.
fn in_process(kind: &Kind) {
    let response = black_box(response(kind, number("HOSTILE_SIZE")));
    for _ in 0..number("HOSTILE_TIMES") {
        parse(&response);
    }
}

fn number(variable: &str) -> usize {
    env::var(variable).unwrap().parse().unwrap()
}

fn response((_, status, [start, part, end]): &Kind, size: usize) -> http::Response<Bytes> {
    let body = format!("{start}{}{end}", part.repeat(size / part.len()));
    let response = http::Response::builder().status(*status);
    response.body(Bytes::from(body)).unwrap()
}

/// Parses the response as a call does, and displays the error.
fn parse(response: &http::Response<Bytes>) {
    let outcome = WeighInput::parse_response(response);
    let shown = outcome.map(drop).map_err(|error| error.to_string());
    assert!(black_box(shown).is_err());
}

fn compare() {
    let mut worse = Vec::new();
    for (index, (name, ..)) in KINDS.iter().enumerate() {
        let limit = LIMITED.iter().find(|(limited, _)| limited == name);
        // Just below the limit, because other parts of the document count too.
        let largest = limit.map_or(LARGEST, |(_, bytes)| bytes * 9 / 10);
        let sizes = [largest / 10, largest * 4 / 10, largest, LARGEST];
        let sizes = &sizes[..if limit.is_some() { 4 } else { 3 }];
        let fixed = instructions(index, 0);
        let per_byte = |size: &usize| (instructions(index, *size) - fixed) / *size as f64;
        let counts: Vec<_> = sizes.iter().map(per_byte).collect();
        println!("{name:28} {counts:8.1?} instructions per byte of {sizes:?}");
        let below = counts.iter().copied().take(3);
        let least = below.fold(f64::INFINITY, f64::min);
        if counts.iter().any(|count| *count > least * TOLERANCE) {
            worse.push(*name);
        }
    }
    assert!(worse.is_empty(), "not linear: {worse:?}");
}

fn time() {
    for (name, size) in [
        ("assignments in a message", 8 * MEGABYTE),
        ("tiny elements", 10 * 1024 * 1024),
    ] {
        let kind = KINDS.iter().find(|kind| kind.0 == name).unwrap();
        let response = response(kind, size);
        let times = (0..5).map(|_| {
            let started = Instant::now();
            parse(&response);
            started.elapsed()
        });
        let time = times.min().unwrap();
        println!("{name:28} {time:8.1?} for {size} bytes");
        assert!(time < TIME_LIMIT);
    }
}

/// The instructions for parsing a response of this kind, without those for building it.
fn instructions(kind: usize, size: usize) -> f64 {
    count(kind, size, 1) - count(kind, size, 0)
}

/// The instructions of a process that parses a response of this kind so many times.
fn count(kind: usize, size: usize, times: usize) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().unwrap())
        .env("HOSTILE_KIND", kind.to_string())
        .env("HOSTILE_SIZE", size.to_string())
        .env("HOSTILE_TIMES", times.to_string())
        .output()
        .expect("valgrind");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let (_, count) = log.split_once("Collected : ").expect("a count");
    count.split_whitespace().next().unwrap().parse().unwrap()
}
