//! How long to pause before another attempt, and what it costs.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::RetryReason;
use crate::error::Error;

const MAX_BACKOFF: Duration = Duration::from_secs(20);

/// The most by which a service can make a pause longer.
const MAX_ADDED: Duration = Duration::from_secs(5);

/// From here on the longest pause is reached whatever the base.
const MAX_DOUBLINGS: u32 = 16;

/// The numbers of the standard mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rules {
    /// Those that AWS's SDKs have had since the mode exists.
    #[default]
    Classic,
    /// Those that they change to from 2026 on: fewer but earlier retries where the service did
    /// not ask for fewer requests.
    Of2026,
    /// Those of the credentials providers, whose services are nearby.
    Provider,
}

impl Rules {
    /// What a retry takes from the quota.
    pub(crate) fn cost(self, reason: RetryReason) -> u32 {
        match (self, reason) {
            (Self::Classic, RetryReason::Timeout) => 10,
            (Self::Classic | Self::Provider, _) | (Self::Of2026, RetryReason::Throttling) => 5,
            (Self::Of2026, _) => 14,
        }
    }

    /// The pause before the retry with this number, the first being 1. `random` is from 0 to 1.
    pub(crate) fn backoff(self, reason: RetryReason, retry: u32, random: f64) -> Duration {
        if !reason.needs_pause() {
            return Duration::ZERO;
        }
        let doublings = retry.saturating_sub(1).min(MAX_DOUBLINGS);
        let ceiling = self.base(reason).saturating_mul(1 << doublings);
        match self {
            Self::Classic | Self::Provider => part(ceiling, random).min(MAX_BACKOFF),
            Self::Of2026 => part(ceiling.min(MAX_BACKOFF), random),
        }
    }

    fn base(self, reason: RetryReason) -> Duration {
        match (self, reason) {
            (Self::Classic, _) | (Self::Of2026, RetryReason::Throttling) => Duration::from_secs(1),
            (Self::Of2026, _) => Duration::from_millis(50),
            (Self::Provider, _) => Duration::from_millis(100),
        }
    }
}

/// `backoff`, made longer to what the service asks for.
pub(crate) fn pause(backoff: Duration, asked_for: Option<Duration>) -> Duration {
    match asked_for {
        Some(asked_for) => asked_for.clamp(backoff, backoff + MAX_ADDED),
        None => backoff,
    }
}

/// How long the answer beneath an error asks to wait: in milliseconds by `x-amz-retry-after`, or
/// in seconds by `retry-after`, which counts only with the statuses that HTTP gives it for.
pub(super) fn asked_for(error: &Error) -> Option<Duration> {
    let metadata = error.metadata()?;
    let headers = metadata.headers();
    let in_seconds = || match metadata.status() {
        429 | 503 => number(headers, RETRY_AFTER.as_str()).map(Duration::from_secs),
        _ => None,
    };
    number(headers, "x-amz-retry-after")
        .map(Duration::from_millis)
        .or_else(in_seconds)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The part of `whole` that `random` is of 1. What is no such part counts as all of it.
fn part(whole: Duration, random: f64) -> Duration {
    if (0.0..1.0).contains(&random) {
        whole.mul_f64(random)
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RetryReason::{ClockSkew, Throttling, Timeout, Transient};

    fn millis(rules: Rules, reason: RetryReason, random: f64) -> Vec<u128> {
        let backoff = |retry| rules.backoff(reason, retry, random).as_millis();
        (1..=7).map(backoff).collect()
    }

    #[test]
    fn pauses_double_up_to_20_seconds() {
        let half = millis(Rules::Classic, Transient, 0.5);
        assert_eq!(half, [500, 1000, 2000, 4000, 8000, 16000, 20000]);
        assert_eq!(millis(Rules::Classic, Throttling, 0.5), half);
        assert_eq!(millis(Rules::Classic, Transient, 0.0), [0; 7]);
    }

    #[test]
    fn from_2026_on_pauses_start_at_50_ms_unless_throttled() {
        let transient = millis(Rules::Of2026, Transient, 0.5);
        assert_eq!(transient, [25, 50, 100, 200, 400, 800, 1600]);
        assert_eq!(millis(Rules::Of2026, Timeout, 0.5), transient);
        // The limit comes before chance.
        let throttled = millis(Rules::Of2026, Throttling, 0.5);
        assert_eq!(throttled, [500, 1000, 2000, 4000, 8000, 10000, 10000]);
    }

    #[test]
    fn a_retry_beyond_counting_or_a_wrong_random_number_gives_the_longest_pause() {
        for rules in [Rules::Classic, Rules::Of2026] {
            for random in [1.0, -1.0, f64::NAN, f64::INFINITY] {
                assert_eq!(rules.backoff(Transient, u32::MAX, random), MAX_BACKOFF);
            }
        }
        let first = Rules::Classic.backoff(Transient, 0, 0.5);
        assert_eq!(first, Duration::from_millis(500));
    }

    #[test]
    fn costs_are_those_of_the_rules() {
        let costs =
            |rules: Rules| [Transient, Timeout, Throttling, ClockSkew].map(|r| rules.cost(r));
        assert_eq!(costs(Rules::Classic), [5, 10, 5, 5]);
        assert_eq!(costs(Rules::Of2026), [14, 14, 5, 14]);
    }

    #[test]
    fn a_service_can_make_a_pause_longer_by_5_seconds_and_not_shorter() {
        let backoff = Duration::from_secs(2);
        for (asked_for, expected) in [(0, 2000), (1999, 2000), (2500, 2500), (7001, 7000)] {
            let asked_for = Some(Duration::from_millis(asked_for));
            assert_eq!(pause(backoff, asked_for).as_millis(), expected);
        }
        assert_eq!(pause(backoff, None), backoff);
    }
}
