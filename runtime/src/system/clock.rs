//! Clock and timer, as values that can be replaced.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use std::time::{Duration, SystemTime};
//!
//! use querysmith::Config;
//! use querysmith::clock::{Clock, SystemClock};
//!
//! /// A clock that is known to be slow.
//! #[derive(Debug)]
//! struct Corrected(Duration);
//!
//! impl Clock for Corrected {
//!     fn now(&self) -> SystemTime {
//!         SystemTime::now() + self.0
//!     }
//!
//!     fn monotonic(&self) -> Duration {
//!         SystemClock.monotonic()
//!     }
//! }
//!
//! let config = Config::builder().clock(Corrected(Duration::from_secs(3))).build();
//! ```

use std::fmt::Debug;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, SystemTime};

/// A boxed future, the return type of async methods of object-safe traits.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of the current time.
pub trait Clock: Debug + Send + Sync {
    /// The current time, which is used as the signing time of requests.
    fn now(&self) -> SystemTime;

    /// The time since a fixed moment, used to measure durations. It must not go backwards when the
    /// system clock is set.
    ///
    /// The default implementation returns the time since the Unix epoch according to
    /// [`now`](Self::now). Operation timeouts are measured with this time, so a clock that can be set, or
    /// that stands still while timers run, should have its own implementation.
    fn monotonic(&self) -> Duration {
        self.now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Whether the clock works on this platform. If it does not, requests cannot be signed.
    fn is_available(&self) -> bool {
        true
    }

    /// The time without the corrections that users of this clock have made.
    #[doc(hidden)]
    fn uncorrected(&self) -> SystemTime {
        self.now()
    }

    /// The shared skew between this clock and the clocks of services. A clock that wraps another
    /// should forward this call.
    #[doc(hidden)]
    fn measured_skew(&self) -> Option<Arc<MeasuredSkew>> {
        None
    }
}

/// The skew between a clock and the clocks of services in milliseconds, once a response has shown
/// it.
#[derive(Debug, Default)]
pub struct MeasuredSkew(Mutex<Option<i64>>);

impl MeasuredSkew {
    /// The last value that was set.
    pub fn get(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the skew that the latest response showed, if any.
    pub fn set(&self, millis: Option<i64>) {
        if millis.is_some() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = millis;
        }
    }
}

/// A clock whose users, the providers of one context, share its measured skew.
#[derive(Debug, Clone)]
pub struct SharedClock {
    clock: Arc<dyn Clock>,
    skew: Arc<MeasuredSkew>,
}

impl SharedClock {
    /// Wraps `clock`, whose measured skew is shared from now on.
    pub fn new(clock: impl Clock + 'static) -> Self {
        let skew = clock.measured_skew().unwrap_or_default();
        Self {
            clock: Arc::new(clock),
            skew,
        }
    }
}

impl Clock for SharedClock {
    fn uncorrected(&self) -> SystemTime {
        self.clock.uncorrected()
    }

    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn is_available(&self) -> bool {
        self.clock.is_available()
    }

    fn measured_skew(&self) -> Option<Arc<MeasuredSkew>> {
        Some(Arc::clone(&self.skew))
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn uncorrected(&self) -> SystemTime {
        self.as_ref().uncorrected()
    }

    fn measured_skew(&self) -> Option<Arc<MeasuredSkew>> {
        self.as_ref().measured_skew()
    }

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

/// The system clock, the default.
///
/// It is not available on `wasm32-unknown-unknown`, where calls that need the time fail with an
/// error about the missing clock: set another [`Clock`] in the config.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    /// The time since the first call of this method in this process.
    fn monotonic(&self) -> Duration {
        static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        FIRST.get_or_init(std::time::Instant::now).elapsed()
    }
}

/// The standard library would panic on this platform.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn is_available(&self) -> bool {
        false
    }
}

/// A timer, used for timeouts and for the pauses between attempts.
pub trait Sleep: Debug + Send + Sync {
    /// Returns a future that completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Whether the timer works in the current context. If it does not, there are no timeouts, and
    /// failures that call for a pause are not retried.
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

/// Tokio's timer, the default with the feature `hyper`.
///
/// It is not available outside a tokio runtime, or in one that was built without timers.
#[cfg(feature = "hyper")]
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioSleep;

#[cfg(feature = "hyper")]
impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // tokio panics if a timer is created outside a runtime or without its timers.
        if !self.is_available() {
            return Box::pin(std::future::pending());
        }
        Box::pin(tokio::time::sleep(duration))
    }

    fn is_available(&self) -> bool {
        super::drivers::has_timers()
    }
}

/// The default timer: tokio's, if the feature `hyper` is enabled.
pub fn default_sleep() -> Option<Arc<dyn Sleep>> {
    #[cfg(feature = "hyper")]
    return Some(Arc::new(TokioSleep));
    #[cfg(not(feature = "hyper"))]
    return None;
}

/// The error of work that did not complete within this limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed(pub Duration);

/// Runs `work` until it completes or `limit` has elapsed. Without a limit or an available timer,
/// `work` may take as long as it needs.
///
/// The timer starts when `work` has to wait for the first time, so that work which never waits needs
/// none.
pub async fn within<T>(
    sleep: Option<&dyn Sleep>,
    limit: Option<Duration>,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    within_left(sleep, limit, Some, work).await
}

/// The same for work that may block its thread before it has to wait: `left` returns what is then
/// left of the limit. It returns `None` while the work has a timer of its own that elapses earlier,
/// and is called again when the work has to wait again.
pub(crate) async fn within_left<T>(
    sleep: Option<&dyn Sleep>,
    limit: Option<Duration>,
    mut left: impl FnMut(Duration) -> Option<Duration>,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let (Some(sleep), Some(limit)) = (sleep, limit) else {
        return Ok(work.await);
    };
    let mut work = pin!(work);
    let mut timer = None;
    std::future::poll_fn(|context| {
        // Polled before the timer, so that work which completes exactly at the limit succeeds.
        if let Poll::Ready(value) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        if timer.is_none()
            && let Some(left) = left(limit)
            && sleep.is_available()
        {
            timer = Some(sleep.sleep(left));
        }
        match &mut timer {
            Some(timer) => timer.as_mut().poll(context).map(|()| Err(Elapsed(limit))),
            None => Poll::Pending,
        }
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
    async fn work_that_does_not_complete_is_abandoned_at_the_limit() {
        let outcome = within(Some(&Instantly), Some(LIMIT), std::future::pending::<()>()).await;
        assert_eq!(outcome, Err(Elapsed(LIMIT)));
    }

    #[tokio::test]
    async fn work_that_completes_at_the_limit_succeeds() {
        let outcome = within(Some(&Instantly), Some(LIMIT), async { 7 }).await;
        assert_eq!(outcome, Ok(7));
    }

    /// Counts the timers that it makes, none of which elapses.
    #[derive(Debug, Default)]
    struct Counted(std::sync::atomic::AtomicU32);

    impl Sleep for Counted {
        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test]
    async fn one_timer_is_made_when_work_waits_for_the_first_time() {
        let timers = Counted::default();
        let outcome = within(Some(&timers), Some(LIMIT), async { 7 }).await;
        assert_eq!((outcome, timers.0.into_inner()), (Ok(7), 0));

        let timers = Counted::default();
        let waits_twice = async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        };
        let outcome = within(Some(&timers), Some(LIMIT), waits_twice).await;
        assert_eq!((outcome, timers.0.into_inner()), (Ok(()), 1));
    }

    #[tokio::test]
    async fn without_a_limit_or_a_timer_work_is_not_limited() {
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
    fn monotonic_time_does_not_go_backwards() {
        let first = SystemClock.monotonic();
        assert!(SystemClock.monotonic() >= first);
    }

    #[test]
    fn monotonic_time_is_the_time_since_the_epoch_by_default() {
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
