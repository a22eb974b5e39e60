//! The three timestamp formats of Smithy.

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAY: i64 = 86_400;
/// The first and the last second of the years 0 to 9999.
pub(crate) const FIRST: i64 = -62_167_219_200;
pub(crate) const LAST: i64 = 253_402_300_799;

/// Formats a time with at least `places` decimal places, or more if the nanoseconds need them.
pub(crate) fn write(format: &str, seconds: i64, nanoseconds: u32, places: usize) -> String {
    let fraction = format!("{nanoseconds:09}");
    let digits = fraction.trim_end_matches('0').len().max(places.min(9));
    let fraction = match fraction.get(..digits).unwrap_or_default() {
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = date(days);
    let clock = format!(
        "{:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    );
    match format {
        "date-time" => format!("{year:04}-{month:02}-{day:02}T{clock}{fraction}Z"),
        "http-date" => {
            let weekday = DAYS[days.rem_euclid(7) as usize];
            let month = MONTHS[month as usize - 1];
            format!("{weekday}, {day:02} {month} {year:04} {clock}{fraction} GMT")
        }
        // The fraction of a negative number counts down.
        "epoch-seconds" if seconds < 0 && nanoseconds > 0 => {
            let (seconds, nanoseconds) = (-(seconds + 1), 1_000_000_000 - nanoseconds);
            let fraction = format!("{nanoseconds:09}");
            format!("-{seconds}.{}", fraction.trim_end_matches('0'))
        }
        "epoch-seconds" => format!("{seconds}{fraction}"),
        other => panic!("{other} is no format of timestamps"),
    }
}

/// Parses a time in a form that [`write`] writes.
pub(crate) fn read(format: &str, text: &str) -> Option<(i64, u32)> {
    match format {
        "date-time" => {
            let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
            let mut date = date.split('-');
            let mut next = || date.next()?.parse().ok();
            with_clock(days(next()?, next()?, next()?)?, clock)
        }
        "http-date" => {
            let (weekday, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
            let mut parts = rest.split(' ');
            let day = parts.next()?.parse().ok()?;
            let name = parts.next()?;
            let month = MONTHS.iter().position(|month| *month == name)? + 1;
            let days = days(parts.next()?.parse().ok()?, i64::try_from(month).ok()?, day)?;
            let is_weekday = *DAYS.get(usize::try_from(days.rem_euclid(7)).ok()?)? == weekday;
            with_clock(days, parts.next()?).filter(|_| is_weekday)
        }
        "epoch-seconds" => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            let seconds: i64 = whole.parse().ok()?;
            match (nanoseconds(fraction)?, whole.strip_prefix('-')) {
                (0, _) | (_, None) => Some((seconds, nanoseconds(fraction)?)),
                (down, Some(_)) => Some((seconds - 1, 1_000_000_000 - down)),
            }
        }
        other => panic!("{other} is no format of timestamps"),
    }
}

fn with_clock(days: i64, clock: &str) -> Option<(i64, u32)> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let mut next = || parts.next().flatten();
    let seconds = next()? * 3600 + next()? * 60 + next()?;
    Some((days * DAY + seconds, nanoseconds(fraction)?))
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    format!("{fraction:0<9}").parse().ok()
}

/// The Gregorian date of a day, counted from 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days.div_euclid(366);
    while year_start(year) > days {
        year -= 1;
    }
    while year_start(year + 1) <= days {
        year += 1;
    }
    let mut day = days - year_start(year);
    let mut month = 1;
    while day >= month_days(year, month) {
        day -= month_days(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=month_days(year, month)).contains(&day) {
        return None;
    }
    let months: i64 = (1..month).map(|month| month_days(year, month)).sum();
    Some(year_start(year) + months + day - 1)
}

fn year_start(year: i64) -> i64 {
    let before = year - 1;
    let leap = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    year * 365 + leap - 719_527
}

fn month_days(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_the_specified_format() {
        for (format, seconds, nanoseconds, expected) in [
            ("date-time", 1_576_540_098, 0, "2019-12-16T23:48:18Z"),
            (
                "date-time",
                1_576_540_098,
                520_000_000,
                "2019-12-16T23:48:18.52Z",
            ),
            (
                "http-date",
                1_398_796_238,
                0,
                "Tue, 29 Apr 2014 18:30:38 GMT",
            ),
            ("epoch-seconds", 1_515_531_081, 120_000_000, "1515531081.12"),
            ("epoch-seconds", -2, 750_000_000, "-1.25"),
            ("date-time", FIRST, 0, "0000-01-01T00:00:00Z"),
            ("date-time", LAST, 1, "9999-12-31T23:59:59.000000001Z"),
        ] {
            assert_eq!(write(format, seconds, nanoseconds, 0), expected);
            assert_eq!(
                read(format, expected),
                Some((seconds, nanoseconds)),
                "{expected}"
            );
        }
    }
}
