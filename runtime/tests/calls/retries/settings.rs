//! Retry settings, in code and in the environment.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::{ErrorKind, RetryMode};

use super::client::{Client, fails};
use crate::support::time::millis;
use crate::support::{KnockInput, ManualTime, Script, Scripted, ScriptedRandomness};

#[test]
fn with_retries_off_there_is_one_attempt() {
    let client = Client::with([fails(500, "X")], |b| b.retry_mode(RetryMode::Off));
    let error = client.call().unwrap_err();
    assert_eq!(client.attempts(), 1);
    assert_eq!(error.metadata().unwrap().attempts().len(), 1);
}

#[test]
fn the_maximum_number_of_attempts_can_be_set_and_is_at_least_one() {
    for (set, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let client = Client::with([fails(500, "X")], |b| b.max_attempts(set));
        client.call().unwrap_err();
        assert_eq!(client.attempts(), expected);
    }
}

#[test]
fn retries_are_configured_by_the_environment() {
    let from = |name: &str, value: &str| {
        let env: querysmith_runtime::env::Env = [(name, value)].into_iter().collect();
        Ok::<_, querysmith_runtime::Error>(
            querysmith_runtime::ConfigBuilder::from_env(&env)?.build(),
        )
    };
    let mode = |value| from("AWS_RETRY_MODE", value).unwrap().retry_mode();
    assert_eq!(mode(""), RetryMode::Standard);
    assert_eq!(mode("Standard"), RetryMode::Standard);
    assert_eq!(mode("legacy"), RetryMode::Standard);
    assert_eq!(mode("adaptive"), RetryMode::Adaptive);
    assert_eq!(mode("off"), RetryMode::Off);
    let max = |value| from("AWS_MAX_ATTEMPTS", value).unwrap().max_attempts();
    assert_eq!((max(""), max("1"), max(" 12 ")), (3, 1, 12));
    assert_eq!(from("AWS_RETRY_MODE", "off").unwrap().max_attempts(), 1);
    let off = from("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "true").unwrap();
    assert!(off.disable_clock_skew_correction());

    for (name, value, expected) in [
        (
            "AWS_RETRY_MODE",
            "never",
            "standard, adaptive, legacy or off",
        ),
        ("AWS_MAX_ATTEMPTS", "0", "a number of at least 1"),
        ("AWS_MAX_ATTEMPTS", "many", "a number of at least 1"),
        ("AWS_NEW_RETRIES_2026", "1", "true or false"),
        ("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "on", "true or false"),
    ] {
        let error = from(name, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            format!("the environment variable {name} is {value:?}, expected {expected}")
        );
    }
}

#[test]
fn the_environment_enables_the_2026_rules() {
    let env = [("AWS_NEW_RETRIES_2026", "TRUE")].into_iter().collect();
    let time = ManualTime::default();
    let transport = Scripted::new(Script::Respond(500, String::new()));
    let config = querysmith_runtime::ConfigBuilder::from_env(&env)
        .unwrap()
        .endpoint_url("http://h")
        .transport(transport)
        .clock(time.clone())
        .sleep(time.clone())
        .randomness(ScriptedRandomness::default())
        .build();
    let handle = ClientCore::new(&config);
    time.run(handle.call(&KnockInput)).unwrap_err();
    assert_eq!(time.waits(), [millis(25), millis(50)]);
    assert_eq!(handle.retry_quota_left(), 472);
}
