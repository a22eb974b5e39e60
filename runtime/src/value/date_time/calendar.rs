//! Conversion between seconds since the Unix epoch and dates of the Gregorian calendar.
//!
//! It is implemented here because a date library would add about a tenth to the compile time of
//! the whole SDK. The tests compare it with the `time` crate.

const SECS_PER_DAY: i64 = 86_400;
/// Days in an era of 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01. Years start in March here, so that a leap day is the last
/// day of its year.
const EPOCH: i64 = 719_468;

/// A date and time of day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Utc {
    /// 0 to 9999 when it is formatted or was parsed.
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: u8,
    /// 1 to 31.
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

impl Utc {
    pub(crate) fn from_secs(secs: i64) -> Self {
        let (days, second_of_day) = (secs.div_euclid(SECS_PER_DAY), secs.rem_euclid(SECS_PER_DAY));
        let since_march = days + EPOCH;
        let era = since_march.div_euclid(DAYS_PER_ERA);
        let day_of_era = since_march.rem_euclid(DAYS_PER_ERA);
        let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let day_of_year = day_of_era - days_of_years(year_of_era);
        // Months are counted from March; every five of them have 153 days.
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let is_next_year = month >= 10;
        Self {
            year: era * 400 + year_of_era + i64::from(is_next_year),
            month: to_u8(if is_next_year { month - 9 } else { month + 3 }),
            day: to_u8(day),
            hour: to_u8(second_of_day / 3600),
            minute: to_u8(second_of_day / 60 % 60),
            second: to_u8(second_of_day % 60),
        }
    }

    /// Seconds since the Unix epoch; `None` if the date or the time of day does not exist.
    pub(crate) fn secs(self) -> Option<i64> {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        let in_day = hour < 24 && minute < 60 && second < 60;
        if !(in_day && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day))
        {
            return None;
        }
        let (month, day) = (i64::from(month), i64::from(day));
        let year = if month > 2 { year } else { year - 1 };
        let month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let day_of_era = days_of_years(year.rem_euclid(400)) + day_of_year;
        let days = year.div_euclid(400) * DAYS_PER_ERA + day_of_era - EPOCH;
        let second_of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Some(days * SECS_PER_DAY + second_of_day)
    }

    /// The day of the week, 0 for Monday.
    pub(crate) fn weekday(secs: i64) -> usize {
        // 1970-01-01 was a Thursday.
        let weekday = (secs.div_euclid(SECS_PER_DAY) + 3).rem_euclid(7);
        usize::from(to_u8(weekday))
    }
}

/// The number of days in the first `years` years of an era.
fn days_of_years(years: i64) -> i64 {
    365 * years + years / 4 - years / 100
}

fn days_in_month(year: i64, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Narrows a number that is known to be below 256.
fn to_u8(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use time::{OffsetDateTime, UtcDateTime};

    use super::*;

    #[test]
    fn every_day_of_the_years_0_to_9999_matches_the_time_crate() {
        let first = OffsetDateTime::from_unix_timestamp(-62_167_219_200)
            .unwrap()
            .date();
        let last = OffsetDateTime::from_unix_timestamp(253_402_300_799)
            .unwrap()
            .date();
        let mut date = first;
        loop {
            let noon = UtcDateTime::new(date, time::Time::from_hms(12, 34, 56).unwrap());
            let secs = noon.unix_timestamp();
            let expected = Utc {
                year: date.year().into(),
                month: date.month().into(),
                day: date.day(),
                hour: 12,
                minute: 34,
                second: 56,
            };
            assert_eq!(Utc::from_secs(secs), expected);
            assert_eq!(expected.secs(), Some(secs));
            let weekday = date.weekday().number_days_from_monday();
            assert_eq!(Utc::weekday(secs), usize::from(weekday), "{date}");
            if date == last {
                break;
            }
            date = date.next_day().unwrap();
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_rejected() {
        let day = |year, month, day| {
            Utc {
                year,
                month,
                day,
                hour: 0,
                minute: 0,
                second: 0,
            }
            .secs()
        };
        assert_eq!(day(2023, 2, 29), None);
        assert_eq!(day(1900, 2, 29), None);
        assert!(day(2000, 2, 29).is_some());
        assert_eq!(day(2023, 4, 31), None);
        assert_eq!(day(2023, 13, 1), None);
        assert_eq!(day(2023, 0, 1), None);
        assert_eq!(day(2023, 1, 0), None);
        let midnight = Utc {
            year: 2023,
            month: 1,
            day: 1,
            hour: 24,
            minute: 0,
            second: 0,
        };
        assert_eq!(midnight.secs(), None);
    }
}
