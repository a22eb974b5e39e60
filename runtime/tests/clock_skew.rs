//! The cases of clock skew that AWS's SDKs share, run as they stand in their file.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;
use std::time::{Duration, SystemTime};

use querysmith_runtime::{Bytes, Config, ConfigBuilder, DateTime, Handle, TimestampFormat, http};
use serde_json::Value;
use support::time::{START, secs};
use support::{Dice, ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

#[test]
fn every_case_of_the_file_comes_out_as_it_says() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "QUERYSMITH_SHARED is not set"
        );
        eprintln!("skipped: QUERYSMITH_SHARED is not set, and the cases are there");
        return;
    };
    let path = Path::new(&shared).join("conformance/clock-skew.json");
    let text = std::fs::read_to_string(&path).expect("the cases can be read");
    let file: Value = serde_json::from_str(&text).expect("the cases are JSON");
    let cases = file["tests"].as_array().expect("a list of cases");
    assert!(cases.len() >= 10, "found only {} cases", cases.len());
    for case in cases {
        println!("{}", case["description"]);
        Run::new(case).run(case);
    }
}

/// A client in the middle of a case.
struct Run {
    time: ManualTime,
    transport: Scripted,
    handle: Handle,
}

/// Without pauses, for the cases say when the next attempt is sent, and without limits, for some
/// of them take long.
fn client(transport: &Scripted, time: &ManualTime, max_attempts: u64) -> Config {
    retrying(transport, time)
        .randomness(Dice::new([0.0; 10]))
        .read_timeout(None)
        .operation_timeout(None)
        .max_attempts(max_attempts.try_into().unwrap())
        .build()
}

impl Run {
    fn new(case: &Value) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps([]).in_time(&time);
        let max_attempts = operations(case)[0]["maxAttempts"].as_u64().unwrap_or(3);
        let handle = Handle::new(&client(&transport, &time, max_attempts));
        Self {
            time,
            transport,
            handle,
        }
    }

    fn run(self, case: &Value) {
        self.learn(operations(case)[0]["initialClientSkew"].as_i64().unwrap());
        for operation in operations(case) {
            let initial = operation["initialClientSkew"].as_i64().unwrap();
            assert_eq!(self.skew(), initial);
            self.operation(operation);
        }
    }

    /// Lets the client know this skew, by a call that is not part of the case.
    fn learn(&self, seconds: i64) {
        if seconds != 0 {
            let date = DateTime::from_secs(START.as_secs() as i64 + seconds);
            self.transport.then([answer(
                200,
                None,
                &[("date", date.format(TimestampFormat::HttpDate))],
            )]);
            self.time.run(self.handle.call(&parcel())).unwrap();
        }
    }

    fn skew(&self) -> i64 {
        self.handle.clock_skew_ms().unwrap_or(0) / 1000
    }

    fn operation(&self, operation: &Value) {
        let attempts = operation["attempts"].as_array().unwrap();
        let sent_before = self.transport.requests().len();
        let first = since_start(&attempts[0]["clientTimeAtSend"]);
        self.time.set_clock(SystemTime::UNIX_EPOCH + START + first);
        self.transport.then(script(attempts));
        let outcome = self.time.run(self.handle.call(&parcel()));

        let expected = operation["expectedOutcome"].as_str().unwrap();
        assert_eq!(outcome.is_ok(), expected == "success", "{outcome:?}");
        let requests = &self.transport.requests()[sent_before..];
        assert_eq!(requests.len(), attempts.len());
        for (request, attempt) in requests.iter().zip(attempts) {
            let expected = DateTime::from(
                SystemTime::UNIX_EPOCH + START + since_start(&attempt["expectedSigningTime"]),
            );
            let expected = expected.to_string().replace(['-', ':'], "");
            assert_eq!(request.headers()["x-amz-date"], expected.as_str());
        }
        let skew = operation["expectedClientSkew"].as_i64().unwrap();
        assert_eq!(self.skew(), skew);
    }
}

fn operations(case: &Value) -> &[Value] {
    case["operations"].as_array().unwrap()
}

/// An answer after the time that the case has between sending and receiving.
fn script(attempts: &[Value]) -> Vec<Script> {
    let mut received = since_start(&attempts[0]["clientTimeAtSend"]);
    let mut steps = Vec::new();
    for attempt in attempts {
        let sent = since_start(&attempt["clientTimeAtSend"]);
        assert_eq!(sent, received, "an attempt follows the one before at once");
        received = since_start(&attempt["clientTimeAtReceive"]);
        let response = &attempt["response"];
        let headers = response["headers"].as_object().unwrap();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().to_owned()))
            .collect();
        let status = response["statusCode"].as_u64().unwrap();
        let code = response["errorCode"].as_str();
        steps.push(answer(status.try_into().unwrap(), code, &headers).after(received - sent));
    }
    steps
}

fn answer(status: u16, code: Option<&str>, headers: &[(&str, String)]) -> Script {
    let body = match code {
        Some(code) => format!("<E><Error><Code>{code}</Code></Error></E>"),
        None => WEIGHED.to_owned(),
    };
    let mut builder = http::Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    Script::Respond(builder.body(Bytes::from(body)).unwrap())
}

fn since_start(time: &Value) -> Duration {
    let time = DateTime::parse(time.as_str().unwrap(), TimestampFormat::DateTime).unwrap();
    secs(time.secs().try_into().unwrap()) - START
}

/// A client whose clock is ten minutes behind, and what it gets told for it.
fn ten_minutes_behind(
    code: &str,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> (ManualTime, Scripted, Handle) {
    let time = ManualTime::default();
    let date = DateTime::from_secs(START.as_secs() as i64 + 600);
    let date = [("date", date.format(TimestampFormat::HttpDate))];
    let transport = Scripted::steps([answer(403, Some(code), &date), answer(200, None, &date)]);
    let handle = Handle::new(&set(retrying(&transport, &time)).build());
    (time, transport, handle)
}

#[test]
fn every_code_that_a_wrong_clock_may_be_the_cause_of_is_retried_with_the_right_time() {
    for code in [
        "AccessDeniedException",
        "AuthFailure",
        "InvalidSignatureException",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    ] {
        let (time, transport, handle) = ten_minutes_behind(code, |b| b);
        time.run(handle.call(&parcel())).unwrap();
        let requests = transport.requests();
        assert_eq!(requests.len(), 2, "{code}");
        assert_eq!(requests[1].headers()["x-amz-date"], "20200913T123640Z");
        assert_eq!(handle.clock_skew_ms(), Some(599_500));
    }
}

#[test]
fn another_code_is_not_retried_for_the_clock() {
    let (time, transport, handle) = ten_minutes_behind("AccessDenied", |b| b);
    time.run(handle.call(&parcel())).unwrap_err();
    assert_eq!(transport.requests().len(), 1);
    // Yet the next call has the right time.
    time.run(handle.call(&parcel())).unwrap();
    let requests = transport.requests();
    assert_eq!(requests[1].headers()["x-amz-date"], "20200913T123640Z");
}

#[test]
fn a_clock_that_is_right_by_now_is_no_reason_to_try_again() {
    let (time, transport, handle) = ten_minutes_behind("SignatureDoesNotMatch", |b| b);
    let date = [("date", "Sun, 13 Sep 2020 12:36:40 GMT".to_owned())];
    let refuses = answer(403, Some("SignatureDoesNotMatch"), &date);
    transport.then([refuses]);
    time.run(handle.call(&parcel())).unwrap_err();
    // The first was signed with the wrong time, the second with the right one.
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn the_correction_can_be_switched_off() {
    let (time, transport, handle) = ten_minutes_behind("RequestTimeTooSkewed", |b| {
        b.disable_clock_skew_correction(true)
    });
    time.run(handle.call(&parcel())).unwrap_err();
    time.run(handle.call(&parcel())).unwrap();
    assert_eq!(handle.clock_skew_ms(), None);
    let requests = transport.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(request.headers()["x-amz-date"], "20200913T122640Z");
        assert_eq!(request.headers()["amz-sdk-request"], "attempt=1; max=3");
    }
}

#[test]
fn clones_of_a_client_share_the_skew_and_other_clients_do_not() {
    let (time, _, handle) = ten_minutes_behind("RequestTimeTooSkewed", |b| b);
    time.run(handle.call(&parcel())).unwrap();
    assert!(handle.clone().clock_skew_ms().is_some());
    assert_eq!(Handle::new(handle.config()).clock_skew_ms(), None);
}
