//! Ten minutes in which the source returns only errors.

use std::future::poll_fn;

use tokio::task::JoinSet;

use super::*;

const TASKS: usize = 500;
const TICK: u64 = 5;

/// The results of all tasks when they request credentials at the same time.
async fn request_all(cache: &CachedCredentials) -> Vec<Result<String, String>> {
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let clone = cache.clone();
        tasks.spawn(async move { request_key(&clone).await });
    }
    soon(tasks.join_all()).await
}

#[tokio::test]
async fn callers_do_not_notice_an_outage_until_ten_minutes_after_expiration() {
    for random in [0.0, 0.4, 0.999] {
        let clock = ManualClock::new();
        let source = Source::new(&clock, Reply::Credentials(900));
        let cache = cache_of(&source, random);
        key(&cache).await.unwrap();
        let expiry = clock.secs() + 900;
        let pause = 300 + (300.0 * random) as u64;

        // The outage begins before the credentials are due for a refresh.
        source.set_reply(Reply::Error(unavailable()));
        clock.advance(500);
        while clock.secs() < expiry + 600 {
            for result in request_all(&cache).await {
                assert_eq!(result, ok_key("AKID-1"), "at {}", clock.secs());
            }
            clock.advance(TICK);
        }
        let during = source.requests() - 1;
        let most = 1 + 1000 / pause as usize;
        assert!((1..=most).contains(&during), "{during} failed requests");

        source.set_reply(Reply::Credentials(900));
        let back_at = clock.secs();
        while source.requests() == during + 1 {
            clock.advance(TICK);
            let results = request_all(&cache).await;
            // Either all callers get the new credentials, or none yet.
            let expected = if source.requests() == during + 1 {
                "AKID-1"
            } else {
                "AKID-2"
            };
            assert!(results.into_iter().all(|result| result == ok_key(expected)));
        }
        assert!(clock.secs() - back_at <= pause + TICK);
        assert_eq!(source.requests(), during + 2);
        assert_eq!(source.max_concurrent(), 1);

        // No task or refresh is left.
        assert_eq!(Arc::strong_count(&cache.0), 1);
        assert!(cache.0.state().refreshes.any().is_none());
        assert_eq!(source.in_progress(), 0);
    }
}

#[tokio::test]
async fn callers_without_cached_credentials_fail_together_and_recover_together() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Error(unavailable()));
    let cache = cache_of(&source, 0.5);
    let (results, ()) = tokio::join!(request_all(&cache), reply_when_all_wait(&cache, &source));
    for result in results {
        assert_eq!(result.unwrap_err(), unavailable().to_string());
    }
    source.set_reply(Reply::Credentials(900));
    let (results, ()) = tokio::join!(request_all(&cache), reply_when_all_wait(&cache, &source));
    for result in results {
        assert_eq!(result, ok_key("AKID-1"));
    }
    assert_eq!((source.requests(), source.max_concurrent()), (2, 1));
}

async fn reply_when_all_wait(cache: &CachedCredentials, source: &Source) {
    let waiting = || {
        let refresh = cache.0.state().refreshes.any();
        refresh.map_or(0, |refresh| refresh.waiting())
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
