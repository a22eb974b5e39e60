//! Conversions from and to the timestamps of chrono.

use ::chrono::{TimeZone, Utc};

use super::{DateTime, DateTimeError, NANOS_PER_SEC};

impl<Tz: TimeZone> From<::chrono::DateTime<Tz>> for DateTime {
    fn from(time: ::chrono::DateTime<Tz>) -> Self {
        // In a leap second, chrono counts more than one second of nanoseconds.
        let nanos = time.timestamp_subsec_nanos().min(NANOS_PER_SEC - 1);
        Self::from_secs_and_nanos(time.timestamp(), nanos)
    }
}

impl TryFrom<DateTime> for ::chrono::DateTime<Utc> {
    type Error = DateTimeError;

    /// Fails for years beyond 262,000.
    fn try_from(time: DateTime) -> Result<Self, DateTimeError> {
        Self::from_timestamp(time.secs, time.nanos)
            .ok_or_else(|| DateTimeError::out_of_range(time, "a time that chrono can represent"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type ChronoTime = ::chrono::DateTime<Utc>;

    #[test]
    fn times_round_trip_whatever_their_offset() {
        for time in [
            DateTime::from_secs_and_nanos(1_576_540_098, 250_000_000),
            DateTime::from_millis(-1),
        ] {
            let converted = ChronoTime::try_from(time).unwrap();
            assert_eq!(DateTime::from(converted), time);
            let elsewhere =
                converted.with_timezone(&::chrono::FixedOffset::east_opt(3600).unwrap());
            assert_eq!(DateTime::from(elsewhere), time);
        }
    }

    #[test]
    fn a_leap_second_is_not_the_next_second() {
        let last = ::chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let leap = last.and_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let time = DateTime::from(leap.and_utc());
        assert_eq!(
            time,
            DateTime::from_secs_and_nanos(1_483_228_799, 999_999_999)
        );
    }

    #[test]
    fn times_beyond_the_range_of_chrono_are_an_error() {
        let error = ChronoTime::try_from(DateTime::from_secs(i64::MAX)).unwrap_err();
        assert!(error.to_string().contains("chrono"), "{error}");
    }
}
