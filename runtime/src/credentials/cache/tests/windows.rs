//! When credentials are refreshed, depending on their lifetime.

use super::entry::{CachedEntry, Phase};
use super::*;

fn entry(lifetime: u64, configured: Option<u64>) -> (CachedEntry, SystemTime) {
    let clock = ManualClock::new();
    let expires_at = DateTime::from_secs((clock.secs() + lifetime) as i64);
    let credentials = Credentials::new("AKID", "hush").with_expires_at(expires_at);
    let now = clock.now();
    let configured = configured.map(Duration::from_secs);
    (CachedEntry::new(credentials, now, configured), now)
}

/// The phases of credentials, and the second of their lifetime at which each begins.
fn phases(lifetime: u64, configured: Option<u64>) -> Vec<(u64, Phase)> {
    let (entry, start) = entry(lifetime, configured);
    let mut phases: Vec<(u64, Phase)> = Vec::new();
    for second in 0..=lifetime + 1 {
        let phase = entry.phase(start + Duration::from_secs(second));
        if phases.last().is_none_or(|(_, last)| *last != phase) {
            phases.push((second, phase));
        }
    }
    phases
}

use Phase::{Advisory, Fresh, Mandatory};

#[test]
fn the_advisory_window_grows_with_the_lifetime() {
    for (lifetime, window) in [
        (600, 300),
        (1200, 300),
        (1201, 900),
        (5399, 900),
        (5400, 3600),
        (43_200, 3600),
    ] {
        let expected = [
            (0, Fresh),
            (lifetime - window, Advisory),
            (lifetime - 60, Mandatory),
        ];
        assert_eq!(phases(lifetime, None), expected, "{lifetime}");
    }
}

#[test]
fn a_configured_window_overrides_the_table_but_not_the_mandatory_window() {
    let expected = [(0, Fresh), (1800, Advisory), (3540, Mandatory)];
    assert_eq!(phases(3600, Some(1800)), expected);
    assert_eq!(phases(3600, Some(0)), [(0, Fresh), (3540, Mandatory)]);
}

#[test]
fn credentials_that_start_inside_the_window_are_fresh_for_half_their_lifetime() {
    let expected = [(0, Fresh), (120, Advisory), (180, Mandatory)];
    assert_eq!(phases(240, None), expected);
    assert_eq!(phases(50, None), [(0, Fresh), (25, Mandatory)]);
    assert_eq!(phases(50, Some(0)), [(0, Fresh), (25, Mandatory)]);
    let expected = [(0, Fresh), (450, Advisory), (840, Mandatory)];
    assert_eq!(phases(900, Some(1800)), expected);
}

#[test]
fn credentials_without_an_expiration_are_always_fresh() {
    let now = ManualClock::new().now();
    let entry = CachedEntry::new(Credentials::new("AKID", "hush"), now, None);
    let in_a_century = now + Duration::from_secs(100 * 366 * 24 * HOUR);
    assert_eq!(entry.phase(in_a_century), Fresh);
}

#[tokio::test]
async fn a_source_of_short_lived_credentials_is_not_called_for_each_request() {
    let clock = ManualClock::new();
    let source = Source::new(&clock, Reply::Credentials(40));
    let cache = cache_of(&source, 0.5);
    for _ in 0..60 {
        key(&cache).await.unwrap();
        clock.advance(1);
    }
    assert_eq!(source.requests(), 3);
}

#[tokio::test]
async fn credentials_are_ready_without_waiting_as_long_as_they_are_fresh() {
    let clock = ManualClock::new();
    let source = Source::new(&clock, Reply::Credentials(HOUR as i64));
    let cache = cache_of(&source, 0.5);
    let shared: Arc<dyn ProvideCredentials> = Arc::new(cache.clone());
    assert_eq!(shared.ready_credentials(), None);
    key(&cache).await.unwrap();
    let ready = || {
        let ready = shared.ready_credentials();
        ready.map(|ready| ready.access_key_id().to_owned())
    };
    assert_eq!(ready().as_deref(), Some("AKID-1"));
    clock.advance(HOUR - 15 * 60);
    assert_eq!(ready(), None);
    assert_eq!(source.requests(), 1);
}

#[tokio::test]
async fn rejected_credentials_are_not_ready() {
    let clock = ManualClock::new();
    let source = Source::new(&clock, Reply::NeverExpiring);
    let cache = cache_of(&source, 0.5);
    key(&cache).await.unwrap();
    let ready = cache.ready_credentials().unwrap();
    cache.reject(&ready);
    assert_eq!(cache.ready_credentials(), None);
}
