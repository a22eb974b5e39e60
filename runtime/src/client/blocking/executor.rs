//! Runs a future to its end on this thread.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

/// Runs any future of this crate to its end on this thread, such as one that loads a config or
/// resolves credentials.
///
/// Within it the default transport and timer work. A future that needs the runtime of somebody
/// else, one with a single thread that this call blocks, does not end.
///
/// ```
/// use querysmith_runtime::{Credentials, ProvideCredentials, blocking};
///
/// let provider = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret");
/// let credentials = blocking::wait(provider.provide_credentials())?;
/// assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// # Ok::<(), querysmith_runtime::CredentialsError>(())
/// ```
pub fn wait<F: Future>(future: F) -> F::Output {
    // Without it, what needs one says so itself.
    #[cfg(feature = "hyper")]
    let _entered = super::runtime::shared().map(tokio::runtime::Handle::enter);
    let alarm = Arc::new(Alarm {
        thread: std::thread::current(),
        rang: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        alarm.sleep_until_it_rings();
    }
}

/// Wakes a thread.
struct Alarm {
    thread: Thread,
    /// Others may unpark the thread as well, and what the future calls may park it.
    rang: AtomicBool,
}

impl Alarm {
    fn sleep_until_it_rings(&self) {
        while !self.rang.swap(false, Ordering::Acquire) {
            std::thread::park();
        }
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_that_is_ready_ends_at_once() {
        assert_eq!(wait(async { 7 }), 7);
    }

    #[test]
    fn a_future_that_is_woken_by_another_thread_ends() {
        let (sender, receiver) = futures_channel::oneshot::channel();
        let thread = std::thread::spawn(move || sender.send(7));
        assert_eq!(wait(receiver), Ok(7));
        thread.join().unwrap().unwrap();
    }

    #[test]
    fn a_future_that_parks_the_thread_itself_does_not_swallow_the_alarm() {
        let mut polls = 0;
        let future = std::future::poll_fn(|context| {
            polls += 1;
            if polls < 3 {
                context.waker().wake_by_ref();
                // The waker's unpark ends it.
                std::thread::park();
                return Poll::Pending;
            }
            Poll::Ready(polls)
        });
        assert_eq!(wait(future), 3);
    }

    #[test]
    fn one_wait_may_stand_in_another() {
        assert_eq!(wait(async { wait(async { 7 }) + 1 }), 8);
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn timers_run_while_it_waits() {
        use crate::system::clock::{Sleep, TokioSleep};

        wait(async {
            assert!(TokioSleep.is_available());
            TokioSleep.sleep(std::time::Duration::from_millis(1)).await;
        });
    }

    #[cfg(feature = "hyper")]
    #[tokio::test]
    async fn inside_a_runtime_it_does_not_panic() {
        use crate::system::clock::{Sleep, TokioSleep};

        wait(async { TokioSleep.sleep(std::time::Duration::from_millis(1)).await });
        // The runtime of the test is the current one again.
        tokio::spawn(async {}).await.unwrap();
    }
}
