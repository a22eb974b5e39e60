//! Detects tokio runtimes that were built without timers or I/O.
//!
//! Tokio has no function that reports this. It panics when a timer is created or a socket is
//! registered, with a message that names the builder's method. This is the only module that catches
//! a panic: it recognizes this one by that message, and resumes all others. Programs that abort on
//! panics print only tokio's message.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Handle, Id};

/// The driver that the current runtime was built without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingDriver {
    Time,
    Io,
}

impl MissingDriver {
    /// The method of tokio's builder that enables it.
    fn method(self) -> &'static str {
        match self {
            Self::Time => "enable_time",
            Self::Io => "enable_io",
        }
    }
}

impl fmt::Display for MissingDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Time => "timers",
            Self::Io => "I/O",
        };
        write!(
            f,
            "the tokio runtime was built without {what}, which the default transport needs; call \
             `{}` or `enable_all` on its builder",
            self.method()
        )
    }
}

impl std::error::Error for MissingDriver {}

/// The id of the tokio runtime that runs the current code, and whether it has timers; `None` outside a
/// runtime.
pub(crate) fn current_runtime() -> Option<(Id, bool)> {
    thread_local! {
        /// The result for the runtime that was last checked in this thread.
        static LATEST: Cell<Option<(Id, bool)>> = const { Cell::new(None) };
    }
    let current = Handle::try_current().ok()?.id();
    if let Some((id, has_timers)) = LATEST.get()
        && id == current
    {
        return Some((id, has_timers));
    }
    let timer = || drop(tokio::time::sleep(Duration::ZERO));
    let has_timers = unless_missing(MissingDriver::Time, timer).is_ok();
    LATEST.set(Some((current, has_timers)));
    LATEST.get()
}

/// Whether a tokio runtime with timers is running.
pub(crate) fn has_timers() -> bool {
    current_runtime().is_some_and(|(_, has_timers)| has_timers)
}

/// Runs `work`, which creates sockets. If the runtime was built without I/O, the error wraps a
/// [`MissingDriver`].
pub(crate) async fn with_io<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        unless_missing(MissingDriver::Io, || work.as_mut().poll(context))
            .unwrap_or_else(|missing| Poll::Ready(Err(io::Error::other(missing))))
    })
    .await
}

/// Runs `work`, which panics if the runtime was built without `driver`.
fn unless_missing<T>(driver: MissingDriver, work: impl FnOnce() -> T) -> Result<T, MissingDriver> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = match panic.downcast_ref::<String>() {
            Some(message) => message,
            None => panic.downcast_ref::<&str>().copied().unwrap_or_default(),
        };
        if !message.contains(driver.method()) {
            resume_unwind(panic);
        }
        driver
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_panics_are_resumed() {
        let panics = || unless_missing(MissingDriver::Io, || panic!("of another kind"));
        let panic = catch_unwind(|| panics().is_ok()).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"of another kind"));
    }
}
