//! By how much the service's clock differs from this computer's.
//!
//! A signature is good for a few minutes around the time in it. Every answer tells what time the
//! service has, so that a wrong clock here costs at most one attempt.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::value::date_time::{DateTime, TimestampFormat};

/// An answer that took longer than this does not tell the time.
const MAX_ROUND_TRIP: Duration = Duration::from_secs(15 * 60);

/// A difference of more than this, in milliseconds, is why a signature was refused. Services take
/// five minutes; the rest is for what the measurement is wrong by.
const THRESHOLD: u64 = 4 * 60 * 1000;

/// Codes of errors that a wrong clock may be the cause of.
const CODES: [&str; 5] = [
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

const UNKNOWN: i64 = i64::MIN;

/// The time of the service less the time here, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Skew(pub(crate) i64);

/// What a client knows of the skew. Kept from call to call.
#[derive(Debug)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// The last one measured.
    pub(crate) fn get(&self) -> Option<Skew> {
        let skew = self.0.load(Ordering::Relaxed);
        (skew != UNKNOWN).then_some(Skew(skew))
    }

    /// Measures anew, if the answer to a request that was sent and received at these times allows.
    pub(crate) fn record(&self, answer: &HeaderMap, sent: SystemTime, received: SystemTime) {
        if let Some(skew) = measure(answer, sent, received) {
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
    /// What the service's clock shows at `time`.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let by = Duration::from_millis(self.0.unsigned_abs());
        let applied = if self.0 < 0 {
            time.checked_sub(by)
        } else {
            time.checked_add(by)
        };
        applied.unwrap_or(time)
    }

    /// Whether an error with `code` comes from signing with `self` where `measured` is right.
    pub(crate) fn explains(self, code: &str, measured: Self) -> bool {
        self.0.abs_diff(measured.0) > THRESHOLD && CODES.contains(&code)
    }
}

fn measure(answer: &HeaderMap, sent: SystemTime, received: SystemTime) -> Option<i64> {
    // With an age it comes from a cache, and its date from when it was put there.
    if answer.contains_key(AGE) {
        return None;
    }
    // If the clock was set back in between, neither time is to be trusted.
    let round_trip = received.duration_since(sent).ok()?;
    if round_trip > MAX_ROUND_TRIP {
        return None;
    }
    let date = answer.get(DATE)?.to_str().ok()?;
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
    fn it_is_measured_from_the_middle_of_the_round_trip() {
        assert_eq!(measure(&dated(1101), at(1000), at(1002)), Some(100_000));
        assert_eq!(measure(&dated(901), at(1000), at(1003)), Some(-100_500));
    }

    #[test]
    fn an_answer_that_cannot_tell_the_time_leaves_it_as_it_is() {
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

        // A quarter of an hour to the second is not too long.
        skew.record(&dated(1450), at(1000), at(1900));
        assert_eq!(skew.get(), Some(Skew(0)));
    }

    #[test]
    fn it_is_unknown_at_first() {
        assert_eq!(ClockSkew::default().get(), None);
    }

    #[test]
    fn it_explains_errors_of_signatures_beyond_4_minutes() {
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
    fn it_is_added_to_the_time_here_as_far_as_time_goes() {
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
