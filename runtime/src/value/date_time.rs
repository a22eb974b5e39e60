//! Timestamps and their wire formats: RFC 3339, seconds since the Unix epoch, and HTTP dates.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{DateTime, TimestampFormat};
//!
//! let time = DateTime::parse("2030-01-31T12:00:00Z", TimestampFormat::DateTime)?;
//! assert_eq!(time, DateTime::from_secs(1_896_091_200));
//! assert_eq!(time.format(TimestampFormat::EpochSeconds), "1896091200");
//! # Ok::<(), querysmith::date_time::DateTimeError>(())
//! ```

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) mod calendar;
#[cfg(feature = "chrono")]
mod chrono;
mod convert;
mod format;
mod parse;

const NANOS_PER_SEC: u32 = 1_000_000_000;
/// 0000-01-01T00:00:00Z, the first second with a four-digit year.
const FIRST_SECOND: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, the last second with a four-digit year.
pub(crate) const LAST_SECOND: i64 = 253_402_300_799;
/// The maximum length of an invalid timestamp in an error message, in characters.
const MAX_SHOWN: usize = 40;

/// A point in time, in seconds and nanoseconds since 1970-01-01T00:00:00Z.
///
/// `Debug` and `Display` print RFC 3339 in UTC.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::{DateTime, TimestampFormat};
///
/// let expiration = DateTime::parse("2019-12-17T01:48:18+02:00", TimestampFormat::DateTime)?;
/// assert_eq!(expiration.secs(), 1_576_540_098);
/// assert_eq!(expiration.to_string(), "2019-12-16T23:48:18Z");
/// # Ok::<(), querysmith::date_time::DateTimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    secs: i64,
    /// Always below [`NANOS_PER_SEC`], and counted forward even before 1970.
    nanos: u32,
}

/// A timestamp format: the values of Smithy's `timestampFormat` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// `date-time`, RFC 3339: `2019-12-16T23:48:18Z`. The default of the Query protocol.
    DateTime,
    /// `epoch-seconds`, seconds since the Unix epoch with an optional fraction: `1576540098`.
    EpochSeconds,
    /// `http-date`, the preferred form of RFC 9110: `Mon, 16 Dec 2019 23:48:18 GMT`.
    HttpDate,
}

impl TimestampFormat {
    /// The format's name in Smithy's `timestampFormat` trait.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::EpochSeconds => "epoch-seconds",
            Self::HttpDate => "http-date",
        }
    }

    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::DateTime => "2019-12-16T23:48:18Z",
            Self::EpochSeconds => "1576540098",
            Self::HttpDate => "Mon, 16 Dec 2019 23:48:18 GMT",
        }
    }
}

impl DateTime {
    /// Creates a timestamp from seconds since the Unix epoch, which may be negative.
    pub const fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0 }
    }

    /// Creates a timestamp `nanos` nanoseconds after [`from_secs(secs)`](Self::from_secs).
    ///
    /// One second or more of `nanos` is carried over to the seconds.
    pub const fn from_secs_and_nanos(secs: i64, nanos: u32) -> Self {
        Self {
            secs: secs.saturating_add((nanos / NANOS_PER_SEC) as i64),
            nanos: nanos % NANOS_PER_SEC,
        }
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn secs(&self) -> i64 {
        self.secs
    }

    /// Nanoseconds since [`secs`](Self::secs), 0 to 999,999,999.
    pub const fn subsec_nanos(&self) -> u32 {
        self.nanos
    }

    /// Parses a timestamp in the given format. Fractional seconds are accepted in all formats.
    ///
    /// Fractional digits after the ninth are dropped. RFC 3339 timestamps may have any UTC offset.
    ///
    /// # Errors
    ///
    /// If `text` is not in that format; surrounding white space is an error.
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, DateTimeError> {
        let parsed = match format {
            TimestampFormat::DateTime => parse::rfc3339(text),
            TimestampFormat::EpochSeconds => parse::epoch_seconds(text),
            TimestampFormat::HttpDate => parse::http_date(text),
        };
        parsed.ok_or_else(|| {
            DateTimeError(Reason::Unreadable {
                found: clip(text),
                expected: format,
            })
        })
    }

    /// Formats the timestamp in UTC, with a fraction only if it is not zero.
    ///
    /// The two calendar formats cover the years 0 to 9999: a timestamp outside of this range is
    /// clamped to it.
    pub fn format(&self, format: TimestampFormat) -> String {
        self.display(format).to_string()
    }

    /// Like [`format`](Self::format), but without an allocation.
    pub(crate) fn display(self, format: TimestampFormat) -> impl fmt::Display {
        format::Formatted {
            date_time: self,
            format,
        }
    }

    /// Clamps the timestamp to the years with four digits.
    fn clamped(self) -> Self {
        match self.secs {
            ..FIRST_SECOND => Self::from_secs(FIRST_SECOND),
            FIRST_SECOND..=LAST_SECOND => self,
            _ => Self::from_secs(LAST_SECOND),
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.display(TimestampFormat::DateTime), f)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::from_secs_and_nanos(saturating_secs(after), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let secs = 0_i64.saturating_sub_unsigned(before.as_secs());
                match before.subsec_nanos() {
                    0 => Self::from_secs(secs),
                    nanos => {
                        Self::from_secs_and_nanos(secs.saturating_sub(1), NANOS_PER_SEC - nanos)
                    }
                }
            }
        }
    }
}

fn saturating_secs(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl TryFrom<DateTime> for SystemTime {
    type Error = DateTimeError;

    /// Fails if `SystemTime` cannot represent the timestamp on this platform.
    fn try_from(date_time: DateTime) -> Result<Self, DateTimeError> {
        let secs = Duration::from_secs(date_time.secs.unsigned_abs());
        let start = match date_time.secs {
            ..0 => UNIX_EPOCH.checked_sub(secs),
            _ => UNIX_EPOCH.checked_add(secs),
        };
        start
            .and_then(|start| start.checked_add(Duration::from_nanos(date_time.nanos.into())))
            .ok_or_else(|| {
                DateTimeError::out_of_range(
                    date_time,
                    "a time that SystemTime can represent on this platform",
                )
            })
    }
}

/// The error of parsing a timestamp, or of converting it to a type or format with a smaller range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTimeError(Reason);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    Unreadable {
        found: String,
        expected: TimestampFormat,
    },
    OutOfRange(DateTime, &'static str),
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Unreadable { found, expected } => write!(
                f,
                "found {found:?}, expected a timestamp in the format {}, such as \"{}\"",
                expected.as_str(),
                expected.example()
            ),
            Reason::OutOfRange(date_time, expected) => write!(
                f,
                "found {} seconds since 1970, expected {expected}",
                date_time.secs
            ),
        }
    }
}

impl std::error::Error for DateTimeError {}

impl DateTimeError {
    fn out_of_range(date_time: DateTime, expected: &'static str) -> Self {
        Self(Reason::OutOfRange(date_time, expected))
    }
}

fn clip(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests;
