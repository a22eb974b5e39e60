//! Many callers, one refresh.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::task::Wake;
use std::thread;
use std::time::Instant;

use tokio::task::{JoinSet, yield_now};

use super::*;

/// A caller that is a future and not a task.
fn caller(cache: &CachedCredentials) -> BoxFuture<'_, Outcome> {
    let mut future = cache.provide_credentials();
    assert!(poll_once(&mut future).is_pending());
    future
}

#[tokio::test]
async fn callers_at_the_same_time_share_one_request() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let clone = cache.clone();
        callers.spawn(async move { ask(&clone).await });
    }
    yield_now().await;
    source.open(100);
    for result in soon(callers.join_all()).await {
        assert_eq!(result, got("AKID-1"));
    }
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn asking_for_the_future_alone_asks_no_source() {
    let source = Source::new(&ManualClock::new(), Answer::Everlasting);
    let cache = cache_of(&source, 0.5);
    drop(cache.provide_credentials());
    assert_eq!(source.requests(), 0);
}

#[tokio::test]
async fn when_the_caller_that_began_is_dropped_the_others_get_the_same_request() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let first = caller(&cache);
    let mut others = JoinSet::new();
    for _ in 0..10 {
        let clone = cache.clone();
        others.spawn(async move { ask(&clone).await });
    }
    yield_now().await;
    drop(first);
    source.open(1);
    for result in soon(others.join_all()).await {
        assert_eq!(result, got("AKID-1"));
    }
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn a_caller_that_is_kept_but_no_longer_polled_does_not_hold_up_the_others() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    // As in a `select!` whose other branch is taken and calls the service itself.
    let stuck = caller(&cache);
    let other = tokio::spawn({
        let clone = cache.clone();
        async move { ask(&clone).await }
    });
    yield_now().await;
    source.open(1);
    assert_eq!(soon(other).await.unwrap(), got("AKID-1"));
    assert_eq!(soon(stuck).await.unwrap().access_key_id(), "AKID-1");
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn a_provider_that_asks_a_person_has_all_the_time_it_takes() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let first = caller(&cache);
    clock.advance(HOUR);
    let second = caller(&cache);
    source.open(1);
    assert_eq!(soon(second).await.unwrap().access_key_id(), "AKID-1");
    assert_eq!(soon(first).await.unwrap().access_key_id(), "AKID-1");
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn when_all_are_dropped_the_request_is_given_up_and_the_next_caller_makes_a_new_one() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let (first, second) = (caller(&cache), caller(&cache));
    drop(first);
    assert_eq!(source.under_way(), 1);
    drop(second);
    assert_eq!(source.under_way(), 0);
    source.open(1);
    assert_eq!(key(&cache).await, got("AKID-1"));
    assert_eq!((source.requests(), source.most_at_once()), (2, 1));
}

#[tokio::test]
async fn nothing_is_left_of_callers_and_refreshes_that_are_over() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let keep = caller(&cache);
    for _ in 0..1000 {
        drop(caller(&cache));
    }
    let flight = cache.0.state().refresh.upgrade().unwrap();
    // Polling was with a waker that is kept until the work goes on.
    assert_eq!(flight.waiting(), 1);
    source.open(1);
    soon(keep).await.unwrap();
    assert_eq!(flight.waiting(), 0);
    drop(flight);
    assert_eq!(cache.0.state().refresh.strong_count(), 0);
    assert_eq!(Arc::strong_count(&cache.0), 1);
}

#[tokio::test]
async fn a_panic_of_the_provider_is_an_error_for_the_others_and_the_next_caller_asks_anew() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Panic);
    let cache = cache_of(&source, 0.5);
    let mut callers = JoinSet::new();
    for _ in 0..3 {
        let clone = cache.clone();
        callers.spawn(async move { ask(&clone).await });
    }
    yield_now().await;
    source.open(1);
    let mut panics = 0;
    while let Some(joined) = soon(callers.join_next()).await {
        match joined {
            Ok(result) => assert!(result.unwrap_err().contains("the provider panicked")),
            Err(error) => panics += usize::from(error.is_panic()),
        }
    }
    assert_eq!(panics, 1);
    source.answers(Answer::Credentials(600));
    source.open(1);
    assert_eq!(key(&cache).await, got("AKID-1"));
}

#[tokio::test]
async fn in_the_advisory_window_those_who_come_during_a_refresh_do_not_wait() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    source.open(1);
    key(&cache).await.unwrap();
    clock.advance(400);
    let refreshing = caller(&cache);
    assert_eq!(key(&cache).await, got("AKID-1"));
    // In the last minute they do.
    clock.advance(150);
    let waiting = caller(&cache);
    source.open(1);
    assert_eq!(soon(waiting).await.unwrap().access_key_id(), "AKID-2");
    assert_eq!(soon(refreshing).await.unwrap().access_key_id(), "AKID-2");
    assert_eq!(source.requests(), 2);
}

/// The wake-up that the work asks for may come before the second caller is there to be woken, and
/// may wake a first caller that is dropped before it has its turn.
#[test]
fn who_comes_while_another_thread_polls_gets_a_turn_afterwards() {
    let (began, polling) = mpsc::channel();
    let (go_on, held_up) = mpsc::channel();
    let mut polls = 0;
    let flight = SharedRefresh::new(poll_fn(move |context| {
        polls += 1;
        if polls == 1 {
            context.waker().wake_by_ref();
            began.send(()).unwrap();
            held_up.recv_timeout(LIMIT).unwrap();
            return Poll::Pending;
        }
        Poll::Ready(Err(unavailable()))
    }));
    let mut first = Arc::clone(&flight).join();
    let mut second = flight.join();
    let woken = Arc::new(Unpark::new());
    let waker = Waker::from(Arc::clone(&woken));
    thread::scope(|scope| {
        scope.spawn(|| assert!(poll_once(&mut first).is_pending()));
        polling.recv_timeout(LIMIT).unwrap();
        let polled = Pin::new(&mut second).poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        go_on.send(()).unwrap();
    });
    assert!(woken.1.load(SeqCst), "the second caller is not woken");
    assert!(poll_once(&mut second).is_ready());
}

/// Else callers on several threads would wake each other without end.
#[test]
fn nobody_is_woken_before_the_work_can_go_on() {
    let (began, polling) = mpsc::channel();
    let (go_on, held_up) = mpsc::channel();
    let flight = SharedRefresh::new(poll_fn(move |_| {
        began.send(()).unwrap();
        held_up.recv_timeout(LIMIT).unwrap();
        Poll::Pending
    }));
    let woken = Arc::new(Unpark::new());
    let waker = Waker::from(Arc::clone(&woken));
    let poll = |mut waiter: Waiter| {
        let polled = Pin::new(&mut waiter).poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        waiter
    };
    thread::scope(|scope| {
        let first = Arc::clone(&flight).join();
        let polled_first = scope.spawn(|| poll(first));
        polling.recv_timeout(LIMIT).unwrap();
        let others: Vec<_> = (0..3).map(|_| poll(Arc::clone(&flight).join())).collect();
        go_on.send(()).unwrap();
        let first = polled_first.join().unwrap();
        assert!(!woken.1.load(SeqCst));
        drop((first, others));
    });
}

/// Callers on many threads, half of which give up after one poll, while the source's answers come
/// from yet another thread: no wake-up may be lost.
#[test]
fn no_wake_up_is_lost_between_threads() {
    for round in 0..300 {
        let clock = ManualClock::new();
        let source = Source::gated(&clock, Answer::Credentials(600));
        let cache = cache_of(&source, 0.5);
        thread::scope(|scope| {
            for number in 0..8 {
                let cache = &cache;
                scope.spawn(move || match number % 2 {
                    0 => assert!(block_on(ask(cache)).is_ok(), "round {round}"),
                    _ => drop(poll_once(&mut cache.provide_credentials())),
                });
            }
            // Requests that are given up take no permit with them.
            scope.spawn(|| source.open(1));
        });
        assert_eq!(cache.0.state().refresh.strong_count(), 0);
        assert!(source.0.given.load(SeqCst) == 1, "round {round}");
    }
}

struct Unpark(thread::Thread, AtomicBool);

impl Unpark {
    fn new() -> Self {
        Self(thread::current(), AtomicBool::new(false))
    }
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.1.store(true, SeqCst);
        self.0.unpark();
    }
}

const LIMIT: Duration = Duration::from_secs(60);

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let woken = Arc::new(Unpark::new());
    let waker = Waker::from(Arc::clone(&woken));
    let mut future = pin!(future);
    let started = Instant::now();
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        while !woken.1.swap(false, SeqCst) {
            // Only a lost wake-up takes that long.
            thread::park_timeout(LIMIT);
            assert!(started.elapsed() < LIMIT, "not woken");
        }
    }
}
