//! Clock skew: the difference between the service's clock and the local clock.
//!
//! A signature is valid only for a few minutes around its signing time. Every response has a `Date`
//! header with the service's time, so that a wrong local clock costs at most one attempt.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::value::date_time::{DateTime, TimestampFormat};

/// A response that took longer than this is not used to measure the skew.
const MAX_ROUND_TRIP: Duration = Duration::from_secs(15 * 60);

/// The skew in milliseconds above which a rejected signature is attributed to clock skew. Services
/// tolerate five minutes; the margin of one minute allows for errors of measurement.
const THRESHOLD: u64 = 4 * 60 * 1000;

/// The error codes that clock skew may cause.
const CODES: [&str; 5] = [
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

const UNKNOWN: i64 = i64::MIN;

/// The service's time minus the local time, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Skew(pub(crate) i64);

/// The last measured skew of a client, kept between calls.
#[derive(Debug)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// The last measured skew.
    pub(crate) fn get(&self) -> Option<Skew> {
        let skew = self.0.load(Ordering::Relaxed);
        (skew != UNKNOWN).then_some(Skew(skew))
    }

    /// Updates the skew from the headers of a response, if they allow a measurement. `sent` and
    /// `received` are the local times of request and response.
    pub(crate) fn record(&self, response: &HeaderMap, sent: SystemTime, received: SystemTime) {
        if let Some(skew) = measure(response, sent, received) {
            self.0.store(skew, Ordering::Relaxed);
        }
    }
}

impl Default for ClockSkew {
    fn default() -> Self {
        Self(AtomicI64::new(UNKNOWN))
    }
}

impl Skew {
    /// Converts a local time to the service's time.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let by = Duration::from_millis(self.0.unsigned_abs());
        let applied = if self.0 < 0 {
            time.checked_sub(by)
        } else {
            time.checked_add(by)
        };
        applied.unwrap_or(time)
    }

    /// Whether an error with `code` is explained by signing with this skew when the actual skew is
    /// `measured`.
    pub(crate) fn explains(self, code: &str, measured: Self) -> bool {
        self.0.abs_diff(measured.0) > THRESHOLD && CODES.contains(&code)
    }
}

fn measure(response: &HeaderMap, sent: SystemTime, received: SystemTime) -> Option<i64> {
    // A response with `Age` comes from a cache, and its date is from when it was stored there.
    if response.contains_key(AGE) {
        return None;
    }
    // If the local clock was set back in between, neither time can be trusted.
    let round_trip = received.duration_since(sent).ok()?;
    if round_trip > MAX_ROUND_TRIP {
        return None;
    }
    let date = response.get(DATE)?.to_str().ok()?;
    let date = DateTime::parse(date, TimestampFormat::HttpDate).ok()?;
    let middle = sent.checked_add(round_trip / 2)?;
    millis(date)?.checked_sub(millis(middle.into())?)
}

fn millis(time: DateTime) -> Option<i64> {
    let seconds = time.secs().checked_mul(1000)?;
    seconds.checked_add(i64::from(time.subsec_nanos() / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn dated(seconds: i64) -> HeaderMap {
        let date = DateTime::from_secs(seconds).format(TimestampFormat::HttpDate);
        [(DATE, date.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn skew_is_measured_from_the_middle_of_the_round_trip() {
        assert_eq!(measure(&dated(1101), at(1000), at(1002)), Some(100_000));
        assert_eq!(measure(&dated(901), at(1000), at(1003)), Some(-100_500));
    }

    #[test]
    fn an_unusable_response_leaves_the_skew_unchanged() {
        let skew = ClockSkew::default();
        skew.record(&dated(1101), at(1000), at(1002));
        let old = skew.get();

        let mut aged = dated(1000);
        aged.insert(AGE, 0.into());
        skew.record(&aged, at(1000), at(1000));
        skew.record(&dated(1000), at(1000), at(1000 + 901));
        skew.record(&dated(1000), at(1000), at(999));
        skew.record(&HeaderMap::new(), at(1000), at(1000));
        let junk = [(DATE, "yesterday".parse().unwrap())];
        skew.record(&junk.into_iter().collect(), at(1000), at(1000));
        assert_eq!(skew.get(), old);
        assert_eq!(old, Some(Skew(100_000)));

        // A round trip of exactly 15 minutes is accepted.
        skew.record(&dated(1450), at(1000), at(1900));
        assert_eq!(skew.get(), Some(Skew(0)));
    }

    #[test]
    fn skew_is_unknown_initially() {
        assert_eq!(ClockSkew::default().get(), None);
    }

    #[test]
    fn skew_above_4_minutes_explains_signature_errors() {
        let code = "SignatureDoesNotMatch";
        assert!(Skew(0).explains(code, Skew(240_001)));
        assert!(Skew(0).explains(code, Skew(-240_001)));
        assert!(Skew(300_000).explains(code, Skew(0)));
        assert!(!Skew(0).explains(code, Skew(240_000)));
        assert!(!Skew(300_000).explains(code, Skew(300_000)));
        assert!(!Skew(0).explains("AccessDenied", Skew(300_000)));
        assert!(!Skew(i64::MIN).explains("Other", Skew(i64::MAX)));
    }

    #[test]
    fn skew_is_added_to_the_local_time() {
        assert_eq!(
            Skew(-1500).apply(at(2)),
            at(2) - Duration::from_millis(1500)
        );
        assert_eq!(Skew(1500).apply(at(2)), at(2) + Duration::from_millis(1500));
        assert_eq!(
            Skew(i64::MAX).apply(at(2)),
            at(2) + Duration::from_millis(i64::MAX as u64)
        );
    }
}
