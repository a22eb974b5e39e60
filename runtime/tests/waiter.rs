//! Waiters over a transport that follows a script, in time that passes only by waiting.

// Clippy takes helpers outside of test functions for shipped code.
#![allow(clippy::panic, clippy::unwrap_used)]

mod support;

use std::error::Error as _;
use std::time::Duration;

use querysmith_runtime::waiter::{AcceptorState, FinalPoll, Waiter, WaiterError, wait};
use querysmith_runtime::{Config, Error, ErrorKind, Handle};
use support::time::secs;
use support::{Dice, ManualTime, Script, Scripted, WeighInput, WeighOutput, config, parcel};

/// Waits for a parcel of 750 grams, or for a parcel that is lost; one of 0 grams never gets there.
const HEAVY: Waiter<WeighInput> = Waiter {
    name: "ParcelHeavy",
    min_delay: secs(5),
    max_delay: secs(5),
    on_output: |_, output| match output.grams {
        750 => Some(AcceptorState::Success),
        0 => Some(AcceptorState::Failure("Grams is \"0\"")),
        _ => None,
    },
    on_error: |error| match error.code() {
        Some("Lost") => Some(AcceptorState::Success),
        Some("NotYet") => Some(AcceptorState::Retry),
        Some("Burnt") => Some(AcceptorState::Failure("the error is Burnt")),
        _ => None,
    },
};

fn grams(grams: i32) -> Script {
    let result = format!("<WeighResult><Grams>{grams}</Grams></WeighResult>");
    Script::Answer(200, format!("<WeighResponse>{result}</WeighResponse>"))
}

fn failed(code: &str) -> Script {
    Script::Answer(400, format!("<E><Error><Code>{code}</Code></Error></E>"))
}

type Outcome = Result<FinalPoll<WeighOutput, Error>, WaiterError<WeighOutput, Error>>;

/// What comes of waiting for a minute, and the pauses.
fn wait_for(
    waiter: &Waiter<WeighInput>,
    scripts: impl IntoIterator<Item = Script>,
) -> (Outcome, Vec<Duration>) {
    let time = ManualTime::default();
    let config = config(&Scripted::steps(scripts))
        .clock(time.clone())
        .sleep(time.clone())
        .randomness(Dice::new([0.0, 0.5, 0.99, 0.99, 0.25]))
        .build();
    let outcome = time.run(wait(&Handle::new(&config), &parcel(), waiter, secs(60)));
    (outcome, time.waits())
}

#[test]
fn the_user_agent_tells_that_a_state_is_waited_for() {
    let transport = Scripted::steps([grams(750)]);
    let time = ManualTime::default();
    let config = config(&transport).clock(time.clone()).sleep(time.clone());
    let handle = Handle::new(&config.build());
    time.run(wait(&handle, &parcel(), &HEAVY, secs(60)))
        .unwrap();
    let user_agent = transport.requests()[0].headers()["user-agent"].clone();
    assert!(
        user_agent.to_str().unwrap().ends_with(" m/B"),
        "{user_agent:?}"
    );
}

#[test]
fn the_awaited_state_at_once_needs_no_pause() {
    let (outcome, pauses) = wait_for(&HEAVY, [grams(750)]);
    assert_eq!(outcome.unwrap().into_result().unwrap().grams, 750);
    assert!(pauses.is_empty());
}

#[test]
fn an_answer_that_no_acceptor_knows_and_an_expected_error_are_waited_out() {
    let (outcome, pauses) = wait_for(&HEAVY, [grams(1), failed("NotYet"), grams(750)]);
    assert!(outcome.unwrap().as_result().is_ok());
    assert_eq!(pauses, [secs(5), secs(5)]);
}

#[test]
fn an_error_can_be_what_is_waited_for() {
    let (outcome, _) = wait_for(&HEAVY, [grams(1), failed("Lost")]);
    let poll = outcome.unwrap();
    assert_eq!(poll.as_result().unwrap_err().code(), Some("Lost"));
}

#[test]
fn a_state_of_failure_is_told_with_its_reason_and_the_last_answer() {
    let (outcome, _) = wait_for(&HEAVY, [grams(1), grams(0)]);
    let error = outcome.unwrap_err();
    assert_eq!(
        error.to_string(),
        "waiter ParcelHeavy failed after 2 calls: Grams is \"0\""
    );
    assert!(error.source().is_none());
    let WaiterError::FailureState(failure) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.reason(), "Grams is \"0\"");
    assert_eq!(failure.poll_count(), 2);
    assert_eq!(failure.into_final_poll().into_result().unwrap().grams, 0);
}

#[test]
fn an_error_of_failure_is_the_source() {
    let (outcome, _) = wait_for(&HEAVY, [failed("Burnt")]);
    let error = outcome.unwrap_err();
    assert_eq!(
        error.to_string(),
        "waiter ParcelHeavy failed after 1 call: the error is Burnt"
    );
    assert!(error.source().unwrap().to_string().contains("Burnt"));
}

#[test]
fn an_error_that_no_acceptor_knows_stops_the_waiter() {
    let (outcome, _) = wait_for(&HEAVY, [grams(1), failed("AccessDenied")]);
    let error = outcome.unwrap_err();
    let start = "waiter ParcelHeavy stopped after 2 calls: Weigh failed: AccessDenied (HTTP 400";
    assert!(error.to_string().starts_with(start), "{error}");
    let WaiterError::OperationFailed(failed) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failed.error().code(), Some("AccessDenied"));
    assert_eq!(failed.poll_count(), 2);
}

#[test]
fn the_last_call_is_made_when_the_time_is_over_and_may_succeed() {
    let light = std::iter::repeat_n(grams(1), 11);
    let (outcome, pauses) = wait_for(&HEAVY, light.chain([grams(750)]));
    assert!(outcome.is_ok());
    // After 50 seconds, another pause of 5 leaves no more than the least: all that is left.
    assert_eq!(pauses[..10], [secs(5); 10]);
    assert_eq!(pauses[10..], [secs(10)]);
}

#[test]
fn time_that_is_over_is_told_with_the_last_state() {
    let (outcome, pauses) = wait_for(&HEAVY, std::iter::repeat_n(grams(1), 12));
    assert_eq!(pauses.iter().sum::<Duration>(), secs(60));
    let error = outcome.unwrap_err();
    assert_eq!(
        error.to_string(),
        "waiter ParcelHeavy did not succeed within 60s and 12 calls: the resource is not in the \
         desired state"
    );
    let WaiterError::ExceededMaxWait(exceeded) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (exceeded.max_wait(), exceeded.elapsed()),
        (secs(60), secs(60))
    );
    assert_eq!(exceeded.poll_count(), 12);
    assert_eq!(exceeded.final_poll().as_result().unwrap().grams, 1);
}

#[test]
fn time_that_is_over_is_told_with_the_last_error() {
    let scripts = std::iter::repeat_n(failed("NotYet"), 12);
    let (outcome, _) = wait_for(&HEAVY, scripts);
    let error = outcome.unwrap_err();
    let start = "waiter ParcelHeavy did not succeed within 60s and 12 calls: the last call \
                 failed: Weigh failed: NotYet (HTTP 400";
    assert!(error.to_string().starts_with(start), "{error}");
    assert!(error.source().is_some());
}

#[test]
fn the_error_of_a_waiter_turns_into_the_one_error() {
    let told = |scripts: Vec<Script>| -> Error {
        // As a function does that makes calls and waits.
        let outcome = || -> Result<(), Error> { Ok(wait_for(&HEAVY, scripts).0.map(drop)?) };
        outcome().unwrap_err()
    };
    let over = told(vec![failed("NotYet"); 12]);
    assert_eq!(over.kind(), ErrorKind::Timeout);
    assert!(over.is_timeout() && !over.is_retryable());
    let start = "waiter ParcelHeavy did not succeed within 60s and 12 calls: ";
    assert!(over.to_string().starts_with(start), "{over}");
    assert!(over.source().unwrap().to_string().contains("NotYet"));

    let lost = told(vec![grams(0)]);
    assert_eq!(lost.kind(), ErrorKind::Waiter);
    assert_eq!(
        lost.to_string(),
        "waiter ParcelHeavy failed after 1 call: Grams is \"0\""
    );
    assert!(lost.source().is_none());

    let refused = told(vec![failed("AccessDenied")]);
    assert_eq!(
        (refused.kind(), refused.code()),
        (ErrorKind::Service, Some("AccessDenied"))
    );
}

#[test]
fn delays_are_whole_seconds_from_the_least_to_one_that_doubles() {
    let waiter = Waiter {
        min_delay: secs(2),
        max_delay: secs(12),
        ..HEAVY
    };
    let (_, pauses) = wait_for(&waiter, [grams(1)]);
    // Of 2, of 2 to 4, of 2 to 8, of 2 to 12 from then on; the dice show the middle at last.
    let expected = [2, 3, 8, 12, 4, 7, 7, 7, 7, 3].map(secs);
    assert_eq!(pauses, expected);
    assert_eq!(pauses.iter().sum::<Duration>(), secs(60));
}

#[test]
fn no_time_is_enough_for_one_call() {
    let config = config(&Scripted::steps([grams(1)]));
    let config = config.sleep(ManualTime::default()).build();
    let handle = Handle::new(&config);
    let input = parcel();
    let waiting = wait(&handle, &input, &HEAVY, Duration::ZERO);
    let error = ManualTime::default().run(waiting).unwrap_err();
    assert_eq!(error.poll_count(), 1);
    assert!(matches!(error, WaiterError::ExceededMaxWait(_)));
}

#[test]
fn an_input_that_is_not_valid_stops_the_waiter_before_anything_is_sent() {
    let transport = Scripted::steps([grams(1)]);
    let handle = Handle::new(&config(&transport).sleep(ManualTime::default()).build());
    let input = WeighInput::default();
    let waiting = wait(&handle, &input, &HEAVY, secs(60));
    let error = ManualTime::default().run(waiting).unwrap_err();
    assert!(
        error.to_string().contains("the input is not valid"),
        "{error}"
    );
    assert!(transport.requests().is_empty());
}

#[test]
fn without_a_way_to_wait_nothing_is_sent() {
    let transport = Scripted::steps([grams(1)]);
    // The default is tokio's timer, and there is no tokio here.
    let handle = Handle::new(&config(&transport).build());
    let input = parcel();
    let waiting = wait(&handle, &input, &HEAVY, secs(60));
    let error = ManualTime::default().run(waiting).unwrap_err();
    assert_eq!(
        error.to_string(),
        "waiter ParcelHeavy stopped after 0 calls: Weigh failed: no timer is available: run the \
         waiter in a tokio runtime, or set a `sleep` in the config"
    );
    assert!(transport.requests().is_empty());
}

#[test]
fn a_waiter_can_run_on_another_thread() {
    fn is_send(_: impl Send) {}
    let handle = Handle::new(&Config::builder().build());
    is_send(wait(&handle, &parcel(), &HEAVY, secs(60)));
}
