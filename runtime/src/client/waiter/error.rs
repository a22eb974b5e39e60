//! The error of a waiter.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::FinalPoll;
use crate::error::{Error, ErrorKind};

/// The error of a waiter. `Display` prints one line with the waiter, the number of its calls and
/// the result of the last one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum WaiterError<T, E> {
    /// The maximum waiting time elapsed before the resource was in the desired state.
    ExceededMaxWait(ExceededMaxWait<T, E>),
    /// The resource is in a state from which it cannot reach the desired state.
    FailureState(FailureState<T, E>),
    /// A call failed with an error that no acceptor matches.
    OperationFailed(OperationFailed<E>),
}

/// The maximum waiting time elapsed.
#[derive(Debug, Clone, PartialEq)]
pub struct ExceededMaxWait<T, E> {
    waiter: &'static str,
    polls: u32,
    max_wait: Duration,
    elapsed: Duration,
    last: Box<FinalPoll<T, E>>,
}

impl<T, E> ExceededMaxWait<T, E> {
    /// The maximum waiting time.
    pub fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// The elapsed time.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The number of calls.
    pub fn poll_count(&self) -> u32 {
        self.polls
    }

    /// The result of the last call.
    pub fn final_poll(&self) -> &FinalPoll<T, E> {
        &self.last
    }

    /// The result of the last call, by value.
    pub fn into_final_poll(self) -> FinalPoll<T, E> {
        *self.last
    }
}

/// The resource cannot reach the desired state.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureState<T, E> {
    waiter: &'static str,
    polls: u32,
    reason: &'static str,
    last: Box<FinalPoll<T, E>>,
}

impl<T, E> FailureState<T, E> {
    /// The failure state: `Stacks[].StackStatus has "CREATE_FAILED"`.
    pub fn reason(&self) -> &str {
        self.reason
    }

    /// The number of calls.
    pub fn poll_count(&self) -> u32 {
        self.polls
    }

    /// The result of the last call.
    pub fn final_poll(&self) -> &FinalPoll<T, E> {
        &self.last
    }

    /// The result of the last call, by value.
    pub fn into_final_poll(self) -> FinalPoll<T, E> {
        *self.last
    }
}

/// A call failed.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationFailed<E> {
    waiter: &'static str,
    polls: u32,
    error: E,
}

impl<E> OperationFailed<E> {
    /// The error of the call.
    pub fn error(&self) -> &E {
        &self.error
    }

    /// The error of the call, by value.
    pub fn into_error(self) -> E {
        self.error
    }

    /// The number of calls, including this one. It is 0 if no timer is available.
    pub fn poll_count(&self) -> u32 {
        self.polls
    }
}

impl<T, E> WaiterError<T, E> {
    pub(super) fn exceeded(
        waiter: &'static str,
        polls: u32,
        max_wait: Duration,
        elapsed: Duration,
        last: Result<T, E>,
    ) -> Self {
        Self::ExceededMaxWait(ExceededMaxWait {
            waiter,
            polls,
            max_wait,
            elapsed,
            last: Box::new(FinalPoll(last)),
        })
    }

    pub(super) fn failure_state(
        waiter: &'static str,
        polls: u32,
        reason: &'static str,
        last: Result<T, E>,
    ) -> Self {
        Self::FailureState(FailureState {
            waiter,
            polls,
            reason,
            last: Box::new(FinalPoll(last)),
        })
    }

    pub(super) fn operation_failed(waiter: &'static str, polls: u32, error: E) -> Self {
        Self::OperationFailed(OperationFailed {
            waiter,
            polls,
            error,
        })
    }

    /// The name of the waiter in the model.
    pub fn waiter(&self) -> &str {
        match self {
            Self::ExceededMaxWait(stop) => stop.waiter,
            Self::FailureState(stop) => stop.waiter,
            Self::OperationFailed(stop) => stop.waiter,
        }
    }

    /// The number of calls.
    pub fn poll_count(&self) -> u32 {
        match self {
            Self::ExceededMaxWait(stop) => stop.polls,
            Self::FailureState(stop) => stop.polls,
            Self::OperationFailed(stop) => stop.polls,
        }
    }

    /// The error of the last call, if it failed.
    fn last_error(&self) -> Option<&E> {
        match self {
            Self::ExceededMaxWait(stop) => stop.last.as_result().err(),
            Self::FailureState(stop) => stop.last.as_result().err(),
            Self::OperationFailed(stop) => Some(&stop.error),
        }
    }
}

impl<T, E: fmt::Display> fmt::Display for WaiterError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (waiter, polls) = (self.waiter(), self.poll_count());
        let calls = if polls == 1 { "call" } else { "calls" };
        write!(f, "waiter {waiter} ")?;
        match self {
            Self::ExceededMaxWait(stop) => {
                let max_wait = stop.max_wait;
                write!(f, "did not succeed within {max_wait:?} and {polls} {calls}")?;
                match stop.last.as_result() {
                    Ok(_) => f.write_str(": the resource is not in the desired state"),
                    Err(error) => write!(f, ": the last call failed: {error}"),
                }
            }
            Self::FailureState(stop) => {
                write!(f, "failed after {polls} {calls}: {}", stop.reason)
            }
            Self::OperationFailed(stop) => {
                write!(f, "stopped after {polls} {calls}: {}", stop.error)
            }
        }
    }
}

impl<T: fmt::Debug, E: StdError + 'static> StdError for WaiterError<T, E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.last_error().map(|error| error as _)
    }
}

impl<T, E: Into<Error> + std::fmt::Display> From<WaiterError<T, E>> for Error {
    /// The error of the call that stopped the waiter, if one did; else of kind
    /// [`Timeout`](crate::ErrorKind::Timeout) or [`Waiter`](crate::ErrorKind::Waiter), with the
    /// error of the last call as its source. Neither is retryable.
    fn from(error: WaiterError<T, E>) -> Self {
        let message = error.to_string();
        let (kind, last) = match error {
            WaiterError::OperationFailed(stop) => return stop.into_error().into(),
            WaiterError::ExceededMaxWait(stop) => (ErrorKind::Timeout, stop.into_final_poll()),
            WaiterError::FailureState(stop) => (ErrorKind::Waiter, stop.into_final_poll()),
        };
        let source = last.into_result().err().map(Into::into);
        Self::waiter(kind, message, source)
    }
}
