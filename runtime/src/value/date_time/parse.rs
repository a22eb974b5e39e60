//! Parsers for the timestamp formats. They return `None` for invalid text.

use super::calendar::Utc;
use super::{DateTime, MONTHS, NANOS_PER_SEC, WEEKDAYS};

pub(super) fn rfc3339(text: &str) -> Option<DateTime> {
    let mut rest = text;
    let year = digits_at(&mut rest, 4, "-")?;
    let month = two_digits_at(&mut rest, "-")?;
    let day = two_digits_at(&mut rest, "")?;
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let offset_at = clock.find(['Z', 'z', '+', '-'])?;
    let (clock, offset) = clock.split_at_checked(offset_at)?;
    let (secs, nanos) = with_clock(start_of(year, month, day), clock)?;
    let secs = secs.checked_sub(parse_offset(offset)?)?;
    Some(DateTime::from_secs_and_nanos(secs, nanos))
}

/// Seconds east of UTC: `Z`, `+02:00`, `-05:30`.
fn parse_offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, offset) = text.split_at_checked(1)?;
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let secs = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    (hours < 24 && minutes < 60).then_some(if sign == "-" { -secs } else { secs })
}

/// The second and nanoseconds of a time of day (`23:48:18`, optionally with a fraction) on a day.
fn with_clock(day: Utc, clock: &str) -> Option<(i64, u32)> {
    let mut seconds = clock;
    let hour = two_digits_at(&mut seconds, ":")?;
    let minute = two_digits_at(&mut seconds, ":")?;
    let has_two_digits = seconds.find('.').unwrap_or(seconds.len()) == 2;
    let (second, nanos) = parse_seconds(seconds).filter(|_| has_two_digits)?;
    let second = u8::try_from(second).ok()?;
    let utc = Utc {
        hour,
        minute,
        second,
        ..day
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
    let mut rest = text.strip_suffix(" GMT")?;
    let weekday = text_at(&mut rest, 3, ", ")?;
    let day = two_digits_at(&mut rest, " ")?;
    let month = parse_month(text_at(&mut rest, 3, " ")?)?;
    let year = digits_at(&mut rest, 4, " ")?;
    let (secs, nanos) = with_clock(start_of(year, month, day), rest)?;
    if !WEEKDAYS.contains(&weekday) {
        return None;
    }
    Some(DateTime::from_secs_and_nanos(secs, nanos))
}

fn start_of(year: i64, month: u8, day: u8) -> Utc {
    Utc {
        year,
        month,
        day,
        hour: 0,
        minute: 0,
        second: 0,
    }
}

/// Takes `length` bytes followed by `end` from the start of a text.
fn text_at<'a>(rest: &mut &'a str, length: usize, end: &str) -> Option<&'a str> {
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after.strip_prefix(end)?;
    Some(text)
}

/// Like [`text_at`], and parses the text as digits.
fn digits_at(rest: &mut &str, length: usize, end: &str) -> Option<i64> {
    parse_digits(text_at(rest, length, end)?)
}

fn two_digits_at(rest: &mut &str, end: &str) -> Option<u8> {
    u8::try_from(digits_at(rest, 2, end)?).ok()
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

fn two_digits(text: &str) -> Option<u8> {
    u8::try_from(parse_digits(text).filter(|_| text.len() == 2)?).ok()
}

/// Like `str::parse`, but without a sign.
fn parse_digits(text: &str) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let append = |number: i64, byte| number.checked_mul(10)?.checked_add(digit(byte)?);
    let number = text.bytes().try_fold(0, append);
    number.filter(|_| !text.is_empty())
}

fn parse_month(name: &str) -> Option<u8> {
    let index = MONTHS.iter().position(|short| *short == name)?;
    u8::try_from(index + 1).ok()
}
