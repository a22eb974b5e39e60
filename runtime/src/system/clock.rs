//! Time, as values that are passed in: what the time is, and waiting for it to pass.

use std::fmt::Debug;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

/// A boxed future, the shape in which object-safe traits are async.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// The time now, as requests are signed with it.
    fn now(&self) -> SystemTime;

    /// The time that has passed since some fixed moment, by which durations are measured. It is
    /// not to go back when someone sets the clock.
    ///
    /// Unless it is told otherwise, the moment is the beginning of 1970, and the time that of
    /// [`now`](Self::now).
    fn monotonic(&self) -> Duration {
        self.now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Whether it tells the time at all. Where it does not, nothing can be signed.
    fn is_available(&self) -> bool {
        true
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        self.as_ref().now()
    }

    fn monotonic(&self) -> Duration {
        self.as_ref().monotonic()
    }

    fn is_available(&self) -> bool {
        self.as_ref().is_available()
    }
}

/// The computer's own clock, the default.
///
/// `wasm32-unknown-unknown` has none. There it is not available, and what needs the time is an
/// error that says so: give the config another [`Clock`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Since it was asked for the first time in this process.
    fn monotonic(&self) -> Duration {
        static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        FIRST.get_or_init(std::time::Instant::now).elapsed()
    }
}

/// The standard library would panic.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn is_available(&self) -> bool {
        false
    }
}

/// Waits. What time limits and pauses are made of.
pub trait Sleep: Debug + Send + Sync {
    /// A future that is ready once `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Whether it can wait here and now. Where it cannot, there are no time limits, and no
    /// attempts but the first, for there can be no pause before them.
    fn is_available(&self) -> bool {
        true
    }
}

impl<S: Sleep + ?Sized> Sleep for Arc<S> {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.as_ref().sleep(duration)
    }

    fn is_available(&self) -> bool {
        self.as_ref().is_available()
    }
}

/// Waits by tokio's timer, the default with the feature `hyper`.
///
/// Outside a tokio runtime it is not available.
#[cfg(feature = "hyper")]
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioSleep;

#[cfg(feature = "hyper")]
impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // tokio panics when it is asked for a timer outside a runtime.
        if !self.is_available() {
            return Box::pin(std::future::pending());
        }
        Box::pin(tokio::time::sleep(duration))
    }

    fn is_available(&self) -> bool {
        tokio::runtime::Handle::try_current().is_ok()
    }
}

/// How to wait where nothing was said: tokio's timer, if it is built in.
pub fn default_sleep() -> Option<Arc<dyn Sleep>> {
    #[cfg(feature = "hyper")]
    return Some(Arc::new(TokioSleep));
    #[cfg(not(feature = "hyper"))]
    return None;
}

/// The time limit passed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed(pub Duration);

/// Runs `work` until it ends or `limit` has passed. Without a limit or a way to wait, `work` has
/// all the time it takes.
pub async fn within<T>(
    sleep: Option<&dyn Sleep>,
    limit: Option<Duration>,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let (Some(sleep), Some(limit)) = (sleep, limit) else {
        return Ok(work.await);
    };
    let mut work = pin!(work);
    let mut timer = sleep.sleep(limit);
    std::future::poll_fn(|context| {
        // Work that ends at the last moment counts as done, so it is asked first.
        if let Poll::Ready(value) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        timer.as_mut().poll(context).map(|()| Err(Elapsed(limit)))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Instantly;

    impl Sleep for Instantly {
        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    const LIMIT: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn work_that_does_not_end_is_given_up_at_the_limit() {
        let outcome = within(Some(&Instantly), Some(LIMIT), std::future::pending::<()>()).await;
        assert_eq!(outcome, Err(Elapsed(LIMIT)));
    }

    #[tokio::test]
    async fn work_that_is_done_when_the_limit_passes_counts() {
        let outcome = within(Some(&Instantly), Some(LIMIT), async { 7 }).await;
        assert_eq!(outcome, Ok(7));
    }

    #[tokio::test]
    async fn without_a_limit_or_a_sleep_nothing_is_limited() {
        assert_eq!(within(Some(&Instantly), None, async { 1 }).await, Ok(1));
        assert_eq!(within(None, Some(LIMIT), async { 2 }).await, Ok(2));
    }

    #[cfg(feature = "hyper")]
    #[test]
    fn tokio_sleep_outside_a_runtime_does_not_panic() {
        assert!(!TokioSleep.is_available());
        let future = TokioSleep.sleep(Duration::from_secs(1));
        drop(future);
    }

    #[cfg(feature = "hyper")]
    #[tokio::test]
    async fn tokio_sleep_inside_a_runtime_is_available() {
        assert!(TokioSleep.is_available());
    }

    #[test]
    fn monotonic_time_does_not_go_back() {
        let first = SystemClock.monotonic();
        assert!(SystemClock.monotonic() >= first);
    }

    #[test]
    fn a_clock_that_only_tells_the_time_measures_durations_by_it() {
        #[derive(Debug)]
        struct In1970;
        impl Clock for In1970 {
            fn now(&self) -> SystemTime {
                SystemTime::UNIX_EPOCH + LIMIT
            }
        }
        assert_eq!(In1970.monotonic(), LIMIT);
    }
}
