//! Clock skew: the difference between the service's clock and the local clock.
//!
//! A signature is valid only for a few minutes around its signing time. Every response has a `Date`
//! header with the service's time, so that a wrong local clock costs at most one attempt.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
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

/// From 2015 to 2099: the times that a service's clock may show. The skew itself has no bound, because
/// a device without a battery boots in 1970.
const PLAUSIBLE: Range<i64> = 1_420_070_400..4_102_444_800;

/// The service's time minus the local time, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Skew(pub(crate) i64);

/// The last measured skew of a client, kept between calls.
#[derive(Debug)]
pub(crate) struct ClockSkew {
    measured: AtomicI64,
    /// Whether the service accepted the local time after it had rejected a corrected one: an
    /// intermediary, such as a cache, sends different dates from the service.
    trusts_local: AtomicBool,
}

impl ClockSkew {
    /// The last measured skew. A large one is treated as zero while the local clock is trusted.
    pub(crate) fn get(&self) -> Option<Skew> {
        let measured = self.measured.load(Ordering::Relaxed);
        let skew = (measured != UNKNOWN).then_some(Skew(measured))?;
        let is_refuted = skew.is_large() && self.trusts_local.load(Ordering::Relaxed);
        Some(if is_refuted { Skew::default() } else { skew })
    }

    /// Sets whether to trust the local clock more than a large measured skew.
    pub(crate) fn trust_local(&self, trusts: bool) {
        self.trusts_local.store(trusts, Ordering::Relaxed);
    }

    /// Updates the skew from the headers of a response, if they allow a measurement. `sent` and
    /// `received` are the local times of request and response.
    pub(crate) fn record(&self, response: &HeaderMap, sent: SystemTime, received: SystemTime) {
        if let Some(skew) = measure(response, sent, received) {
            self.measured.store(skew, Ordering::Relaxed);
        }
    }
}

impl Default for ClockSkew {
    fn default() -> Self {
        Self {
            measured: AtomicI64::new(UNKNOWN),
            trusts_local: AtomicBool::new(false),
        }
    }
}

impl Skew {
    /// Converts a local time to the service's time. Returns the local time if the result is
    /// implausible, because the local clock has been set in the meantime.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let by = Duration::from_millis(self.0.unsigned_abs());
        let applied = if self.0 < 0 {
            time.checked_sub(by)
        } else {
            time.checked_add(by)
        };
        applied
            .filter(|time| is_plausible((*time).into()))
            .unwrap_or(time)
    }

    /// Whether it is more than services tolerate.
    pub(crate) fn is_large(self) -> bool {
        self.0.unsigned_abs() > THRESHOLD
    }

    /// Whether `code` may mean that the time of the signature was wrong.
    pub(crate) fn may_cause(code: &str) -> bool {
        CODES.contains(&code)
    }

    /// Whether an error with `code` is explained by signing with this skew when the actual skew is
    /// `measured`.
    pub(crate) fn explains(self, code: &str, measured: Self) -> bool {
        self.0.abs_diff(measured.0) > THRESHOLD && Self::may_cause(code)
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
    if !is_plausible(date) {
        return None;
    }
    let middle = sent.checked_add(round_trip / 2)?;
    millis(date)?.checked_sub(millis(middle.into())?)
}

/// Whether a service's clock may show this time.
fn is_plausible(time: DateTime) -> bool {
    PLAUSIBLE.contains(&time.secs())
}

fn millis(time: DateTime) -> Option<i64> {
    let seconds = time.secs().checked_mul(1000)?;
    seconds.checked_add(i64::from(time.subsec_nanos() / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2020-09-13T12:26:40Z.
    const START: i64 = 1_600_000_000;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(START as u64 + seconds)
    }

    fn dated(seconds: i64) -> HeaderMap {
        dated_absolutely(START + seconds)
    }

    fn dated_absolutely(seconds: i64) -> HeaderMap {
        let date = DateTime::from_secs(seconds).format(TimestampFormat::HttpDate);
        [(DATE, date.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn the_time_of_a_service_has_to_be_plausible_but_not_the_local_time() {
        for year in [
            -62_135_596_800,
            0,
            1_420_070_399,
            4_102_444_800,
            253_402_300_799,
        ] {
            assert_eq!(
                measure(&dated_absolutely(year), at(0), at(0)),
                None,
                "{year}"
            );
        }
        let booted = SystemTime::UNIX_EPOCH;
        let skew = measure(&dated(0), booted, booted).unwrap();
        assert_eq!(skew, START * 1000);
        assert_eq!(Skew(skew).apply(booted), at(0));
        // The clock of the device has been set in the meantime.
        assert_eq!(Skew(2 * skew).apply(at(7)), at(7));
    }

    #[test]
    fn a_large_skew_does_not_count_while_the_local_clock_is_trusted() {
        let skew = ClockSkew::default();
        skew.trust_local(true);
        assert_eq!(skew.get(), None);
        skew.record(&dated(600), at(0), at(0));
        assert_eq!(skew.get(), Some(Skew(0)));
        skew.trust_local(false);
        assert_eq!(skew.get(), Some(Skew(600_000)));
        skew.trust_local(true);
        skew.record(&dated(60), at(0), at(0));
        assert_eq!(skew.get(), Some(Skew(60_000)));
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
        assert_eq!(Skew(i64::MAX).apply(at(2)), at(2));
    }
}
