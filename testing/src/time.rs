//! Time that a test controls.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};

/// The default start: 2020-09-13T12:26:40Z, as a duration since 1970.
const START: Duration = Duration::from_secs(1_600_000_000);

/// How often a timer is polled before time advances automatically, so that other tasks that are
/// ready run first.
const POLLS_BEFORE_ADVANCE: u32 = 32;

/// A [`Clock`] and a [`Sleep`] in which no time passes by itself. Clones share their time.
///
/// - [`run`](Self::run) runs a future to completion, and advances time to the next timer whenever
///   the future waits: a call with delays and timeouts takes no real time, and each of them is
///   exact.
/// - [`advance`](Self::advance) advances time manually, for futures that run elsewhere.
/// - [`auto_advancing`](Self::auto_advancing) advances time automatically whenever a timer is polled, which works
///   with any executor.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::clock::Sleep;
/// use querysmith::testing::ManualTime;
/// use std::time::Duration;
///
/// let time = ManualTime::new();
/// time.run(time.sleep(Duration::from_secs(3600)));
/// assert_eq!(time.elapsed(), Duration::from_secs(3600));
/// ```
#[derive(Clone)]
pub struct ManualTime(Arc<Mutex<State>>);

struct State {
    /// The wall clock time at which no time had elapsed.
    start: SystemTime,
    elapsed: Duration,
    timers: BTreeMap<usize, PendingTimer>,
    /// The id of the next timer.
    next_id: usize,
    waits: Vec<Duration>,
    auto_advance: bool,
}

/// A timer that has not been dropped.
struct PendingTimer {
    end: Duration,
    waker: Option<Waker>,
    /// How often it was polled since it last advanced time.
    polls: u32,
}

impl ManualTime {
    /// Time that begins at 2020-09-13T12:26:40Z.
    pub fn new() -> Self {
        Self::at(SystemTime::UNIX_EPOCH + START)
    }

    /// Time that begins at `start`.
    pub fn at(start: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(State {
            start,
            elapsed: Duration::ZERO,
            timers: BTreeMap::new(),
            next_id: 0,
            waits: Vec::new(),
            auto_advance: false,
        })))
    }

    /// Time that advances automatically to the next timer when one is polled, after other tasks
    /// have had a chance to run.
    ///
    /// Use it if an executor, such as tokio's, runs the future. The future must not wait for
    /// anything real, such as a socket or a process: time would advance meanwhile.
    pub fn auto_advancing() -> Self {
        let time = Self::new();
        time.state().auto_advance = true;
        time
    }

    /// Runs `work` to completion. Whenever it waits, time advances to the next timer.
    ///
    /// # Panics
    ///
    /// If `work` waits for something that is not a timer of this time.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let woken = Arc::new(WakeFlag::default());
        let waker = Waker::from(Arc::clone(&woken));
        loop {
            let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
            if let Poll::Ready(value) = polled {
                return value;
            }
            // A future that woke its task does not wait for time.
            if !woken.0.swap(false, Ordering::SeqCst) {
                self.advance_to_next_timer();
            }
        }
    }

    /// Runs `work` until it waits again after time has advanced `leaps` times, and returns it
    /// unfinished, so that a test can drop it.
    ///
    /// # Panics
    ///
    /// If `work` completes earlier, or waits for something that is not a timer of this time.
    pub fn run_until<F: Future>(&self, work: F, leaps: usize) -> Pin<Box<F>>
    where
        F::Output: fmt::Debug,
    {
        let mut work = Box::pin(work);
        for leap in 0..=leaps {
            if leap > 0 {
                self.advance_to_next_timer();
            }
            if let Poll::Ready(value) = poll(work.as_mut()) {
                ended_early(&value);
            }
        }
        work
    }

    /// Advances time by this duration, and wakes the timers that expired.
    pub fn advance(&self, duration: Duration) {
        self.state().pass(duration);
    }

    /// Sets the wall clock, as a user of the computer could. No time elapses.
    pub fn set_clock(&self, now: SystemTime) {
        let mut state = self.state();
        let start = now.checked_sub(state.elapsed);
        state.start = start.unwrap_or(now);
    }

    /// The elapsed time.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// The durations by which time advanced, in order: the delays between attempts, for example.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    fn advance_to_next_timer(&self) {
        let advanced = self.state().advance_to_next_timer();
        assert!(
            advanced,
            "the future waits for something that is not a timer"
        );
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::panic,
    reason = "a test whose expectation cannot be met has to fail"
)]
fn ended_early(value: &dyn fmt::Debug) -> ! {
    panic!("the future completed early: {value:?}")
}

impl State {
    /// Advances time to the next timer. Returns whether there is one.
    fn advance_to_next_timer(&mut self) -> bool {
        let ends = self.timers.values().map(|timer| timer.end);
        // An expired timer may not have been polled yet.
        let Some(next) = ends.filter(|end| *end > self.elapsed).min() else {
            return false;
        };
        self.pass(next.saturating_sub(self.elapsed));
        true
    }

    fn pass(&mut self, duration: Duration) {
        self.waits.push(duration);
        self.elapsed = self.elapsed.saturating_add(duration);
        for timer in self.timers.values_mut() {
            if timer.end <= self.elapsed
                && let Some(waker) = timer.waker.take()
            {
                waker.wake();
            }
        }
    }
}

fn poll<F: Future>(work: Pin<&mut F>) -> Poll<F::Output> {
    work.poll(&mut Context::from_waker(Waker::noop()))
}

/// A waker that records whether it was woken.
#[derive(Default)]
struct WakeFlag(AtomicBool);

impl Wake for WakeFlag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Default for ManualTime {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualTime {
    fn now(&self) -> SystemTime {
        let state = self.state();
        let now = state.start.checked_add(state.elapsed);
        now.unwrap_or(state.start)
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }
}

impl Sleep for ManualTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.state();
        let (id, end) = (state.next_id, state.elapsed.saturating_add(duration));
        state.next_id += 1;
        state.timers.insert(
            id,
            PendingTimer {
                end,
                waker: None,
                polls: 0,
            },
        );
        Box::pin(Timer {
            time: self.clone(),
            id,
        })
    }
}

impl fmt::Debug for ManualTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualTime")
            .field("elapsed", &self.elapsed())
            .finish_non_exhaustive()
    }
}

struct Timer {
    time: ManualTime,
    id: usize,
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.time.state();
        let (elapsed, auto_advance) = (state.elapsed, state.auto_advance);
        let Some(timer) = state.timers.get_mut(&self.id) else {
            return Poll::Ready(());
        };
        let end = timer.end;
        if elapsed >= end {
            return Poll::Ready(());
        }
        if !auto_advance {
            timer.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        timer.polls += 1;
        if timer.polls >= POLLS_BEFORE_ADVANCE {
            timer.polls = 0;
            state.advance_to_next_timer();
            if state.elapsed >= end {
                return Poll::Ready(());
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.time.state().timers.remove(&self.id);
    }
}

#[cfg(test)]
mod tests;
