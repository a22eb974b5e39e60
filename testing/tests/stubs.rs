//! Calls whose outcomes come from stub functions instead of a service.

// Clippy treats helpers outside of test functions as production code.
#![allow(clippy::panic, clippy::unwrap_used)]

#[path = "../../runtime/tests/support/mod.rs"]
mod support;

use std::collections::VecDeque;

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::validate::ValidationLevel;
use querysmith_runtime::{Config, ErrorKind, ResponseMetadata};
use querysmith_testing::{ErrorBuilder, ManualTime, Stubs, config};
use support::{KnockInput, WeighInput, WeighOutput, parcel};

fn weighed(grams: i32) -> WeighOutput {
    WeighOutput {
        grams,
        request_id: None,
        metadata: ResponseMetadata::default(),
    }
}

fn handle(stubs: &Stubs) -> ClientCore {
    ClientCore::new(&stubs.configure(&config().build()))
}

fn run<T>(work: impl Future<Output = T>) -> T {
    ManualTime::new().run(work)
}

#[test]
fn a_stub_handles_the_calls_of_its_operation() {
    let stubs = Stubs::new();
    let calls = stubs.set(|input: &WeighInput| {
        let parcel = input.parcel.as_deref().unwrap_or_default();
        Ok(weighed(parcel.len().try_into().unwrap()))
    });
    let handle = handle(&stubs);
    assert_eq!(run(handle.call(&parcel())).unwrap().grams, 5);
    assert_eq!(calls.count(), 1);
    assert_eq!(calls.last().unwrap().parcel.as_deref(), Some("a box"));
    assert_eq!(calls.inputs().len(), 1);
    assert_eq!(stubs.called(), ["Weigh"]);
}

#[test]
fn a_stub_can_return_a_different_outcome_each_time() {
    let stubs = Stubs::new();
    let busy = ErrorBuilder::service("ScaleBusy").retryable(true).build();
    let mut outcomes = VecDeque::from([Err(busy.clone()), Ok(weighed(7))]);
    let calls = stubs.set(move |_: &WeighInput| outcomes.pop_front().unwrap());
    let handle = handle(&stubs);
    // The outcome of a stub is the outcome of the call: it is not retried.
    assert_eq!(run(handle.call(&parcel())).unwrap_err(), busy);
    assert_eq!(run(handle.call(&parcel())).unwrap().grams, 7);
    assert_eq!(calls.count(), 2);
}

#[test]
fn an_invalid_input_does_not_reach_the_stub() {
    let stubs = Stubs::new();
    let calls = stubs.set(|_: &WeighInput| Ok(weighed(1)));
    let error = run(handle(&stubs).call(&WeighInput::default())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!((calls.count(), stubs.called().len()), (0, 0));

    let lax = config().validation(ValidationLevel::Off).build();
    let handle = ClientCore::new(&stubs.configure(&lax));
    run(handle.call(&WeighInput::default())).unwrap();
    assert_eq!(calls.count(), 1);
}

#[test]
fn an_operation_without_a_stub_is_an_error() {
    let stubs = Stubs::new();
    stubs.set(|_: &WeighInput| Ok(weighed(1)));
    let error = run(handle(&stubs).call(&KnockInput)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "Knock failed: there is no stub for Knock: add one, `stub.support(|input| ..)`"
    );
    assert_eq!(stubs.called(), ["Knock"]);
}

#[test]
fn the_stub_that_was_set_last_is_used() {
    let stubs = Stubs::new();
    let first = stubs.set(|_: &WeighInput| Ok(weighed(1)));
    let handle = handle(&stubs);
    let second = stubs.set(|_: &WeighInput| Ok(weighed(2)));
    assert_eq!(run(handle.call(&parcel())).unwrap().grams, 2);
    assert_eq!((first.count(), second.count()), (0, 1));
}

#[test]
fn a_stub_needs_neither_region_nor_credentials_nor_transport() {
    let stubs = Stubs::new();
    stubs.set(|_: &WeighInput| Ok(weighed(1)));
    let config = stubs.configure(&Config::builder().build());
    run(ClientCore::new(&config).call(&parcel())).unwrap();
}
