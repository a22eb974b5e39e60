//! A call whose future is dropped leaves no trace, wherever it was.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod support;

use querysmith_runtime::{Handle, RetryMode};
use support::time::{millis, secs};
use support::{ManualTime, Script, Scripted, WEIGHED, parcel, retrying};

fn fails() -> Script {
    Script::Answer(500, String::new()).after(millis(10))
}

fn succeeds() -> Script {
    Script::Answer(200, WEIGHED.into())
}

#[test]
fn a_call_can_be_dropped_at_any_await_and_the_quota_is_whole_again() {
    // Before each leap of time it waits: for an answer, then for the pause, and so on.
    for leaps in 0..=4 {
        let time = ManualTime::default();
        let transport = Scripted::new(fails()).in_time(&time);
        let handle = Handle::new(&retrying(&transport, &time).build());
        let input = parcel();
        let call = time.run_until(handle.call(&input), leaps);
        let requests = transport.requests().len();
        assert_eq!(requests, 1 + leaps / 2);
        drop(call);
        // A retry that failed is spent; the one that was under way, or paused for, is not.
        let failed_retries = (leaps as u32).saturating_sub(1) / 2;
        assert_eq!(
            handle.retry_quota_left(),
            500 - 5 * failed_retries,
            "{leaps}"
        );

        transport.then([succeeds()]);
        assert_eq!(time.run(handle.call(&input)).unwrap().grams, 750);
    }
}

#[test]
fn a_thousand_dropped_pauses_do_not_use_the_quota_up() {
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Answer(500, String::new()));
    let handle = Handle::new(&retrying(&transport, &time).build());
    let input = parcel();
    for _ in 0..1000 {
        drop(time.run_until(handle.call(&input), 0));
    }
    assert_eq!(handle.retry_quota_left(), 500);
    assert_eq!(transport.requests().len(), 1000);
}

#[test]
fn calls_under_way_hold_their_part_of_the_quota() {
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Answer(500, String::new()));
    let handle = Handle::new(&retrying(&transport, &time).build());
    let input = parcel();
    let calls: Vec<_> = (0..10)
        .map(|_| time.run_until(handle.call(&input), 0))
        .collect();
    assert_eq!(handle.retry_quota_left(), 450);
    drop(calls);
    assert_eq!(handle.retry_quota_left(), 500);
}

#[test]
fn a_call_dropped_while_it_waits_for_its_turn_lets_the_next_one_have_it() {
    let time = ManualTime::default();
    let throttles = "<E><Error><Code>Throttling</Code></Error></E>";
    let transport = Scripted::new(Script::Answer(400, throttles.into()));
    let config = retrying(&transport, &time)
        .retry_mode(RetryMode::Adaptive)
        .max_attempts(1);
    let handle = Handle::new(&config.build());
    let input = parcel();
    time.run(handle.call(&input)).unwrap_err();
    transport.then([succeeds()]);
    for _ in 0..100 {
        drop(time.run_until(handle.call(&input), 0));
    }
    time.run(handle.call(&input)).unwrap();
    assert_eq!(time.elapsed(), secs(2));
}
