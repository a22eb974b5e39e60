//! Refreshes that fail, and credentials that are refused.

use super::*;

/// A cache that holds `AKID-1`, which expires in ten minutes.
async fn filled(random: f64) -> (ManualClock, Source, CachedCredentials) {
    let clock = ManualClock::new();
    let source = Source::new(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, random);
    assert_eq!(key(&cache).await, got("AKID-1"));
    (clock, source, cache)
}

#[tokio::test]
async fn the_pause_after_a_failed_refresh_is_5_to_10_minutes() {
    for (random, pause) in [
        (0.0, 300),
        (0.5, 450),
        (1.0, 600),
        (f64::NAN, 450),
        (-7.0, 450),
    ] {
        let (clock, source, cache) = filled(random).await;
        source.answers(Answer::Error(unavailable()));
        clock.advance(700);
        assert_eq!(key(&cache).await, got("AKID-1"));
        clock.advance(pause - 1);
        assert_eq!(key(&cache).await, got("AKID-1"));
        assert_eq!(source.requests(), 2, "random number {random}");
        clock.advance(1);
        assert_eq!(key(&cache).await, got("AKID-1"));
        assert_eq!(source.requests(), 3, "random number {random}");
    }
}

#[tokio::test]
async fn an_error_that_cannot_mend_itself_is_remembered_1_to_5_seconds() {
    for (random, pause) in [(0.0, 1), (0.5, 3), (1.0, 5)] {
        let (clock, source, cache) = filled(random).await;
        source.answers(Answer::Error(denied()));
        clock.advance(400);
        let text = "the credentials cannot be used: the role cannot be assumed".to_owned();
        assert_eq!(key(&cache).await, Err(text.clone()));
        clock.advance(pause - 1);
        assert_eq!(key(&cache).await, Err(text));
        assert_eq!(source.requests(), 2, "random number {random}");
        clock.advance(1);
        source.answers(Answer::Credentials(600));
        assert_eq!(key(&cache).await, got("AKID-2"));
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_prolong_a_pause() {
    let (clock, source, cache) = filled(0.5).await;
    source.answers(Answer::Error(unavailable()));
    clock.advance(10 * HOUR);
    key(&cache).await.unwrap();
    clock.set_back(9 * HOUR);
    source.answers(Answer::Credentials(600));
    assert_eq!(key(&cache).await, got("AKID-2"));
}

#[tokio::test]
async fn the_failure_that_callers_do_not_see_can_be_asked_for() {
    let (clock, source, cache) = filled(0.5).await;
    assert!(cache.last_failure().is_none());
    source.answers(Answer::Credentials(-60));
    clock.advance(700);
    assert_eq!(key(&cache).await, got("AKID-1"));
    assert_eq!(
        cache.last_failure().unwrap().to_string(),
        "the credentials cannot be used: the provider returned AKID-2, which expired at \
         2020-09-13T12:37:20Z; expected credentials that are still valid, so check their source \
         and this computer's clock"
    );
    source.answers(Answer::Credentials(600));
    clock.advance(600);
    key(&cache).await.unwrap();
    assert!(cache.last_failure().is_none());
}

#[tokio::test]
async fn expired_credentials_from_the_start_are_an_error() {
    let source = Source::new(&ManualClock::new(), Answer::Credentials(0));
    let error = key(&cache_of(&source, 0.5)).await.unwrap_err();
    assert!(error.contains("which expired at"), "{error}");
}

#[tokio::test]
async fn a_source_that_hangs_costs_one_caller_and_not_each() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    source.open(1);
    key(&cache).await.unwrap();
    clock.advance(700);

    // Given up soon: nothing is known of the source.
    assert!(poll_once(&mut cache.provide_credentials()).is_pending());
    let mut patient = cache.provide_credentials();
    assert!(poll_once(&mut patient).is_pending());
    clock.advance(5);
    drop(patient);
    assert_eq!(key(&cache).await, got("AKID-1"));
    let failure = cache.last_failure().unwrap().to_string();
    assert!(failure.contains("abandoned after 5s"), "{failure}");

    clock.advance(450);
    source.open(1);
    assert_eq!(key(&cache).await, got("AKID-2"));
    assert_eq!((source.requests(), source.most_at_once()), (4, 1));
}

#[tokio::test]
async fn without_old_credentials_a_hanging_source_is_asked_by_each() {
    let clock = ManualClock::new();
    let source = Source::gated(&clock, Answer::Credentials(600));
    let cache = cache_of(&source, 0.5);
    let mut patient = cache.provide_credentials();
    assert!(poll_once(&mut patient).is_pending());
    clock.advance(60);
    drop(patient);
    source.open(1);
    assert_eq!(key(&cache).await, got("AKID-1"));
}

#[tokio::test]
async fn invalidated_credentials_are_refreshed_also_when_they_never_expire() {
    let source = Source::new(&ManualClock::new(), Answer::Everlasting);
    let cache = cache_of(&source, 0.5);
    assert_eq!(key(&cache).await, got("AKID-1"));
    cache.invalidate();
    assert_eq!(key(&cache).await, got("AKID-2"));
    assert_eq!(key(&cache).await, got("AKID-2"));
}

#[tokio::test]
async fn invalidating_an_empty_cache_does_nothing() {
    let source = Source::new(&ManualClock::new(), Answer::Everlasting);
    let cache = cache_of(&source, 0.5);
    cache.invalidate();
    assert_eq!(key(&cache).await, got("AKID-1"));
    assert_eq!(key(&cache).await, got("AKID-1"));
}

#[tokio::test]
async fn a_rejection_reaches_the_caches_inside_other_providers() {
    let (clock, source, inner) = filled(0.5).await;
    let outer = CachedCredentials::builder(inner.clone())
        .clock(clock)
        .build();
    let credentials = outer.provide_credentials().await.unwrap();
    let shared: Arc<dyn ProvideCredentials> = Arc::new(outer.clone());
    shared.reject(&credentials);
    assert_eq!(key(&outer).await, got("AKID-2"));
    assert_eq!(key(&inner).await, got("AKID-2"));
    assert_eq!(*source.0.rejected.lock().unwrap(), ["AKID-1"]);
}

#[tokio::test]
async fn debug_shows_who_and_why_but_no_secret() {
    let (clock, source, cache) = filled(0.5).await;
    source.answers(Answer::Error(unavailable()));
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
