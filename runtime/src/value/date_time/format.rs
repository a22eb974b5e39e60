//! Formats timestamps.

use std::fmt;

use super::calendar::Utc;
use super::{DateTime, MONTHS, NANOS_PER_SEC, TimestampFormat, WEEKDAYS};

/// A timestamp and the format to print it in.
pub(super) struct Formatted {
    pub(super) date_time: DateTime,
    pub(super) format: TimestampFormat,
}

impl fmt::Display for Formatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format {
            TimestampFormat::DateTime => write_rfc3339(f, self.date_time.clamped()),
            TimestampFormat::EpochSeconds => write_epoch_seconds(f, self.date_time),
            TimestampFormat::HttpDate => write_http_date(f, self.date_time.clamped()),
        }
    }
}

fn write_rfc3339(f: &mut fmt::Formatter<'_>, date_time: DateTime) -> fmt::Result {
    let utc = Utc::from_secs(date_time.secs);
    write!(f, "{:04}-{:02}-{:02}T", utc.year, utc.month, utc.day)?;
    write_clock(f, utc, date_time.nanos)?;
    f.write_str("Z")
}

fn write_epoch_seconds(f: &mut fmt::Formatter<'_>, date_time: DateTime) -> fmt::Result {
    let DateTime { secs, nanos } = date_time;
    if secs < 0 && nanos > 0 {
        write!(f, "-{}", (secs + 1).unsigned_abs())?;
        return write_fraction(f, NANOS_PER_SEC - nanos);
    }
    write!(f, "{secs}")?;
    write_fraction(f, nanos)
}

fn write_http_date(f: &mut fmt::Formatter<'_>, date_time: DateTime) -> fmt::Result {
    let utc = Utc::from_secs(date_time.secs);
    write!(
        f,
        "{}, {:02} {} {:04} ",
        short_name(&WEEKDAYS, Utc::weekday(date_time.secs)),
        utc.day,
        short_name(&MONTHS, usize::from(utc.month) - 1),
        utc.year
    )?;
    write_clock(f, utc, date_time.nanos)?;
    f.write_str(" GMT")
}

fn write_clock(f: &mut fmt::Formatter<'_>, utc: Utc, nanos: u32) -> fmt::Result {
    write!(f, "{:02}:{:02}:{:02}", utc.hour, utc.minute, utc.second)?;
    write_fraction(f, nanos)
}

/// Writes a decimal point and the fraction without trailing zeros; nothing for a whole second.
fn write_fraction(f: &mut fmt::Formatter<'_>, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let (mut digits, mut width) = (nanos, 9);
    while digits % 10 == 0 {
        digits /= 10;
        width -= 1;
    }
    write!(f, ".{digits:0width$}")
}

fn short_name(names: &[&'static str], index: usize) -> &'static str {
    names.get(index).copied().unwrap_or_default()
}
