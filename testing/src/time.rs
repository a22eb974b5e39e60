//! Time that a test is in charge of.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};

/// When time begins unless a test says otherwise: 2020-09-13T12:26:40Z, after 1970 in seconds.
const START: Duration = Duration::from_secs(1_600_000_000);

/// How often all that waits for time is asked again before time leaps: others that are ready get
/// their turn in between.
const TURNS: u32 = 32;

/// A [`Clock`] and a [`Sleep`] in which no time passes by itself. Clones share it.
///
/// - [`run`](Self::run) runs work to its end, and makes time leap to the next timer whenever the
///   work waits: a call with pauses and timeouts takes no time, and each of them is exact.
/// - [`advance`](Self::advance) makes time pass by hand, for work that runs elsewhere.
/// - [`leaping`](Self::leaping) leaps wherever it is waited for, which suits any executor.
///
/// ```
/// use querysmith_runtime::clock::Sleep;
/// use querysmith_testing::ManualTime;
/// use std::time::Duration;
///
/// let time = ManualTime::new();
/// time.run(time.sleep(Duration::from_secs(3600)));
/// assert_eq!(time.elapsed(), Duration::from_secs(3600));
/// ```
#[derive(Clone)]
pub struct ManualTime(Arc<Mutex<State>>);

struct State {
    /// What the clock on the wall said when no time had passed.
    start: SystemTime,
    elapsed: Duration,
    timers: BTreeMap<usize, Waiting>,
    /// How many timers there were, which names the next one.
    started: usize,
    waits: Vec<Duration>,
    leaps: bool,
}

/// A timer that is not over.
struct Waiting {
    end: Duration,
    waker: Option<Waker>,
    /// How often it was asked since time last passed for it.
    turns: u32,
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
            started: 0,
            waits: Vec::new(),
            leaps: false,
        })))
    }

    /// Time that leaps to the next timer whenever one is waited for and others had their turn.
    ///
    /// It serves where a test's own executor runs the work, such as tokio's. The work must not
    /// wait for anything real, a socket or a process: time would not wait for it.
    pub fn leaping() -> Self {
        let time = Self::new();
        time.state().leaps = true;
        time
    }

    /// Runs `work` to its end. Whenever it has nothing to do but wait, time leaps to the next timer.
    ///
    /// # Panics
    ///
    /// When `work` waits for something that is no timer of this time.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        loop {
            let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
            if let Poll::Ready(value) = polled {
                return value;
            }
            // What asks to be polled again does not wait for time.
            if !woken.0.swap(false, Ordering::SeqCst) {
                self.leap_or_panic();
            }
        }
    }

    /// Runs `work` until it waits for the `leaps`th time after its start, and hands it over as it
    /// is: for dropping it half-way.
    ///
    /// # Panics
    ///
    /// When `work` ends before, and when it waits for something that is no timer of this time.
    pub fn run_until<F: Future>(&self, work: F, leaps: usize) -> Pin<Box<F>>
    where
        F::Output: fmt::Debug,
    {
        let mut work = Box::pin(work);
        for leap in 0..=leaps {
            if leap > 0 {
                self.leap_or_panic();
            }
            if let Poll::Ready(value) = poll(work.as_mut()) {
                ended_early(&value);
            }
        }
        work
    }

    /// Makes this much time pass, and wakes what waited for it.
    pub fn advance(&self, duration: Duration) {
        self.state().pass(duration);
    }

    /// Sets the clock on the wall, as someone at the computer could. No time passes by it.
    pub fn set_clock(&self, now: SystemTime) {
        let mut state = self.state();
        let start = now.checked_sub(state.elapsed);
        state.start = start.unwrap_or(now);
    }

    /// How much time has passed.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Each stretch of time that passed, in order: the pauses between attempts, for example.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    fn leap_or_panic(&self) {
        let leapt = self.state().leap();
        assert!(leapt, "the work waits for something that is no timer");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::panic,
    reason = "a test that asked for the impossible has to fail"
)]
fn ended_early(value: &dyn fmt::Debug) -> ! {
    panic!("the work ended early: {value:?}")
}

impl State {
    /// Passes the time to the next timer, if there is one.
    fn leap(&mut self) -> bool {
        let ends = self.timers.values().map(|timer| timer.end);
        // One that is over may not have been asked yet.
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

/// Whether it was.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
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
        let (id, end) = (state.started, state.elapsed.saturating_add(duration));
        state.started += 1;
        state.timers.insert(
            id,
            Waiting {
                end,
                waker: None,
                turns: 0,
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
        let (elapsed, leaps) = (state.elapsed, state.leaps);
        let Some(timer) = state.timers.get_mut(&self.id) else {
            return Poll::Ready(());
        };
        let end = timer.end;
        if elapsed >= end {
            return Poll::Ready(());
        }
        if !leaps {
            timer.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        timer.turns += 1;
        if timer.turns >= TURNS {
            timer.turns = 0;
            state.leap();
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
