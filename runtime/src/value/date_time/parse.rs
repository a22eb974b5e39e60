//! Parsers for the timestamp formats. They return `None` for invalid text.

use super::calendar::Utc;
use super::{DateTime, MONTHS, NANOS_PER_SEC, WEEKDAYS};

pub(super) fn rfc3339(text: &str) -> Option<DateTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else {
        return None;
    };
    let day = start_of([y1, y2, y3, y4], two_digits([m1, m2])?, [d1, d2])?;
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    // Most times are in UTC.
    let offset_at = match clock.strip_suffix(['Z', 'z']) {
        Some(clock) => clock.len(),
        None => clock.find(['+', '-'])?,
    };
    let (clock, offset) = clock.split_at_checked(offset_at)?;
    let (secs, nanos) = with_clock(day, clock)?;
    let secs = secs.checked_sub(parse_offset(offset)?)?;
    Some(DateTime::from_secs_and_nanos(secs, nanos))
}

/// Seconds east of UTC: `Z`, `+02:00`, `-05:30`.
fn parse_offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text.as_bytes() else {
        return None;
    };
    let (hours, minutes) = (two_digits([h1, h2])?, two_digits([m1, m2])?);
    let secs = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    (hours < 24 && minutes < 60).then_some(if sign == b'-' { -secs } else { secs })
}

/// The second and nanoseconds of a time of day (`23:48:18`, optionally with a fraction) on a day.
fn with_clock(day: Utc, clock: &str) -> Option<(i64, u32)> {
    let (clock, fraction) = clock.split_at_checked(8)?;
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = clock.as_bytes() else {
        return None;
    };
    let utc = Utc {
        hour: two_digits([h1, h2])?,
        minute: two_digits([m1, m2])?,
        second: two_digits([s1, s2])?,
        ..day
    };
    let nanos = match fraction {
        "" => 0,
        _ => parse_fraction(fraction.strip_prefix('.')?)?,
    };
    Some((utc.secs()?, nanos))
}

pub(super) fn epoch_seconds(text: &str) -> Option<DateTime> {
    let (negative, number) = match text.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, text),
    };
    let (whole, nanos) = parse_seconds(number)?;
    if !negative {
        return Some(DateTime::from_secs_and_nanos(whole, nanos));
    }
    // Nanoseconds count forward: -1.25 is -2 seconds and 750,000,000 nanoseconds.
    Some(match nanos {
        0 => DateTime::from_secs(-whole),
        _ => DateTime::from_secs_and_nanos(-whole - 1, NANOS_PER_SEC - nanos),
    })
}

pub(super) fn http_date(text: &str) -> Option<DateTime> {
    let (date, clock) = text.strip_suffix(" GMT")?.split_at_checked(17)?;
    let &[
        w1,
        w2,
        w3,
        b',',
        b' ',
        d1,
        d2,
        b' ',
        m1,
        m2,
        m3,
        b' ',
        y1,
        y2,
        y3,
        y4,
        b' ',
    ] = date.as_bytes()
    else {
        return None;
    };
    let is_weekday = WEEKDAYS.iter().any(|name| name.as_bytes() == [w1, w2, w3]);
    let month = parse_month([m1, m2, m3])?;
    let (secs, nanos) = with_clock(start_of([y1, y2, y3, y4], month, [d1, d2])?, clock)?;
    is_weekday.then(|| DateTime::from_secs_and_nanos(secs, nanos))
}

fn start_of([y1, y2, y3, y4]: [u8; 4], month: u8, day: [u8; 2]) -> Option<Utc> {
    let (century, year) = (two_digits([y1, y2])?, two_digits([y3, y4])?);
    Some(Utc {
        year: i64::from(century) * 100 + i64::from(year),
        month,
        day: two_digits(day)?,
        hour: 0,
        minute: 0,
        second: 0,
    })
}

/// Parses whole seconds and nanoseconds: digits, optionally followed by a decimal point and at
/// least one more digit.
fn parse_seconds(text: &str) -> Option<(i64, u32)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    Some((
        parse_digits(whole)?,
        fraction.map_or(Some(0), parse_fraction)?,
    ))
}

fn parse_fraction(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
}

fn two_digits(digits: [u8; 2]) -> Option<u8> {
    let [tens, ones] = digits.map(|digit| digit.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

/// Like `str::parse`, but without a sign.
fn parse_digits(text: &str) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let append = |number: i64, byte| number.checked_mul(10)?.checked_add(digit(byte)?);
    let number = text.bytes().try_fold(0, append);
    number.filter(|_| !text.is_empty())
}

fn parse_month(name: [u8; 3]) -> Option<u8> {
    let index = MONTHS.iter().position(|short| short.as_bytes() == name)?;
    u8::try_from(index + 1).ok()
}
