//! A minimal executor that drives one future to completion on the current thread.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

/// Drives a future of this crate to completion on the current thread, for example one that loads a
/// config or resolves credentials.
///
/// The default transport and timer work inside it. A future that depends on another single-threaded
/// runtime deadlocks if this call blocks the thread of that runtime.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::{Credentials, ProvideCredentials, blocking};
///
/// let provider = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret");
/// let credentials = blocking::wait(provider.provide_credentials())?;
/// assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// # Ok::<(), querysmith::CredentialsError>(())
/// ```
pub fn wait<F: Future>(future: F) -> F::Output {
    // If no runtime could be started, the code that needs one returns the error.
    #[cfg(feature = "hyper")]
    let runtime = super::runtime::shared();
    #[cfg(feature = "hyper")]
    let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
    let thread_waker = Arc::new(ThreadWaker {
        thread: std::thread::current(),
        is_woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&thread_waker));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread_waker.park_until_woken();
    }
}

/// Unparks the thread that polls the future.
struct ThreadWaker {
    thread: Thread,
    /// Needed in addition to the park token: other code may unpark the thread, and code called by
    /// the future may park it.
    is_woken: AtomicBool,
}

impl ThreadWaker {
    fn park_until_woken(&self) {
        while !self.is_woken.swap(false, Ordering::Acquire) {
            std::thread::park();
        }
    }
}

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_future_completes_immediately() {
        assert_eq!(wait(async { 7 }), 7);
    }

    #[test]
    fn a_future_woken_by_another_thread_completes() {
        let (sender, receiver) = futures_channel::oneshot::channel();
        let thread = std::thread::spawn(move || sender.send(7));
        assert_eq!(wait(receiver), Ok(7));
        thread.join().unwrap().unwrap();
    }

    #[test]
    fn a_future_that_parks_the_thread_itself_does_not_lose_the_wakeup() {
        let mut polls = 0;
        let future = std::future::poll_fn(|context| {
            polls += 1;
            if polls < 3 {
                context.waker().wake_by_ref();
                // Consumes the park token that the waker set.
                std::thread::park();
                return Poll::Pending;
            }
            Poll::Ready(polls)
        });
        assert_eq!(wait(future), 3);
    }

    #[test]
    fn waits_can_be_nested() {
        assert_eq!(wait(async { wait(async { 7 }) + 1 }), 8);
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn timers_run_during_a_wait() {
        use crate::system::clock::{Sleep, TokioSleep};

        wait(async {
            assert!(TokioSleep.is_available());
            TokioSleep.sleep(std::time::Duration::from_millis(1)).await;
        });
    }

    #[cfg(feature = "hyper")]
    #[tokio::test]
    async fn waiting_inside_a_runtime_does_not_panic() {
        use crate::system::clock::{Sleep, TokioSleep};

        wait(async { TokioSleep.sleep(std::time::Duration::from_millis(1)).await });
        // The test's runtime is the current one again.
        tokio::spawn(async {}).await.unwrap();
    }
}
