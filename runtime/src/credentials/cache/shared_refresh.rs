//! A refresh that many callers wait for.
//!
//! No task is spawned: the waiters poll the work. All waiters are woken when it can make progress.
//! Waking only one is not enough: it may be a future that its task no longer polls but has not
//! dropped yet, and the others would then wait forever.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

use crate::credentials::{Credentials, CredentialsError};
use crate::system::clock::BoxFuture;

/// What each waiter gets.
pub(super) type Outcome = Result<Credentials, CredentialsError>;

/// A refresh that is owned by its waiters: it is dropped with the last of them.
pub(super) struct SharedRefresh {
    work: Mutex<Option<BoxFuture<'static, Outcome>>>,
    waiters: Arc<Waiters>,
}

/// The waiters, and later their outcome.
#[derive(Default)]
struct Waiters(Mutex<WaitersState>);

#[derive(Default)]
struct WaitersState {
    outcome: Option<Outcome>,
    /// The wakers of the waiters that are pending, by the number of the waiter.
    wakers: Vec<Option<Waker>>,
    /// The number that the next waiter gets if no dropped one left its own.
    next: usize,
    /// The numbers of dropped waiters. They are used again, so that callers that give up while a
    /// refresh hangs take no memory.
    unused: Vec<usize>,
    /// The work was woken, and has not been polled since.
    woken: bool,
}

impl SharedRefresh {
    pub(super) fn new(work: impl Future<Output = Outcome> + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            work: Mutex::new(Some(Box::pin(work))),
            waiters: Arc::default(),
        })
    }

    /// Adds a waiter: a future of the outcome, for one more caller.
    pub(super) fn join(self: Arc<Self>) -> Waiter {
        Waiter {
            number: self.waiters.number(),
            refresh: self,
        }
    }

    /// The number of waiters that were polled and are pending.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.waiters.state().wakers.iter().flatten().count()
    }

    /// The highest number of waiters that existed at the same time.
    #[cfg(test)]
    pub(super) fn most_waiters(&self) -> usize {
        self.waiters.state().next
    }

    /// Polls the work, unless another thread is polling it. Waiting for that thread would block
    /// this one for as long as a misbehaving provider blocks the other.
    fn poll_work(&self) {
        let mut work = match self.work.try_lock() {
            Ok(work) => work,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let Some(mut future) = work.take() else {
            return;
        };
        self.waiters.state().woken = false;
        let guard = PanicGuard(&self.waiters);
        let waker = Waker::from(Arc::clone(&self.waiters));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(outcome) => self.waiters.complete(outcome),
            Poll::Pending => *work = Some(future),
        }
        mem::forget(guard);
        drop(work);
        // A waiter that was polled after a wake-up during this poll found the lock taken, and must
        // be polled again: the wake-up may have reached only a waiter that is dropped by now.
        if self.waiters.state().woken {
            self.waiters.wake_all();
        }
    }
}

impl Waiters {
    /// A number that no other waiter has.
    fn number(&self) -> usize {
        let mut state = self.state();
        state.unused.pop().unwrap_or_else(|| {
            state.next += 1;
            state.next - 1
        })
    }

    /// The outcome if there is one; otherwise `waker` is registered.
    fn outcome_or_register(&self, number: usize, waker: &Waker) -> Option<Outcome> {
        let mut state = self.state();
        if state.outcome.is_none() {
            if state.wakers.len() <= number {
                state.wakers.resize(number + 1, None);
            }
            let place = state.wakers.get_mut(number);
            let replaced = place.map(|place| place.replace(waker.clone()));
            // Dropping a waker may run arbitrary code, which must not find the lock taken.
            drop(state);
            drop(replaced);
            return None;
        }
        state.outcome.clone()
    }

    fn unregister(&self, number: usize) {
        let mut state = self.state();
        let waker = state.wakers.get_mut(number).map(Option::take);
        state.unused.push(number);
        drop(state);
        drop(waker);
    }

    fn complete(&self, outcome: Outcome) {
        self.state().outcome = Some(outcome);
        self.wake_all();
    }

    fn wake_all(&self) {
        let wakers = mem::take(&mut self.state().wakers);
        wakers.into_iter().flatten().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, WaitersState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Waiters {
    fn wake(self: Arc<Self>) {
        self.state().woken = true;
        self.wake_all();
    }
}

/// Completes the other waiters with an error if the work panics, since it has no outcome then.
struct PanicGuard<'a>(&'a Waiters);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        self.0.complete(Err(CredentialsError::failed(
            "the provider panicked when it was called",
        )));
    }
}

/// A caller's future of the outcome.
pub(super) struct Waiter {
    refresh: Arc<SharedRefresh>,
    number: usize,
}

impl Future for Waiter {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let waiters = &self.refresh.waiters;
        if let Some(outcome) = waiters.outcome_or_register(self.number, context.waker()) {
            return Poll::Ready(outcome);
        }
        self.refresh.poll_work();
        let outcome = waiters.state().outcome.clone();
        outcome.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.refresh.waiters.unregister(self.number);
    }
}
