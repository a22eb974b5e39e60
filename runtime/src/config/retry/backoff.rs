//! The pause before a retry, and its cost.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::RetryReason;
use crate::error::Error;

const MAX_BACKOFF: Duration = Duration::from_secs(20);

/// The maximum extension of a pause by the service.
const MAX_EXTENSION: Duration = Duration::from_secs(5);

/// The number of doublings after which the maximum pause is reached with any base.
const MAX_DOUBLINGS: u32 = 16;

/// The parameters of the standard retry mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rules {
    /// The original parameters of AWS SDKs.
    #[default]
    Classic,
    /// The parameters that AWS SDKs adopt in 2026: fewer but earlier retries, except after
    /// throttling.
    Of2026,
    /// The parameters of credentials providers, whose services are nearby.
    Provider,
}

impl Rules {
    /// The cost of a retry, taken from the retry quota.
    pub(crate) fn cost(self, reason: RetryReason) -> u32 {
        match (self, reason) {
            (Self::Classic, RetryReason::Timeout) => 10,
            (Self::Classic | Self::Provider, _) | (Self::Of2026, RetryReason::Throttling) => 5,
            (Self::Of2026, _) => 14,
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

/// The lengths of pauses: those of the rules, unless they are set in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Backoff {
    pub(crate) rules: Rules,
    /// The maximum pause before the first retry.
    pub(crate) initial: Option<Duration>,
    /// The maximum pause before any retry.
    pub(crate) max: Option<Duration>,
}

impl From<Rules> for Backoff {
    fn from(rules: Rules) -> Self {
        Self {
            rules,
            ..Self::default()
        }
    }
}

impl Backoff {
    /// The pause before the retry with this number, where the first is 1. `random` is from 0 to 1.
    pub(crate) fn pause(self, reason: RetryReason, retry: u32, random: f64) -> Duration {
        if !reason.needs_pause() {
            return Duration::ZERO;
        }
        let doublings = retry.saturating_sub(1).min(MAX_DOUBLINGS);
        let initial = self.initial.unwrap_or_else(|| self.rules.base(reason));
        let max = self.max.unwrap_or(MAX_BACKOFF);
        let ceiling = initial.saturating_mul(1 << doublings);
        match self.rules {
            Rules::Classic | Rules::Provider => fraction(ceiling, random).min(max),
            Rules::Of2026 => fraction(ceiling.min(max), random),
        }
    }
}

/// Extends `backoff` to the delay that the service requests.
pub(crate) fn pause(backoff: Duration, requested: Option<Duration>) -> Duration {
    match requested {
        Some(requested) => requested.clamp(backoff, backoff + MAX_EXTENSION),
        None => backoff,
    }
}

/// The delay that an error response requests: in milliseconds in `x-amz-retry-after`, or in seconds
/// in `retry-after`, which is used only with the statuses for which HTTP defines it.
pub(super) fn requested_delay(error: &Error) -> Option<Duration> {
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

/// Multiplies `whole` by `random`. Returns `whole` if `random` is not from 0 to 1.
fn fraction(whole: Duration, random: f64) -> Duration {
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
        let backoff = |retry| {
            Backoff::from(rules)
                .pause(reason, retry, random)
                .as_millis()
        };
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
    fn with_the_rules_of_2026_pauses_start_at_50_ms_unless_throttled() {
        let transient = millis(Rules::Of2026, Transient, 0.5);
        assert_eq!(transient, [25, 50, 100, 200, 400, 800, 1600]);
        assert_eq!(millis(Rules::Of2026, Timeout, 0.5), transient);
        // The maximum applies before the random factor.
        let throttled = millis(Rules::Of2026, Throttling, 0.5);
        assert_eq!(throttled, [500, 1000, 2000, 4000, 8000, 10000, 10000]);
    }

    #[test]
    fn extreme_retry_numbers_and_invalid_random_numbers_give_the_maximum_pause() {
        for rules in [Rules::Classic, Rules::Of2026] {
            for random in [1.0, -1.0, f64::NAN, f64::INFINITY] {
                let pause = Backoff::from(rules).pause(Transient, u32::MAX, random);
                assert_eq!(pause, MAX_BACKOFF);
            }
        }
        let first = Backoff::from(Rules::Classic).pause(Transient, 0, 0.5);
        assert_eq!(first, Duration::from_millis(500));
    }

    #[test]
    fn pauses_that_are_set_in_code_replace_those_of_the_rules() {
        let backoff = |rules| Backoff {
            initial: Some(Duration::from_millis(10)),
            max: Some(Duration::from_millis(35)),
            rules,
        };
        let pauses = |rules| {
            let pause = |retry| backoff(rules).pause(Throttling, retry, 0.5).as_millis();
            (1..=5).map(pause).collect::<Vec<_>>()
        };
        assert_eq!(pauses(Rules::Classic), [5, 10, 20, 35, 35]);
        assert_eq!(pauses(Rules::Of2026), [5, 10, 17, 17, 17]);
        let longest = Backoff {
            initial: Some(Duration::MAX),
            ..Backoff::default()
        };
        assert_eq!(longest.pause(Transient, 9, 0.9), MAX_BACKOFF);
    }

    #[test]
    fn costs_depend_on_the_rules() {
        let costs =
            |rules: Rules| [Transient, Timeout, Throttling, ClockSkew].map(|r| rules.cost(r));
        assert_eq!(costs(Rules::Classic), [5, 10, 5, 5]);
        assert_eq!(costs(Rules::Of2026), [14, 14, 5, 14]);
    }

    #[test]
    fn a_service_can_extend_a_pause_by_5_seconds_but_not_shorten_it() {
        let backoff = Duration::from_secs(2);
        for (requested, expected) in [(0, 2000), (1999, 2000), (2500, 2500), (7001, 7000)] {
            let requested = Some(Duration::from_millis(requested));
            assert_eq!(pause(backoff, requested).as_millis(), expected);
        }
        assert_eq!(pause(backoff, None), backoff);
    }
}
