//! Conversions of timestamps to and from numbers and text, with the names of `aws-smithy-types`.

use super::{DateTime, DateTimeError, NANOS_PER_SEC, TimestampFormat};

const NANOS_PER_MILLI: u32 = 1_000_000;
const MILLIS_PER_SEC: i64 = 1_000;

impl DateTime {
    /// Creates a timestamp from milliseconds since the Unix epoch, which may be negative.
    pub const fn from_millis(millis: i64) -> Self {
        let nanos = millis.rem_euclid(MILLIS_PER_SEC) as u32 * NANOS_PER_MILLI;
        Self::from_secs_and_nanos(millis.div_euclid(MILLIS_PER_SEC), nanos)
    }

    /// Creates a timestamp from seconds since the Unix epoch with a fraction. Values beyond the
    /// range of [`secs`](Self::secs) are clamped, and `NaN` is the epoch.
    pub fn from_secs_f64(secs: f64) -> Self {
        let whole = secs.floor();
        // Rounding can give a whole second, which the constructor carries over.
        let nanos = (secs - whole) * f64::from(NANOS_PER_SEC);
        Self::from_secs_and_nanos(whole as i64, nanos.round() as u32)
    }

    /// Parses a timestamp, like [`parse`](Self::parse).
    ///
    /// # Errors
    ///
    /// The errors of [`parse`](Self::parse).
    pub fn from_str(text: &str, format: impl Into<TimestampFormat>) -> Result<Self, DateTimeError> {
        Self::parse(text, format.into())
    }

    /// Milliseconds since the Unix epoch, rounded down.
    ///
    /// # Errors
    ///
    /// If they do not fit in an `i64`.
    pub fn to_millis(self) -> Result<i64, DateTimeError> {
        let millis = self.as_nanos().div_euclid(NANOS_PER_MILLI.into());
        i64::try_from(millis)
            .map_err(|_| DateTimeError::out_of_range(self, "milliseconds that fit in 64 bits"))
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn as_nanos(&self) -> i128 {
        self.secs as i128 * NANOS_PER_SEC as i128 + self.nanos as i128
    }

    /// Seconds since the Unix epoch with a fraction. A `f64` holds current times to about 0.2
    /// microseconds.
    pub fn as_secs_f64(&self) -> f64 {
        self.secs as f64 + f64::from(self.nanos) / f64::from(NANOS_PER_SEC)
    }

    /// Whether [`subsec_nanos`](Self::subsec_nanos) is not zero.
    pub const fn has_subsec_nanos(&self) -> bool {
        self.nanos != 0
    }

    /// Formats the timestamp in UTC, like [`format`](Self::format), but never clamps it.
    ///
    /// # Errors
    ///
    /// If the format cannot represent the timestamp: the two calendar formats cover the years 0 to
    /// 9999.
    pub fn fmt(&self, format: impl Into<TimestampFormat>) -> Result<String, DateTimeError> {
        let format = format.into();
        if format != TimestampFormat::EpochSeconds && self.clamped() != *self {
            return Err(DateTimeError::out_of_range(*self, "a year from 0 to 9999"));
        }
        Ok(self.format(format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_round_trip_before_and_after_1970() {
        for (millis, secs, nanos) in [
            (0, 0, 0),
            (1_500, 1, 500_000_000),
            (-1, -1, 999_000_000),
            (i64::MAX, i64::MAX / 1000, 807_000_000),
            (i64::MIN, i64::MIN / 1000 - 1, 192_000_000),
        ] {
            let time = DateTime::from_millis(millis);
            assert_eq!(time, DateTime::from_secs_and_nanos(secs, nanos));
            assert_eq!(time.to_millis(), Ok(millis));
        }
        let late = DateTime::from_secs(i64::MAX);
        assert_eq!(
            late.to_millis().unwrap_err().to_string(),
            "found 9223372036854775807 seconds since 1970, expected milliseconds that fit in 64 bits"
        );
    }

    #[test]
    fn fractions_round_to_the_nearest_nanosecond() {
        for (number, secs, nanos) in [
            (1.5, 1, 500_000_000),
            (-0.25, -1, 750_000_000),
            (0.999_999_999_9, 1, 0),
            (f64::NAN, 0, 0),
            (f64::INFINITY, i64::MAX, 0),
        ] {
            let time = DateTime::from_secs_f64(number);
            assert_eq!(time, DateTime::from_secs_and_nanos(secs, nanos), "{number}");
        }
        assert_eq!(DateTime::from_millis(-250).as_secs_f64(), -0.25);
        assert_eq!(DateTime::from_millis(-1).as_nanos(), -1_000_000);
        assert!(DateTime::from_millis(1).has_subsec_nanos());
        assert!(!DateTime::from_secs(1).has_subsec_nanos());
    }

    #[test]
    fn texts_round_trip_and_years_beyond_9999_are_an_error() {
        let time = DateTime::from_str("2019-12-16T23:48:18Z", TimestampFormat::DateTime).unwrap();
        assert_eq!(
            time.fmt(TimestampFormat::HttpDate).unwrap(),
            "Mon, 16 Dec 2019 23:48:18 GMT"
        );
        let late = DateTime::from_secs(super::super::LAST_SECOND + 1);
        assert!(late.fmt(TimestampFormat::DateTime).is_err());
        assert_eq!(
            late.fmt(TimestampFormat::EpochSeconds).unwrap(),
            "253402300800"
        );
    }
}
