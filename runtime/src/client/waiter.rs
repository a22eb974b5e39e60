//! Waiters: polling with a call until a resource is in the desired state, as described by the trait
//! `smithy.waiters#waitable`.
//!
//! An emitted waiter is created by `client.wait_until_<state>()`, and its `wait(..)` calls this
//! module.
//!
//! With a client of IAM:
//!
//! ```ignore
//! let found = client.wait_until_role_exists().role_name("deploy").wait(Duration::from_secs(60)).await?;
//! ```

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
    /// The name in the model: `BucketExists`.
    pub name: &'static str,
    /// The minimum delay between two calls; the model's default is 2 seconds.
    pub min_delay: Duration,
    /// The maximum delay between two calls; the model's default is 120 seconds.
    pub max_delay: Duration,
    /// The state that an output indicates. `None` if no acceptor matches: the waiter continues.
    pub on_output: fn(&O, &O::Output) -> Option<AcceptorState>,
    /// The state that an error indicates. `None` if no acceptor matches: the waiter fails.
    pub on_error: fn(&O::Error) -> Option<AcceptorState>,
}

impl<O: Operation> Waiter<O> {
    /// A waiter with this name, and these minimum and maximum delays between two calls.
    pub const fn new(
        name: &'static str,
        min_delay: Duration,
        max_delay: Duration,
        on_output: fn(&O, &O::Output) -> Option<AcceptorState>,
        on_error: fn(&O::Error) -> Option<AcceptorState>,
    ) -> Self {
        Self {
            name,
            min_delay,
            max_delay,
            on_output,
            on_error,
        }
    }
}

/// The state of a waiter after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AcceptorState {
    /// The resource is in the desired state.
    Success,
    /// The resource is not in the desired state yet.
    Retry,
    /// The resource cannot reach the desired state, for this reason:
    /// `Stacks[].StackStatus has "CREATE_FAILED"`.
    Failure(&'static str),
}

/// The result of the last call of a waiter. It may be an error, if the waiter waits for one.
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
    /// The error of the last call, if it failed.
    pub fn into_result(self) -> Result<T, E> {
        self.0
    }
}

/// Polls with this input until the resource is in the desired state.
///
/// Between two calls it pauses for a random number of whole seconds, from the waiter's minimum
/// delay to a limit that doubles with every call up to its maximum delay. The last call is made
/// when `max_wait` has elapsed. A call in progress at that time is not canceled; the config's
/// timeouts apply to it.
///
/// # Errors
///
/// If the resource cannot reach the desired state, if `max_wait` has elapsed, or if a call fails
/// with an error that no acceptor matches.
pub async fn wait<O: Operation>(
    core: &ClientCore,
    input: &O,
    waiter: &Waiter<O>,
    max_wait: Duration,
) -> Result<FinalPoll<O::Output, O::Error>, WaiterError<O::Output, O::Error>> {
    let config = core.config();
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
        let (state, outcome) = match core.call_for(Purpose::Wait, config, input).await {
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
    "no timer is available: run the waiter in a tokio runtime, or set a `sleep` in the config";

impl<O: Operation> fmt::Debug for Waiter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter")
            .field("name", &self.name)
            .field("min_delay", &self.min_delay)
            .field("max_delay", &self.max_delay)
            .finish_non_exhaustive()
    }
}

/// Whether there is at least one value and all values are `expected`: the comparator
/// `allStringEquals`.
pub fn all_equal<'a>(values: impl IntoIterator<Item = &'a str>, expected: &str) -> bool {
    let mut values = values.into_iter().peekable();
    values.peek().is_some() && values.all(|value| value == expected)
}

/// Whether any value is `expected`: the comparator `anyStringEquals`.
pub fn any_equal<'a>(values: impl IntoIterator<Item = &'a str>, expected: &str) -> bool {
    values.into_iter().any(|value| value == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_comparator_matches_an_empty_list() {
        assert!(!all_equal([], "ready"));
        assert!(!any_equal([], "ready"));
    }

    #[test]
    fn all_equal_needs_every_value_and_any_equal_needs_one() {
        assert!(all_equal(["ready", "ready"], "ready"));
        assert!(!all_equal(["ready", "new"], "ready"));
        assert!(any_equal(["new", "ready"], "ready"));
        assert!(!any_equal(["new", "old"], "ready"));
    }
}
