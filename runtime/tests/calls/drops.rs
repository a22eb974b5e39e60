//! Dropping the future of a call at any await point leaves no trace.

use querysmith_runtime::RetryMode;
use querysmith_runtime::codegen_v1::ClientCore;

use crate::support::time::{millis, secs};
use crate::support::{ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

fn fails() -> Script {
    Script::Respond(500, String::new()).after(millis(10))
}

fn succeeds() -> Script {
    Script::Respond(200, WEIGHED.into())
}

#[test]
fn a_call_dropped_at_any_await_point_returns_its_retry_quota() {
    // Before each jump in time the call waits: for a response, then for the backoff, and so on.
    for jumps in 0..=4 {
        let time = ManualTime::default();
        let transport = Scripted::new(fails()).in_time(&time);
        let handle = ClientCore::new(&retrying(&transport, &time).build());
        let input = parcel();
        let call = time.run_until(handle.call(&input), jumps);
        let requests = transport.requests().len();
        assert_eq!(requests, 1 + jumps / 2);
        drop(call);
        // The quota of failed retries is spent; that of a retry in progress or in backoff is
        // returned.
        let failed_retries = (jumps as u32).saturating_sub(1) / 2;
        assert_eq!(
            handle.retry_quota_left(),
            500 - 5 * failed_retries,
            "{jumps}"
        );

        transport.then([succeeds()]);
        assert_eq!(time.run(handle.call(&input)).unwrap().grams, 750);
    }
}

#[test]
fn a_thousand_calls_dropped_during_backoff_do_not_exhaust_the_quota() {
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Respond(500, String::new()));
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let input = parcel();
    for _ in 0..1000 {
        drop(time.run_until(handle.call(&input), 0));
    }
    assert_eq!(handle.retry_quota_left(), 500);
    assert_eq!(transport.requests().len(), 1000);
}

#[test]
fn calls_in_progress_hold_their_share_of_the_quota() {
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Respond(500, String::new()));
    let handle = ClientCore::new(&retrying(&transport, &time).build());
    let input = parcel();
    let calls: Vec<_> = (0..10)
        .map(|_| time.run_until(handle.call(&input), 0))
        .collect();
    assert_eq!(handle.retry_quota_left(), 450);
    drop(calls);
    assert_eq!(handle.retry_quota_left(), 500);
}

#[test]
fn a_call_dropped_while_waiting_for_a_token_leaves_it_to_the_next_call() {
    let time = ManualTime::default();
    let throttles = "<E><Error><Code>Throttling</Code></Error></E>";
    let transport = Scripted::new(Script::Respond(400, throttles.into()));
    let config = retrying(&transport, &time)
        .retry_mode(RetryMode::Adaptive)
        .max_attempts(1);
    let handle = ClientCore::new(&config.build());
    let input = parcel();
    time.run(handle.call(&input)).unwrap_err();
    transport.then([succeeds()]);
    for _ in 0..100 {
        drop(time.run_until(handle.call(&input), 0));
    }
    time.run(handle.call(&input)).unwrap();
    assert_eq!(time.elapsed(), secs(2));
}
