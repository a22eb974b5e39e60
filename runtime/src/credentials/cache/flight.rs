//! One piece of work that many callers wait for.
//!
//! Nothing is spawned: whoever waits polls the work. All who wait are woken when it can go on, not
//! a chosen one of them, because the chosen one may be a future that its task no longer polls but
//! has not dropped yet, and the others would then wait forever.

use std::collections::HashMap;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

use crate::credentials::{Credentials, CredentialsError};
use crate::system::clock::BoxFuture;

/// What each of those who wait gets.
pub(super) type Outcome = Result<Credentials, CredentialsError>;

/// The work, owned by those who wait: with the last of them it is dropped.
pub(super) struct Flight {
    work: Mutex<Option<BoxFuture<'static, Outcome>>>,
    passengers: Arc<Passengers>,
    next_id: AtomicU64,
}

/// Those who wait, and later what for.
#[derive(Default)]
struct Passengers(Mutex<Cabin>);

#[derive(Default)]
struct Cabin {
    outcome: Option<Outcome>,
    wakers: HashMap<u64, Waker>,
    /// The work can go on, and has not been polled since.
    woken: bool,
}

impl Flight {
    pub(super) fn new(work: impl Future<Output = Outcome> + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            work: Mutex::new(Some(Box::pin(work))),
            passengers: Arc::default(),
            next_id: AtomicU64::new(0),
        })
    }

    /// A future of the outcome, for one more caller.
    pub(super) fn join(self: Arc<Self>) -> Passenger {
        Passenger {
            id: self.next_id.fetch_add(1, Ordering::Relaxed),
            flight: self,
        }
    }

    /// How many wait and have been polled.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.passengers.cabin().wakers.len()
    }

    /// Polls the work, unless another thread does so right now. Blocking until that one is done
    /// would stall this thread for as long as a badly behaved provider blocks the other.
    fn poll_work(&self) {
        let mut work = match self.work.try_lock() {
            Ok(work) => work,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let Some(mut future) = work.take() else {
            return;
        };
        self.passengers.cabin().woken = false;
        let crash = Crash(&self.passengers);
        let waker = Waker::from(Arc::clone(&self.passengers));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(outcome) => self.passengers.land(outcome),
            Poll::Pending => *work = Some(future),
        }
        mem::forget(crash);
        drop(work);
        // Whoever came after a wake-up during the poll, and found the lock taken, must have a go of
        // their own: the wake-up may have reached only a caller that is gone by then.
        if self.passengers.cabin().woken {
            self.passengers.wake_all();
        }
    }
}

impl Passengers {
    /// The outcome; before there is one, `waker` is noted.
    fn board(&self, id: u64, waker: &Waker) -> Option<Outcome> {
        let mut cabin = self.cabin();
        if cabin.outcome.is_none() {
            let replaced = cabin.wakers.insert(id, waker.clone());
            // Dropping a waker may run foreign code, which must not find the lock taken.
            drop(cabin);
            drop(replaced);
            return None;
        }
        cabin.outcome.clone()
    }

    fn leave(&self, id: u64) {
        let waker = self.cabin().wakers.remove(&id);
        drop(waker);
    }

    fn land(&self, outcome: Outcome) {
        self.cabin().outcome = Some(outcome);
        self.wake_all();
    }

    fn wake_all(&self) {
        let wakers = mem::take(&mut self.cabin().wakers);
        wakers.into_values().for_each(Waker::wake);
    }

    fn cabin(&self) -> MutexGuard<'_, Cabin> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Passengers {
    fn wake(self: Arc<Self>) {
        self.cabin().woken = true;
        self.wake_all();
    }
}

/// Tells the others when the work panics, since it can give no outcome after that.
struct Crash<'a>(&'a Passengers);

impl Drop for Crash<'_> {
    fn drop(&mut self) {
        self.0.land(Err(CredentialsError::failed(
            "the provider panicked when it was asked",
        )));
    }
}

/// One who waits.
pub(super) struct Passenger {
    flight: Arc<Flight>,
    id: u64,
}

impl Future for Passenger {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let passengers = &self.flight.passengers;
        if let Some(outcome) = passengers.board(self.id, context.waker()) {
            return Poll::Ready(outcome);
        }
        self.flight.poll_work();
        let outcome = passengers.cabin().outcome.clone();
        outcome.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Passenger {
    fn drop(&mut self) {
        self.flight.passengers.leave(self.id);
    }
}
