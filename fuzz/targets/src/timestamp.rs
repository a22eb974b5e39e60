//! Timestamps in the three formats of Smithy.

use querysmith_runtime::{DateTime, TimestampFormat};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use crate::text;

/// The years that the calendar formats can show, in seconds since 1970.
const YEARS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Parses a timestamp in each format. The `time` crate, an independent implementation, must read the
/// same time, and from what is written for it too. A time that is written and parsed again must be
/// unchanged.
pub fn timestamp(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for format in [
        TimestampFormat::DateTime,
        TimestampFormat::EpochSeconds,
        TimestampFormat::HttpDate,
    ] {
        match DateTime::parse(text, format) {
            Ok(time) => {
                check(text, format, time);
                round_trips(time);
            }
            Err(error) => {
                let shown = error.to_string();
                assert!(shown.len() < 1_000 && !shown.contains('\n'), "{shown}");
                // The other implementation permits any separator. A leap second is not a time of Unix.
                let is_rfc3339 = OffsetDateTime::parse(text, &Rfc3339).is_ok()
                    && matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '))
                    && !text.contains(":60");
                assert!(
                    format != TimestampFormat::DateTime || !is_rfc3339,
                    "{shown}"
                );
            }
        }
    }
}

/// Checks that the `time` crate reads the same time from the text.
fn check(text: &str, format: TimestampFormat, time: DateTime) {
    let read = match format {
        TimestampFormat::DateTime => {
            // RFC 3339 permits another separator, and small letters.
            let text = text.replace(' ', "T").to_uppercase();
            OffsetDateTime::parse(&text, &Rfc3339).ok()
        }
        TimestampFormat::HttpDate => match OffsetDateTime::parse(text, &Rfc2822) {
            Ok(read) => Some(read),
            // That format has neither fractions nor early years, and requires the correct weekday.
            Err(_) => return,
        },
        _ => {
            let whole = text
                .split('.')
                .next()
                .and_then(|whole| whole.parse::<i64>().ok());
            assert!(
                whole.is_some_and(|whole| whole.abs_diff(time.secs()) <= 1),
                "{text}"
            );
            return;
        }
    };
    let expected = (time.secs(), time.subsec_nanos());
    let read = read.map(|read| (read.unix_timestamp(), read.nanosecond()));
    assert_eq!(read, Some(expected), "{text}");
}

fn round_trips(time: DateTime) {
    let formats = match YEARS.contains(&time.secs()) {
        true => &[
            TimestampFormat::EpochSeconds,
            TimestampFormat::DateTime,
            TimestampFormat::HttpDate,
        ][..],
        false => &[TimestampFormat::EpochSeconds],
    };
    for format in formats {
        let written = time.format(*format);
        assert_eq!(DateTime::parse(&written, *format), Ok(time), "{written}");
        check(&written, *format, time);
    }
}
