//! Formats of timestamps.

use querysmith_runtime::TimestampFormat;

/// The format of a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 in UTC: `2019-12-16T23:48:18Z`.
    DateTime,
    /// RFC 3339 with any offset, when it is parsed; in UTC when it is formatted.
    DateTimeWithOffset,
    /// An HTTP date: `Mon, 16 Dec 2019 23:48:18 GMT`.
    HttpDate,
    /// Seconds since the Unix epoch.
    EpochSeconds,
}

impl From<Format> for TimestampFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::DateTime | Format::DateTimeWithOffset => Self::DateTime,
            Format::HttpDate => Self::HttpDate,
            Format::EpochSeconds => Self::EpochSeconds,
        }
    }
}
