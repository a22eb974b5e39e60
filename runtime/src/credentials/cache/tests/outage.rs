//! Ten minutes in which the source answers nothing but errors.

use std::future::poll_fn;

use tokio::task::JoinSet;

use super::*;

const TASKS: usize = 500;
const TICK: u64 = 5;

/// What all tasks get when they ask at the same time.
async fn ask_all(cache: &CachedCredentials) -> Vec<Result<String, String>> {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let clone = cache.clone();
        tasks.spawn(async move { ask(&clone).await });
    }
    soon(tasks.join_all()).await
}

#[tokio::test]
async fn no_caller_notices_that_the_source_fails_for_ten_minutes_past_an_expiry() {
    for random in [0.0, 0.4, 0.999] {
        let clock = ManualClock::new();
        let source = Source::new(&clock, Answer::Credentials(900));
        let cache = cache_of(&source, random);
        key(&cache).await.unwrap();
        let expiry = clock.secs() + 900;
        let pause = 300 + (300.0 * random) as u64;

        // It begins before the credentials want to be refreshed.
        source.answers(Answer::Error(unavailable()));
        clock.advance(500);
        while clock.secs() < expiry + 600 {
            for result in ask_all(&cache).await {
                assert_eq!(result, got("AKID-1"), "at {}", clock.secs());
            }
            clock.advance(TICK);
        }
        let during = source.requests() - 1;
        let most = 1 + 1000 / pause as usize;
        assert!((1..=most).contains(&during), "{during} requests in vain");

        source.answers(Answer::Credentials(900));
        let back_at = clock.secs();
        while source.requests() == during + 1 {
            clock.advance(TICK);
            let results = ask_all(&cache).await;
            // All of them at once, or none yet.
            let expected = if source.requests() == during + 1 {
                "AKID-1"
            } else {
                "AKID-2"
            };
            assert!(results.into_iter().all(|result| result == got(expected)));
        }
        assert!(clock.secs() - back_at <= pause + TICK);
        assert_eq!(source.requests(), during + 2);
        assert_eq!(source.most_at_once(), 1);

        // Nothing of the tasks is left.
        assert_eq!(Arc::strong_count(&cache.0), 1);
        assert_eq!(cache.0.state().refresh.strong_count(), 0);
        assert_eq!(source.under_way(), 0);
    }
}

#[tokio::test]
async fn callers_with_nothing_to_fall_back_on_fail_together_and_recover_together() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Error(unavailable()));
    let cache = cache_of(&source, 0.5);
    let (results, ()) = tokio::join!(ask_all(&cache), answer_when_all_wait(&cache, &source));
    for result in results {
        assert_eq!(result.unwrap_err(), unavailable().to_string());
    }
    source.answers(Answer::Credentials(900));
    let (results, ()) = tokio::join!(ask_all(&cache), answer_when_all_wait(&cache, &source));
    for result in results {
        assert_eq!(result, got("AKID-1"));
    }
    assert_eq!((source.requests(), source.most_at_once()), (2, 1));
}

async fn answer_when_all_wait(cache: &CachedCredentials, source: &Source) {
    let waiting = || {
        let flight = cache.0.state().refresh.upgrade();
        flight.map_or(0, |flight| flight.waiting())
    };
    let all_wait = poll_fn(|context| match waiting() {
        TASKS => Poll::Ready(()),
        _ => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    });
    soon(all_wait).await;
    source.open(1);
}
