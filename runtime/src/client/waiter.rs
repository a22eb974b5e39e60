//! Waiting for a resource to get into a state: the same call again and again, as the trait
//! `smithy.waiters#waitable` describes it.
//!
//! An emitted waiter is made by `client.wait_until_<state>()`, and its `wait(..)` ends here.

mod error;
mod schedule;

use std::fmt;
use std::time::Duration;

pub use error::{ExceededMaxWait, FailureState, OperationFailed, WaiterError};

use crate::call::Purpose;
use crate::call::operation::Operation;
use crate::client::core::ClientCore;
use crate::error::Error;
use schedule::Schedule;

/// A waiter, as its model describes it.
#[non_exhaustive]
pub struct Waiter<O: Operation> {
    /// Its name in the model: `BucketExists`.
    pub name: &'static str,
    /// The least time between two calls; the model's default is 2 seconds.
    pub min_delay: Duration,
    /// The most time between two calls; the model's default is 120 seconds.
    pub max_delay: Duration,
    /// What an answer of success means. `None`: not yet.
    pub on_output: fn(&O, &O::Output) -> Option<AcceptorState>,
    /// What an error means. `None`: there is no use in going on.
    pub on_error: fn(&O::Error) -> Option<AcceptorState>,
}

impl<O: Operation> Waiter<O> {
    /// A waiter of this name with the model's default delays.
    pub const fn new(
        name: &'static str,
        on_output: fn(&O, &O::Output) -> Option<AcceptorState>,
        on_error: fn(&O::Error) -> Option<AcceptorState>,
    ) -> Self {
        Self {
            name,
            min_delay: Duration::from_secs(2),
            max_delay: Duration::from_secs(120),
            on_output,
            on_error,
        }
    }

    /// With these minimum and maximum delays between two calls.
    #[must_use]
    pub const fn with_delays(mut self, min: Duration, max: Duration) -> Self {
        self.min_delay = min;
        self.max_delay = max;
        self
    }
}

/// Where a call has brought a waiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AcceptorState {
    /// The resource is in the awaited state.
    Success,
    /// Not yet.
    Retry,
    /// The resource will never get there, for the reason in these words:
    /// `Stacks[].StackStatus has "CREATE_FAILED"`.
    Failure(&'static str),
}

/// What the last call of a waiter gave: an error where an error is what was waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalPoll<T, E>(Result<T, E>);

impl<T, E> FinalPoll<T, E> {
    /// The output or the error.
    pub fn as_result(&self) -> Result<&T, &E> {
        self.0.as_ref()
    }

    /// The output or the error, by value.
    ///
    /// # Errors
    ///
    /// That of the last call, if it failed.
    pub fn into_result(self) -> Result<T, E> {
        self.0
    }
}

/// Waits until a call with this input says that the resource is in the awaited state.
///
/// Between two calls it pauses for whole seconds: a random number of them from the waiter's least
/// delay to one that doubles with every call up to its most. The last call is made when `max_wait`
/// is over. A call under way at that time is not cut short; the config's time limits hold for it.
///
/// # Errors
///
/// When the resource cannot get into the state any more, when `max_wait` is over, and when a call
/// fails with an error that the waiter does not expect.
pub async fn wait<O: Operation>(
    handle: &ClientCore,
    input: &O,
    waiter: &Waiter<O>,
    max_wait: Duration,
) -> Result<FinalPoll<O::Output, O::Error>, WaiterError<O::Output, O::Error>> {
    let config = handle.config();
    let mut polls = 0;
    let Some(sleep) = config.sleep().filter(|sleep| sleep.is_available()) else {
        let error = Error::configuration(Some(O::SPEC.name), NO_SLEEP.into());
        return Err(WaiterError::operation_failed(
            waiter.name,
            polls,
            error.into(),
        ));
    };
    let mut schedule = Schedule::new(waiter.min_delay, waiter.max_delay, max_wait);
    let start = config.clock().monotonic();
    loop {
        polls += 1;
        let (state, outcome) = match handle.call_for(Purpose::Wait, config, input).await {
            Ok(output) => {
                let state = (waiter.on_output)(input, &output);
                (state.unwrap_or(AcceptorState::Retry), Ok(output))
            }
            Err(error) => match (waiter.on_error)(&error) {
                Some(state) => (state, Err(error)),
                None => return Err(WaiterError::operation_failed(waiter.name, polls, error)),
            },
        };
        match state {
            AcceptorState::Success => return Ok(FinalPoll(outcome)),
            AcceptorState::Failure(reason) => {
                return Err(WaiterError::failure_state(
                    waiter.name,
                    polls,
                    reason,
                    outcome,
                ));
            }
            AcceptorState::Retry => {}
        }
        let elapsed = config.clock().monotonic().saturating_sub(start);
        match schedule.next_delay(elapsed, config.randomness().uniform()) {
            Some(delay) => sleep.sleep(delay).await,
            None => {
                let elapsed = schedule.elapsed(elapsed);
                return Err(WaiterError::exceeded(
                    waiter.name,
                    polls,
                    max_wait,
                    elapsed,
                    outcome,
                ));
            }
        }
    }
}

const NO_SLEEP: &str =
    "there is no way to wait: call it in a tokio runtime, or give the config a `sleep`";

impl<O: Operation> fmt::Debug for Waiter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter")
            .field("name", &self.name)
            .field("min_delay", &self.min_delay)
            .field("max_delay", &self.max_delay)
            .finish_non_exhaustive()
    }
}

/// Whether there are values, and all of them are `expected`: the comparator `allStringEquals`.
pub fn all_equal<'a>(values: impl IntoIterator<Item = &'a str>, expected: &str) -> bool {
    let mut values = values.into_iter().peekable();
    values.peek().is_some() && values.all(|value| value == expected)
}

/// Whether one of the values is `expected`: the comparator `anyStringEquals`.
pub fn any_equal<'a>(values: impl IntoIterator<Item = &'a str>, expected: &str) -> bool {
    values.into_iter().any(|value| value == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_no_values_is_what_is_expected() {
        assert!(!all_equal([], "ready"));
        assert!(!any_equal([], "ready"));
    }

    #[test]
    fn all_and_any_differ_when_one_value_does() {
        assert!(all_equal(["ready", "ready"], "ready"));
        assert!(!all_equal(["ready", "new"], "ready"));
        assert!(any_equal(["new", "ready"], "ready"));
        assert!(!any_equal(["new", "old"], "ready"));
    }
}
