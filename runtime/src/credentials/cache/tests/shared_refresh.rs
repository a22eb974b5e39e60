//! Many callers share one refresh.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::task::Wake;
use std::thread;
use std::time::Instant;

use tokio::task::{JoinSet, yield_now};

use super::*;

/// A caller that is a plain future, polled once, and not a task.
fn caller(cache: &CachedCredentials) -> BoxFuture<'_, Outcome> {
    let mut future = cache.provide_credentials();
    assert!(poll_once(&mut future).is_pending());
    future
}

#[tokio::test]
async fn concurrent_callers_share_one_request() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let clone = cache.clone();
        callers.spawn(async move { request_key(&clone).await });
    }
    yield_now().await;
    source.open(100);
    for result in soon(callers.join_all()).await {
        assert_eq!(result, ok_key("AKID-1"));
    }
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn a_future_that_is_not_polled_does_not_call_the_source() {
    let source = Source::new(&ManualClock::new(), Reply::NeverExpiring);
    let cache = cache_of(&source, 0.5);
    drop(cache.provide_credentials());
    assert_eq!(source.requests(), 0);
}

#[tokio::test]
async fn if_the_first_caller_is_dropped_the_others_keep_sharing_its_request() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let first = caller(&cache);
    let mut others = JoinSet::new();
    for _ in 0..10 {
        let clone = cache.clone();
        others.spawn(async move { request_key(&clone).await });
    }
    yield_now().await;
    drop(first);
    source.open(1);
    for result in soon(others.join_all()).await {
        assert_eq!(result, ok_key("AKID-1"));
    }
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn a_caller_that_is_no_longer_polled_does_not_block_the_others() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    // As in a `select!` that takes the other branch, which calls the service itself.
    let stuck = caller(&cache);
    let other = tokio::spawn({
        let clone = cache.clone();
        async move { request_key(&clone).await }
    });
    yield_now().await;
    source.open(1);
    assert_eq!(soon(other).await.unwrap(), ok_key("AKID-1"));
    assert_eq!(soon(stuck).await.unwrap().access_key_id(), "AKID-1");
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn a_provider_that_prompts_the_user_has_no_timeout() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
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
async fn if_all_callers_are_dropped_the_request_is_canceled_and_the_next_caller_starts_a_new_one() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let (first, second) = (caller(&cache), caller(&cache));
    drop(first);
    assert_eq!(source.in_progress(), 1);
    drop(second);
    assert_eq!(source.in_progress(), 0);
    source.open(1);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    assert_eq!((source.requests(), source.max_concurrent()), (2, 1));
}

#[tokio::test]
async fn finished_callers_and_refreshes_leave_nothing_behind() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let kept = caller(&cache);
    for _ in 0..1000 {
        drop(caller(&cache));
    }
    let refresh = cache.0.state().refreshes.any().unwrap();
    // The waker of the pending caller is stored until the refresh makes progress.
    assert_eq!(refresh.waiting(), 1);
    assert_eq!(refresh.most_waiters(), 2);
    source.open(1);
    soon(kept).await.unwrap();
    assert_eq!(refresh.waiting(), 0);
    drop(refresh);
    assert!(cache.0.state().refreshes.any().is_none());
    assert_eq!(Arc::strong_count(&cache.0), 1);
}

#[tokio::test]
async fn a_panic_of_the_provider_is_an_error_for_the_other_callers_and_the_next_caller_retries() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Panic);
    let cache = cache_of(&source, 0.5);
    let mut callers = JoinSet::new();
    for _ in 0..3 {
        let clone = cache.clone();
        callers.spawn(async move { request_key(&clone).await });
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
    source.set_reply(Reply::Credentials(600));
    source.open(1);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
}

#[tokio::test]
async fn in_the_advisory_window_callers_during_a_refresh_do_not_wait() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    source.open(1);
    key(&cache).await.unwrap();
    clock.advance(400);
    let refreshing = caller(&cache);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    // In the mandatory window they do.
    clock.advance(150);
    let waiting = caller(&cache);
    source.open(1);
    assert_eq!(soon(waiting).await.unwrap().access_key_id(), "AKID-2");
    assert_eq!(soon(refreshing).await.unwrap().access_key_id(), "AKID-2");
    assert_eq!(source.requests(), 2);
}

/// The shared future may wake its task before the second caller has registered a waker, and may
/// wake a first caller that is dropped before it polls again.
#[test]
fn a_caller_that_joins_while_another_thread_polls_is_woken_afterwards() {
    let (started_polling, is_polling) = mpsc::channel();
    let (resume, resumed) = mpsc::channel();
    let mut polls = 0;
    let refresh = SharedRefresh::new(poll_fn(move |context| {
        polls += 1;
        if polls == 1 {
            context.waker().wake_by_ref();
            started_polling.send(()).unwrap();
            resumed.recv_timeout(LIMIT).unwrap();
            return Poll::Pending;
        }
        Poll::Ready(Err(unavailable()))
    }));
    let mut first = Arc::clone(&refresh).join();
    let mut second = refresh.join();
    let woken = Arc::new(Unpark::new());
    let waker = Waker::from(Arc::clone(&woken));
    thread::scope(|scope| {
        scope.spawn(|| assert!(poll_once(&mut first).is_pending()));
        is_polling.recv_timeout(LIMIT).unwrap();
        let polled = Pin::new(&mut second).poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        resume.send(()).unwrap();
    });
    assert!(woken.1.load(SeqCst), "the second caller is not woken");
    assert!(poll_once(&mut second).is_ready());
}

/// Otherwise callers on several threads would wake each other endlessly.
#[test]
fn no_caller_is_woken_before_the_refresh_can_make_progress() {
    let (started_polling, is_polling) = mpsc::channel();
    let (resume, resumed) = mpsc::channel();
    let refresh = SharedRefresh::new(poll_fn(move |_| {
        started_polling.send(()).unwrap();
        resumed.recv_timeout(LIMIT).unwrap();
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
        let first = Arc::clone(&refresh).join();
        let polled_first = scope.spawn(|| poll(first));
        is_polling.recv_timeout(LIMIT).unwrap();
        let others: Vec<_> = (0..3).map(|_| poll(Arc::clone(&refresh).join())).collect();
        resume.send(()).unwrap();
        let first = polled_first.join().unwrap();
        assert!(!woken.1.load(SeqCst));
        drop((first, others));
    });
}

/// Callers on many threads, half of which are dropped after one poll, while the replies of the
/// source come from another thread: no wake-up may be lost.
#[test]
fn no_wake_up_is_lost_between_threads() {
    for round in 0..300 {
        let clock = ManualClock::new();
        let source = Source::gated(&clock, Reply::Credentials(600));
        let cache = cache_of(&source, 0.5);
        thread::scope(|scope| {
            for number in 0..8 {
                let cache = &cache;
                scope.spawn(move || match number % 2 {
                    0 => assert!(block_on(request_key(cache)).is_ok(), "round {round}"),
                    _ => drop(poll_once(&mut cache.provide_credentials())),
                });
            }
            // Canceled requests do not consume a permit.
            scope.spawn(|| source.open(1));
        });
        assert!(cache.0.state().refreshes.any().is_none());
        assert!(source.0.issued.load(SeqCst) == 1, "round {round}");
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
            // Only a lost wake-up takes this long.
            thread::park_timeout(LIMIT);
            assert!(started.elapsed() < LIMIT, "not woken");
        }
    }
}
