//! Failed refreshes and rejected credentials.

use super::*;

/// A cache that holds `AKID-1`, which expires in ten minutes.
async fn filled(random: f64) -> (ManualClock, Source, CachedCredentials) {
    let clock = ManualClock::new();
    let source = Source::new(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, random);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    (clock, source, cache)
}

#[tokio::test]
async fn the_backoff_after_a_failed_refresh_is_5_to_10_minutes() {
    for (random, pause) in [
        (0.0, 300),
        (0.5, 450),
        (1.0, 600),
        (f64::NAN, 450),
        (-7.0, 450),
    ] {
        let (clock, source, cache) = filled(random).await;
        source.set_reply(Reply::Error(unavailable()));
        clock.advance(700);
        assert_eq!(key(&cache).await, ok_key("AKID-1"));
        clock.advance(pause - 1);
        assert_eq!(key(&cache).await, ok_key("AKID-1"));
        assert_eq!(source.requests(), 2, "random number {random}");
        clock.advance(1);
        assert_eq!(key(&cache).await, ok_key("AKID-1"));
        assert_eq!(source.requests(), 3, "random number {random}");
    }
}

#[tokio::test]
async fn a_permanent_error_is_cached_for_1_to_5_seconds() {
    for (random, pause) in [(0.0, 1), (0.5, 3), (1.0, 5)] {
        let (clock, source, cache) = filled(random).await;
        source.set_reply(Reply::Error(denied()));
        clock.advance(400);
        let text = "the credentials cannot be used: the role cannot be assumed".to_owned();
        assert_eq!(key(&cache).await, Err(text.clone()));
        clock.advance(pause - 1);
        assert_eq!(key(&cache).await, Err(text));
        assert_eq!(source.requests(), 2, "random number {random}");
        clock.advance(1);
        source.set_reply(Reply::Credentials(600));
        assert_eq!(key(&cache).await, ok_key("AKID-2"));
    }
}

#[tokio::test]
async fn setting_the_clock_back_does_not_prolong_the_backoff() {
    let (clock, source, cache) = filled(0.5).await;
    source.set_reply(Reply::Error(unavailable()));
    clock.advance(10 * HOUR);
    key(&cache).await.unwrap();
    clock.set_back(9 * HOUR);
    source.set_reply(Reply::Credentials(600));
    assert_eq!(key(&cache).await, ok_key("AKID-2"));
}

#[tokio::test]
async fn a_failure_hidden_from_callers_is_the_last_failure() {
    let (clock, source, cache) = filled(0.5).await;
    assert!(cache.last_failure().is_none());
    source.set_reply(Reply::Credentials(-60));
    clock.advance(700);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    assert_eq!(
        cache.last_failure().unwrap().to_string(),
        "the credentials cannot be used: the provider returned AKID-2, which expired at \
         2020-09-13T12:37:20Z; expected credentials that are still valid, so check their source \
         and this computer's clock"
    );
    source.set_reply(Reply::Credentials(600));
    clock.advance(600);
    key(&cache).await.unwrap();
    assert!(cache.last_failure().is_none());
}

#[tokio::test]
async fn initially_expired_credentials_are_an_error() {
    let source = Source::new(&ManualClock::new(), Reply::Credentials(0));
    let error = key(&cache_of(&source, 0.5)).await.unwrap_err();
    assert!(error.contains("which expired at"), "{error}");
}

#[tokio::test]
async fn a_source_that_hangs_delays_only_one_caller() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    source.open(1);
    key(&cache).await.unwrap();
    clock.advance(700);

    // This refresh is canceled immediately, so it has no outcome.
    assert!(poll_once(&mut cache.provide_credentials()).is_pending());
    let mut slow_call = cache.provide_credentials();
    assert!(poll_once(&mut slow_call).is_pending());
    clock.advance(5);
    drop(slow_call);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    let failure = cache.last_failure().unwrap().to_string();
    assert!(failure.contains("abandoned after 5s"), "{failure}");

    clock.advance(450);
    source.open(1);
    assert_eq!(key(&cache).await, ok_key("AKID-2"));
    assert_eq!((source.requests(), source.max_concurrent()), (4, 1));
}

#[tokio::test]
async fn a_correction_of_the_clock_ends_no_pause_and_lets_no_refresh_seem_to_hang() {
    let clock = CorrectableClock {
        clock: ManualClock::new(),
        skew: Arc::default(),
    };
    let source = Source::gated(&clock.clock, Reply::Credentials(600));
    let cache = CachedCredentials::builder(source.clone())
        .clock(clock.clone())
        .randomness(FixedRandomness(0.5))
        .build();
    source.open(1);
    key(&cache).await.unwrap();
    clock.clock.advance(700);
    let mut call = cache.provide_credentials();
    assert!(poll_once(&mut call).is_pending());
    *clock.skew.lock().unwrap() = 2 * HOUR;
    drop(call);
    assert!(cache.last_failure().is_none());

    source.set_reply(Reply::Error(unavailable()));
    source.open(1);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    for skew in [0, 3 * HOUR, HOUR] {
        *clock.skew.lock().unwrap() = skew;
        assert_eq!(key(&cache).await, ok_key("AKID-1"));
    }
    assert_eq!(source.requests(), 3, "the pause lasts");
}

#[tokio::test]
async fn without_cached_credentials_every_caller_calls_a_hanging_source() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Reply::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let mut slow_call = cache.provide_credentials();
    assert!(poll_once(&mut slow_call).is_pending());
    clock.advance(60);
    drop(slow_call);
    source.open(1);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
}

#[tokio::test]
async fn invalidated_credentials_are_refreshed_even_if_they_never_expire() {
    let source = Source::new(&ManualClock::new(), Reply::NeverExpiring);
    let cache = cache_of(&source, 0.5);
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    cache.invalidate();
    assert_eq!(key(&cache).await, ok_key("AKID-2"));
    assert_eq!(key(&cache).await, ok_key("AKID-2"));
}

#[tokio::test]
async fn invalidating_an_empty_cache_does_nothing() {
    let source = Source::new(&ManualClock::new(), Reply::NeverExpiring);
    let cache = cache_of(&source, 0.5);
    cache.invalidate();
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
    assert_eq!(key(&cache).await, ok_key("AKID-1"));
}

#[tokio::test]
async fn a_rejection_reaches_nested_caches() {
    let (clock, source, inner) = filled(0.5).await;
    let outer = CachedCredentials::builder(inner.clone())
        .clock(clock)
        .build();
    let credentials = outer.provide_credentials().await.unwrap();
    let shared: Arc<dyn ProvideCredentials> = Arc::new(outer.clone());
    shared.reject(&credentials);
    assert_eq!(key(&outer).await, ok_key("AKID-2"));
    assert_eq!(key(&inner).await, ok_key("AKID-2"));
    assert_eq!(*source.0.rejected.lock().unwrap(), ["AKID-1"]);
}

#[tokio::test]
async fn debug_shows_keys_and_failures_but_no_secrets() {
    let (clock, source, cache) = filled(0.5).await;
    source.set_reply(Reply::Error(unavailable()));
    clock.advance(700);
    key(&cache).await.unwrap();
    let builder = CachedCredentials::builder(Credentials::new("AKID-2", "hush"));
    let text = format!("{cache:?} {builder:?}");
    assert!(
        text.contains("AKID-1") && text.contains("HTTP 503"),
        "{text}"
    );
    assert!(text.contains("AKID-2") && !text.contains("hush"), "{text}");
}

/// A source that always returns the same credentials, and counts.
#[derive(Debug, Default)]
struct Unchanging(AtomicUsize);

impl ProvideCredentials for Unchanging {
    fn provide_credentials(&self) -> BoxFuture<'_, Outcome> {
        self.0.fetch_add(1, SeqCst);
        Box::pin(async { Ok(Credentials::new("AKID", "hush")) })
    }
}

#[tokio::test]
async fn a_key_that_is_rejected_again_and_again_does_not_call_the_source_each_time() {
    let (clock, source) = (ManualClock::new(), Arc::new(Unchanging::default()));
    let cache = CachedCredentials::builder(source.clone())
        .clock(clock.clone())
        .build();
    let credentials = cache.provide_credentials().await.unwrap();
    for (seconds, requests) in [(0, 2), (0, 2), (29, 2), (1, 3), (29, 3)] {
        clock.advance(seconds);
        cache.reject(&credentials);
        cache.provide_credentials().await.unwrap();
        assert_eq!(source.0.load(SeqCst), requests);
    }
    // Another key is not affected.
    cache.reject(&Credentials::new("AKID-2", "hush"));
    cache.reject(&credentials);
    cache.provide_credentials().await.unwrap();
    assert_eq!(source.0.load(SeqCst), 4);
}
