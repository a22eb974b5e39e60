//! Time that passes only when nothing else is left to do, and numbers that are random no more.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use querysmith_runtime::clock::{BoxFuture, Clock, Sleep};
use querysmith_runtime::randomness::Randomness;

/// 2020-09-13T12:26:40Z
pub const START: Duration = Duration::from_secs(1_600_000_000);

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub const fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A clock and a sleep. [`run`](Self::run) is the only one that makes time pass, besides a test
/// that sets it.
#[derive(Clone, Default)]
pub struct ManualTime(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    elapsed: Duration,
    /// By how much the clock on the wall is set forward.
    set_forward: Duration,
    timers: BTreeMap<usize, Duration>,
    started: usize,
    waits: Vec<Duration>,
}

impl ManualTime {
    /// Runs `work` to its end. Whenever it waits, time leaps to the next timer.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            if let Poll::Ready(value) = poll(work.as_mut()) {
                return value;
            }
            self.leap();
        }
    }

    /// Runs `work` until it waits for the `leaps`th time, and hands it over as it is.
    pub fn run_until<F: Future>(&self, work: F, leaps: usize) -> Pin<Box<F>>
    where
        F::Output: fmt::Debug,
    {
        let mut work = Box::pin(work);
        for leap in 0..=leaps {
            if leap > 0 {
                self.leap();
            }
            if let Poll::Ready(value) = poll(work.as_mut()) {
                panic!("it ended early: {value:?}");
            }
        }
        work
    }

    fn leap(&self) {
        let mut state = self.0.lock().unwrap();
        let next = state.timers.values().min().copied();
        let next = next.expect("it waits for something that is no timer");
        let wait = next.saturating_sub(state.elapsed);
        state.waits.push(wait);
        state.elapsed += wait;
    }

    /// How much time has passed.
    pub fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().elapsed
    }

    /// Each stretch of time that passed.
    pub fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().waits.clone()
    }

    /// Sets the clock on the wall to this time after [`START`].
    pub fn set(&self, since_start: Duration) {
        let mut state = self.0.lock().unwrap();
        state.set_forward = since_start - state.elapsed;
    }
}

fn poll<F: Future>(work: Pin<&mut F>) -> Poll<F::Output> {
    work.poll(&mut Context::from_waker(Waker::noop()))
}

impl Clock for ManualTime {
    fn now(&self) -> SystemTime {
        let state = self.0.lock().unwrap();
        SystemTime::UNIX_EPOCH + START + state.elapsed + state.set_forward
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }
}

impl Sleep for ManualTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.0.lock().unwrap();
        let (id, end) = (state.started, state.elapsed + duration);
        state.started += 1;
        state.timers.insert(id, end);
        Box::pin(Timer {
            time: self.clone(),
            id,
            end,
        })
    }
}

impl fmt::Debug for ManualTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManualTime")
    }
}

struct Timer {
    time: ManualTime,
    id: usize,
    end: Duration,
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.time.elapsed() >= self.end {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.time.0.lock().unwrap().timers.remove(&self.id);
    }
}

/// Gives these numbers, then 0.5 for ever; and bytes that count up from one call to the next.
#[derive(Debug, Default)]
pub struct Dice(Mutex<(VecDeque<f64>, u8)>);

impl Dice {
    pub fn throws(numbers: impl IntoIterator<Item = f64>) -> Self {
        Self(Mutex::new((numbers.into_iter().collect(), 0)))
    }
}

impl Randomness for Dice {
    fn uniform(&self) -> f64 {
        self.0.lock().unwrap().0.pop_front().unwrap_or(0.5)
    }

    fn fill(&self, bytes: &mut [u8]) {
        let count = &mut self.0.lock().unwrap().1;
        *count = count.wrapping_add(1);
        bytes.fill(*count);
    }
}
