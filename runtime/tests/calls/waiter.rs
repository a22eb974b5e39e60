//! Waiters over a scripted transport, with a clock that only sleeping advances.

use std::error::Error as _;
use std::time::Duration;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::waiter::{AcceptorState, FinalPoll, Waiter, WaiterError, wait};
use querysmith_runtime::{Config, Error, ErrorKind};

use crate::support::time::secs;
use crate::support::{
    ManualTime, Script, Scripted, ScriptedRandomness, WeighInput, WeighOutput, config, parcel,
};

/// Succeeds for a parcel of 750 grams or a lost parcel, and fails for one of 0 grams.
const HEAVY: Waiter<WeighInput> = heavy(secs(5), secs(5));

const fn heavy(min_delay: Duration, max_delay: Duration) -> Waiter<WeighInput> {
    Waiter::new(
        "ParcelHeavy",
        min_delay,
        max_delay,
        |_, output: &WeighOutput| match output.grams {
            750 => Some(AcceptorState::Success),
            0 => Some(AcceptorState::Failure("Grams is \"0\"")),
            _ => None,
        },
        |error: &Error| match error.code() {
            Some("Lost") => Some(AcceptorState::Success),
            Some("NotYet") => Some(AcceptorState::Retry),
            Some("Burnt") => Some(AcceptorState::Failure("the error is Burnt")),
            _ => None,
        },
    )
}

fn grams(grams: i32) -> Script {
    let result = format!("<WeighResult><Grams>{grams}</Grams></WeighResult>");
    Script::Respond(200, format!("<WeighResponse>{result}</WeighResponse>"))
}

fn failed(code: &str) -> Script {
    Script::Respond(400, format!("<E><Error><Code>{code}</Code></Error></E>"))
}

type Outcome = Result<FinalPoll<WeighOutput, Error>, WaiterError<WeighOutput, Error>>;

/// The outcome of waiting for up to a minute, and the delays.
fn wait_for(
    waiter: &Waiter<WeighInput>,
    scripts: impl IntoIterator<Item = Script>,
) -> (Outcome, Vec<Duration>) {
    let time = ManualTime::default();
    let config = config(&Scripted::steps(scripts))
        .clock(time.clone())
        .sleep(time.clone())
        .randomness(ScriptedRandomness::new([0.0, 0.5, 0.99, 0.99, 0.25]))
        .build();
    let outcome = time.run(wait(&ClientCore::new(&config), &parcel(), waiter, secs(60)));
    (outcome, time.waits())
}

#[test]
fn the_user_agent_contains_the_waiter_metric() {
    let transport = Scripted::steps([grams(750)]);
    let time = ManualTime::default();
    let config = config(&transport).clock(time.clone()).sleep(time.clone());
    let handle = ClientCore::new(&config.build());
    time.run(wait(&handle, &parcel(), &HEAVY, secs(60)))
        .unwrap();
    let user_agent = transport.requests()[0].headers()["user-agent"].clone();
    assert!(
        user_agent.to_str().unwrap().ends_with(" m/B"),
        "{user_agent:?}"
    );
}

#[test]
fn a_state_reached_at_once_needs_no_delay() {
    let (outcome, delays) = wait_for(&HEAVY, [grams(750)]);
    assert_eq!(outcome.unwrap().into_result().unwrap().grams, 750);
    assert!(delays.is_empty());
}

#[test]
fn an_unmatched_output_and_a_retryable_error_are_polled_again() {
    let (outcome, delays) = wait_for(&HEAVY, [grams(1), failed("NotYet"), grams(750)]);
    assert!(outcome.unwrap().as_result().is_ok());
    assert_eq!(delays, [secs(5), secs(5)]);
}

#[test]
fn an_error_can_be_the_awaited_state() {
    let (outcome, _) = wait_for(&HEAVY, [grams(1), failed("Lost")]);
    let poll = outcome.unwrap();
    assert_eq!(poll.as_result().unwrap_err().code(), Some("Lost"));
}

#[test]
fn a_failure_state_is_reported_with_its_reason_and_the_final_poll() {
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
fn an_error_that_is_a_failure_state_is_the_source() {
    let (outcome, _) = wait_for(&HEAVY, [failed("Burnt")]);
    let error = outcome.unwrap_err();
    assert_eq!(
        error.to_string(),
        "waiter ParcelHeavy failed after 1 call: the error is Burnt"
    );
    assert!(error.source().unwrap().to_string().contains("Burnt"));
}

#[test]
fn an_unmatched_error_stops_the_waiter() {
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
fn the_last_call_is_made_at_the_maximum_wait_time_and_may_succeed() {
    let light = std::iter::repeat_n(grams(1), 11);
    let (outcome, delays) = wait_for(&HEAVY, light.chain([grams(750)]));
    assert!(outcome.is_ok());
    // After 50 seconds, another delay of 5 would leave only the minimum delay, so the waiter sleeps
    // for all the time that is left.
    assert_eq!(delays[..10], [secs(5); 10]);
    assert_eq!(delays[10..], [secs(10)]);
}

#[test]
fn exceeding_the_maximum_wait_time_is_reported_with_the_last_state() {
    let (outcome, delays) = wait_for(&HEAVY, std::iter::repeat_n(grams(1), 12));
    assert_eq!(delays.iter().sum::<Duration>(), secs(60));
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
fn exceeding_the_maximum_wait_time_is_reported_with_the_last_error() {
    let scripts = std::iter::repeat_n(failed("NotYet"), 12);
    let (outcome, _) = wait_for(&HEAVY, scripts);
    let error = outcome.unwrap_err();
    let start = "waiter ParcelHeavy did not succeed within 60s and 12 calls: the last call \
                 failed: Weigh failed: NotYet (HTTP 400";
    assert!(error.to_string().starts_with(start), "{error}");
    assert!(error.source().is_some());
}

#[test]
fn a_waiter_error_converts_into_an_error() {
    let converted = |scripts: Vec<Script>| -> Error {
        // With `?`, as in a function that makes calls and waits.
        let outcome = || -> Result<(), Error> { Ok(wait_for(&HEAVY, scripts).0.map(drop)?) };
        outcome().unwrap_err()
    };
    let timed_out = converted(vec![failed("NotYet"); 12]);
    assert_eq!(timed_out.kind(), ErrorKind::Timeout);
    assert!(timed_out.is_timeout() && !timed_out.is_retryable());
    let start = "waiter ParcelHeavy did not succeed within 60s and 12 calls: ";
    assert!(timed_out.to_string().starts_with(start), "{timed_out}");
    assert!(timed_out.source().unwrap().to_string().contains("NotYet"));

    let failed_state = converted(vec![grams(0)]);
    assert_eq!(failed_state.kind(), ErrorKind::Waiter);
    assert_eq!(
        failed_state.to_string(),
        "waiter ParcelHeavy failed after 1 call: Grams is \"0\""
    );
    assert!(failed_state.source().is_none());

    let denied = converted(vec![failed("AccessDenied")]);
    assert_eq!(
        (denied.kind(), denied.code()),
        (ErrorKind::Service, Some("AccessDenied"))
    );
}

#[test]
fn delays_are_whole_seconds_from_the_minimum_to_a_limit_that_doubles() {
    let waiter = heavy(secs(2), secs(12));
    let (_, delays) = wait_for(&waiter, [grams(1)]);
    // Delays of 2, 2 to 4, 2 to 8, and 2 to 12 from then on. The default random number is the
    // middle.
    let expected = [2, 3, 8, 12, 4, 7, 7, 7, 7, 3].map(secs);
    assert_eq!(delays, expected);
    assert_eq!(delays.iter().sum::<Duration>(), secs(60));
}

#[test]
fn a_maximum_wait_of_zero_allows_one_call() {
    let config = config(&Scripted::steps([grams(1)]));
    let config = config.sleep(ManualTime::default()).build();
    let handle = ClientCore::new(&config);
    let input = parcel();
    let waiting = wait(&handle, &input, &HEAVY, Duration::ZERO);
    let error = ManualTime::default().run(waiting).unwrap_err();
    assert_eq!(error.poll_count(), 1);
    assert!(matches!(error, WaiterError::ExceededMaxWait(_)));
}

#[test]
fn an_invalid_input_stops_the_waiter_before_anything_is_sent() {
    let transport = Scripted::steps([grams(1)]);
    let handle = ClientCore::new(&config(&transport).sleep(ManualTime::default()).build());
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
fn without_a_timer_nothing_is_sent() {
    let transport = Scripted::steps([grams(1)]);
    // The default is the timer of tokio, and this test has no tokio runtime.
    let handle = ClientCore::new(&config(&transport).build());
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
    let handle = ClientCore::new(&Config::builder().build());
    is_send(wait(&handle, &parcel(), &HEAVY, secs(60)));
}
