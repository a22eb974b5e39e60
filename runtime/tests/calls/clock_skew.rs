//! The clock skew test cases shared by the AWS SDKs, run from their JSON file.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext};
use querysmith_runtime::{Bytes, Config, ConfigBuilder, DateTime, TimestampFormat, http};
use serde_json::{Value, json};

use crate::support::time::START;
use crate::support::{ManualTime, Script, Scripted, ScriptedRandomness, WEIGHED, parcel, retrying};

#[test]
fn every_shared_case_passes() {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "QUERYSMITH_SHARED is not set"
        );
        eprintln!("skipped: QUERYSMITH_SHARED, the folder with the cases, is not set");
        return;
    };
    let path = Path::new(&shared).join("conformance/clock-skew.json");
    let text = std::fs::read_to_string(&path).expect("the cases can be read");
    let file: Value = serde_json::from_str(&text).expect("the cases are JSON");
    let cases = file["tests"].as_array().expect("a list of cases");
    assert!(!cases.is_empty(), "no cases in {}", path.display());
    for case in cases {
        println!("{}", case["description"]);
        Run::new(case).run(case);
    }
}

#[test]
fn a_case_may_pause_between_attempts_and_omit_the_initial_skew() {
    let attempt = |sent: &str, received: &str, signed: &str, response: Value| {
        json!({"clientTimeAtSend": sent, "clientTimeAtReceive": received,
            "expectedSigningTime": signed, "response": response})
    };
    let first = attempt(
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:02Z",
        "2026-01-01T00:00:00Z",
        json!({"statusCode": 403, "errorCode": "AuthFailure",
            "headers": {"Date": "Thu, 01 Jan 2026 00:10:01 GMT"}}),
    );
    let second = attempt(
        "2026-01-01T00:00:32Z",
        "2026-01-01T00:00:34Z",
        "2026-01-01T00:10:32Z",
        json!({"statusCode": 200}),
    );
    let later = attempt(
        "2026-01-01T01:00:00Z",
        "2026-01-01T01:00:02Z",
        "2026-01-01T01:10:00Z",
        json!({"statusCode": 200, "headers": {"Date": "Thu, 01 Jan 2026 01:00:01 GMT"}}),
    );
    let case = json!({"operations": [
        {"attempts": [first, second], "expectedClientSkew": 600, "expectedOutcome": "success"},
        {"attempts": [later], "expectedClientSkew": 0, "expectedOutcome": "success"},
    ]});
    Run::new(&case).run(&case);
}

/// A client that runs a case.
struct Run {
    time: ManualTime,
    transport: Scripted,
    handle: ClientCore,
    send_times: SendTimes,
}

/// Sets the clock before each attempt to the send time that the case gives.
#[derive(Debug, Clone)]
struct SendTimes(ManualTime, Arc<Mutex<VecDeque<SystemTime>>>);

impl Interceptor for SendTimes {
    fn read_before_attempt(
        &self,
        _: &mut InterceptorContext<'_>,
        _: &http::Request<Bytes>,
    ) -> HookResult {
        if let Some(time) = self.1.lock().unwrap().pop_front() {
            self.0.set_clock(time);
        }
        Ok(())
    }
}

/// A config without backoff, because the cases give the send times, and without timeouts, because
/// some attempts take long.
fn client(transport: &Scripted, send_times: &SendTimes, max_attempts: u64) -> Config {
    retrying(transport, &send_times.0)
        .interceptor(send_times.clone())
        .randomness(ScriptedRandomness::new([0.0; 100]))
        .read_timeout(None)
        .operation_timeout(None)
        .max_attempts(max_attempts.try_into().unwrap())
        .build()
}

impl Run {
    fn new(case: &Value) -> Self {
        let time = ManualTime::default();
        let transport = Scripted::steps([]).in_time(&time);
        let send_times = SendTimes(time.clone(), Arc::default());
        let max_attempts = operations(case)[0]["maxAttempts"].as_u64().unwrap_or(3);
        let handle = ClientCore::new(&client(&transport, &send_times, max_attempts));
        Self {
            time,
            transport,
            handle,
            send_times,
        }
    }

    fn run(self, case: &Value) {
        let initial = |operation: &Value| operation["initialClientSkew"].as_i64();
        self.learn(initial(&operations(case)[0]).unwrap_or_default());
        for operation in operations(case) {
            // If the case omits it, the skew is that of the previous operation.
            let initial = initial(operation).unwrap_or(self.skew());
            assert_eq!(self.skew(), initial);
            self.operation(operation);
        }
    }

    /// Makes the client learn this skew through a call that is not part of the case.
    fn learn(&self, seconds: i64) {
        if seconds != 0 {
            let date = DateTime::from_secs(START.as_secs() as i64 + seconds);
            self.transport.then([respond(
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
        let send_times = attempts.iter().map(|it| time(&it["clientTimeAtSend"]));
        *self.send_times.1.lock().unwrap() = send_times.collect();
        self.transport.then(attempts.iter().map(script));
        let outcome = self.time.run(self.handle.call(&parcel()));

        let expected = operation["expectedOutcome"].as_str().unwrap();
        assert_eq!(outcome.is_ok(), expected == "success", "{outcome:?}");
        let requests = &self.transport.requests()[sent_before..];
        assert_eq!(requests.len(), attempts.len());
        for (request, attempt) in requests.iter().zip(attempts) {
            let expected = DateTime::from(time(&attempt["expectedSigningTime"]));
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

/// A response, delayed by the time between sending and receiving in the case.
fn script(attempt: &Value) -> Script {
    let (sent, received) = (
        &attempt["clientTimeAtSend"],
        &attempt["clientTimeAtReceive"],
    );
    let round_trip = time(received).duration_since(time(sent)).unwrap();
    let response = &attempt["response"];
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap().to_owned()))
        .collect();
    let status = response["statusCode"].as_u64().unwrap();
    let code = response["errorCode"].as_str();
    respond(status.try_into().unwrap(), code, &headers).after(round_trip)
}

fn respond(status: u16, code: Option<&str>, headers: &[(&str, String)]) -> Script {
    let body = match code {
        Some(code) => format!("<E><Error><Code>{code}</Code></Error></E>"),
        None => WEIGHED.to_owned(),
    };
    let mut builder = http::Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    Script::Http(builder.body(Bytes::from(body)).unwrap())
}

fn time(text: &Value) -> SystemTime {
    let time = DateTime::parse(text.as_str().unwrap(), TimestampFormat::DateTime).unwrap();
    time.try_into().unwrap()
}

/// A client whose clock is ten minutes behind; its first call fails with this error code.
fn ten_minutes_behind(
    code: &str,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> (ManualTime, Scripted, ClientCore) {
    let time = ManualTime::default();
    let date = DateTime::from_secs(START.as_secs() as i64 + 600);
    let date = [("date", date.format(TimestampFormat::HttpDate))];
    let transport = Scripted::steps([respond(403, Some(code), &date), respond(200, None, &date)]);
    let handle = ClientCore::new(&set(retrying(&transport, &time)).build());
    (time, transport, handle)
}

#[test]
fn every_clock_skew_error_code_is_retried_with_the_corrected_time() {
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
fn other_error_codes_are_not_retried_for_clock_skew() {
    let (time, transport, handle) = ten_minutes_behind("AccessDenied", |b| b);
    time.run(handle.call(&parcel())).unwrap_err();
    assert_eq!(transport.requests().len(), 1);
    // The next call uses the corrected time nevertheless.
    time.run(handle.call(&parcel())).unwrap();
    let requests = transport.requests();
    assert_eq!(requests[1].headers()["x-amz-date"], "20200913T123640Z");
}

#[test]
fn a_request_signed_with_the_corrected_time_is_not_retried() {
    let (time, transport, handle) = ten_minutes_behind("SignatureDoesNotMatch", |b| b);
    let date = [("date", "Sun, 13 Sep 2020 12:36:40 GMT".to_owned())];
    let rejected = respond(403, Some("SignatureDoesNotMatch"), &date);
    transport.then([rejected]);
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
    assert_eq!(ClientCore::new(handle.config()).clock_skew_ms(), None);
}

/// A client with the right time, behind a cache that sends dates of the day before without `Age`.
/// Signatures with another time are refused.
fn behind_a_cache(refusal: &[(&'static str, String)]) -> (ManualTime, Scripted, ClientCore) {
    let time = ManualTime::default();
    let old = old_date();
    let refused = respond(403, Some("SignatureDoesNotMatch"), refusal);
    let accepted = respond(200, None, &old);
    let transport = Scripted::steps([accepted.clone(), refused, accepted]).in_time(&time);
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    (time, transport, handle)
}

fn old_date() -> [(&'static str, String); 1] {
    let date = DateTime::from_secs(START.as_secs() as i64 - 86_400);
    [("date", date.format(TimestampFormat::HttpDate))]
}

#[test]
fn a_correction_whose_signature_is_refused_is_dropped_in_favor_of_the_local_clock() {
    let right = DateTime::from_secs(START.as_secs() as i64).format(TimestampFormat::HttpDate);
    // The refusal comes from the cache too, or from the service itself.
    for refusal in [old_date(), [("date", right)]] {
        let (time, transport, handle) = behind_a_cache(&refusal);
        for _ in 0..4 {
            time.run(handle.call(&parcel())).unwrap();
        }
        let requests = transport.requests();
        let dates: Vec<_> = requests
            .iter()
            .map(|request| request.headers()["x-amz-date"].to_str().unwrap())
            .map(|date| date.split_once('T').unwrap().0)
            .collect();
        // The second call detects that the dates are not those of the service.
        let expected = ["20200913", "20200912", "20200913", "20200913", "20200913"];
        assert_eq!(dates, expected);
    }
}

#[test]
fn the_local_clock_is_tried_once() {
    let time = ManualTime::default();
    let refused = respond(403, Some("RequestTimeTooSkewed"), &old_date());
    let accepted = respond(200, None, &old_date());
    let transport = Scripted::steps([accepted, refused]).in_time(&time);
    let config = retrying(&transport, &time).max_attempts(9).build();
    let handle = ClientCore::new(&config);
    time.run(handle.call(&parcel())).unwrap();
    time.run(handle.call(&parcel())).unwrap_err();
    assert_eq!(transport.requests().len(), 3);
}

#[test]
fn implausible_dates_are_ignored() {
    for date in [
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let time = ManualTime::default();
        let transport = Scripted::new(respond(200, None, &[("date", date.to_owned())]));
        let handle = ClientCore::new(&retrying(&transport, &time).build());
        for _ in 0..2 {
            time.run(handle.call(&parcel())).unwrap();
        }
        assert_eq!(handle.clock_skew_ms(), None, "{date}");
        assert_eq!(transport.requests().len(), 2);
    }
}

#[test]
fn a_device_that_boots_in_1970_signs_with_the_time_of_the_service() {
    let time = ManualTime::default();
    time.set_clock(SystemTime::UNIX_EPOCH);
    let date = DateTime::from_secs(START.as_secs() as i64);
    let date = [("date", date.format(TimestampFormat::HttpDate))];
    let refused = respond(403, Some("RequestTimeTooSkewed"), &date);
    let transport = Scripted::steps([refused, respond(200, None, &date)]);
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    time.run(handle.call(&parcel())).unwrap();
    let requests = transport.requests();
    assert_eq!(requests[1].headers()["x-amz-date"], "20200913T122640Z");
}
