//! Parsing and formatting of timestamps.

use super::TimestampFormat::{self, EpochSeconds, HttpDate};
use super::*;

const DATE_TIME: TimestampFormat = TimestampFormat::DateTime;

fn parse(text: &str, format: TimestampFormat) -> Option<(i64, u32)> {
    let parsed = DateTime::parse(text, format).ok()?;
    Some((parsed.secs(), parsed.subsec_nanos()))
}

#[test]
fn rfc_3339_is_parsed_with_fractions_and_offsets() {
    let expected_secs = 1_576_540_098;
    for (text, expected) in [
        ("2019-12-16T23:48:18Z", (expected_secs, 0)),
        ("2019-12-16t23:48:18z", (expected_secs, 0)),
        ("2019-12-16 23:48:18Z", (expected_secs, 0)),
        ("2019-12-16T23:48:18.5Z", (expected_secs, 500_000_000)),
        (
            "2019-12-16T23:48:18.123456789Z",
            (expected_secs, 123_456_789),
        ),
        (
            "2019-12-16T23:48:18.1234567891Z",
            (expected_secs, 123_456_789),
        ),
        ("2019-12-17T01:48:18+02:00", (expected_secs, 0)),
        ("2019-12-16T18:18:18-05:30", (expected_secs, 0)),
        ("1969-12-31T23:59:59.25Z", (-1, 250_000_000)),
        ("0000-01-01T00:00:00Z", (FIRST_SECOND, 0)),
        ("9999-12-31T23:59:59Z", (LAST_SECOND, 0)),
        ("0000-01-01T00:00:00+23:59", (FIRST_SECOND - 86_340, 0)),
    ] {
        assert_eq!(parse(text, DATE_TIME), Some(expected), "{text}");
    }
}

#[test]
fn text_that_is_not_rfc_3339_is_rejected() {
    for text in [
        "",
        "2019-12-16",
        "2019-12-16T23:48:18",
        "2019-12-16x23:48:18Z",
        "2019-12-16T23:48Z",
        "2019-12-16T23:48:18.Z",
        "2019-12-16T23:48:18+0200",
        "2019-13-16T23:48:18Z",
        "2019-02-29T23:48:18Z",
        "2019-12-16T24:48:18Z",
        "19-12-16T23:48:18Z",
        " 2019-12-16T23:48:18Z",
        "2019-12-16T23:48:18Zé",
        "éééééé",
        "1576540098",
    ] {
        assert_eq!(parse(text, DATE_TIME), None, "{text}");
    }
}

#[test]
fn epoch_seconds_are_parsed_with_sign_and_fraction() {
    for (text, expected) in [
        ("0", (0, 0)),
        ("1576540098", (1_576_540_098, 0)),
        ("1576540098.25", (1_576_540_098, 250_000_000)),
        ("1.0000000019", (1, 1)),
        ("-1", (-1, 0)),
        ("-1.25", (-2, 750_000_000)),
        ("-0.5", (-1, 500_000_000)),
        ("-9223372036854775807.5", (i64::MIN, 500_000_000)),
    ] {
        assert_eq!(parse(text, EpochSeconds), Some(expected), "{text}");
    }
    for text in [
        "",
        "-",
        "+1",
        "1.",
        ".5",
        "1.-5",
        "1,5",
        "1e3",
        "NaN",
        " 1",
        "--1",
        "1.5.5",
        "9223372036854775808",
    ] {
        assert_eq!(parse(text, EpochSeconds), None, "{text}");
    }
}

#[test]
fn http_dates_are_parsed_with_fractions() {
    for (text, expected) in [
        ("Tue, 29 Apr 2014 18:30:38 GMT", (1_398_796_238, 0)),
        (
            "Sun, 02 Jan 2000 20:34:56.456 GMT",
            (946_845_296, 456_000_000),
        ),
        ("Thu, 01 Jan 1970 00:00:00 GMT", (0, 0)),
    ] {
        assert_eq!(parse(text, HttpDate), Some(expected), "{text}");
    }
    for text in [
        "",
        "Tue, 29 Apr 2014 18:30:38",
        "Tue, 29 Apr 2014 18:30:38 UTC",
        "Tue, 9 Apr 2014 18:30:38 GMT",
        "Tue, 29 April 2014 18:30:38 GMT",
        "Tue, 29 Apr 14 18:30:38 GMT",
        "Tue, 31 Apr 2014 18:30:38 GMT",
        "Tue, 29 Apr 2014 18:30:61 GMT",
        "Tue, 29 Apr 2014 18:30:8 GMT",
        "Tue, 29 Apr 2014 18:30:8.5 GMT",
        "Tue, 29 Apr 2014 18:30 GMT",
        "Tue, 29 Apr 2014 18:30:38 38 GMT",
        "Tag, 29 Apr 2014 18:30:38 GMT",
        "Tue, 29 Apr 2014 +8:30:38 GMT",
        "29 Apr 2014 18:30:38 GMT",
        "Tuesday, 29-Apr-14 18:30:38 GMT",
    ] {
        assert_eq!(parse(text, HttpDate), None, "{text}");
    }
}

#[test]
fn every_format_writes_a_fraction_only_if_there_is_one() {
    let whole = DateTime::from_secs(1_398_796_238);
    assert_eq!(whole.format(DATE_TIME), "2014-04-29T18:30:38Z");
    assert_eq!(whole.format(EpochSeconds), "1398796238");
    assert_eq!(whole.format(HttpDate), "Tue, 29 Apr 2014 18:30:38 GMT");

    let fraction = DateTime::from_secs_and_nanos(1_398_796_238, 120_000_000);
    assert_eq!(fraction.format(DATE_TIME), "2014-04-29T18:30:38.12Z");
    assert_eq!(fraction.format(EpochSeconds), "1398796238.12");
    assert_eq!(
        fraction.format(HttpDate),
        "Tue, 29 Apr 2014 18:30:38.12 GMT"
    );

    let nanosecond = DateTime::from_secs_and_nanos(0, 1);
    assert_eq!(nanosecond.format(EpochSeconds), "0.000000001");
}

#[test]
fn formatted_times_parse_back_to_the_same_value() {
    for secs in [
        FIRST_SECOND,
        -86_401,
        -2,
        -1,
        0,
        1,
        951_782_400,
        4_107_542_399,
        LAST_SECOND,
    ] {
        for nanos in [0, 1, 10_000_000, 999_999_999] {
            let date_time = DateTime::from_secs_and_nanos(secs, nanos);
            for format in [DATE_TIME, EpochSeconds, HttpDate] {
                let text = date_time.format(format);
                assert_eq!(DateTime::parse(&text, format), Ok(date_time), "{text}");
            }
        }
    }
}

#[test]
fn years_without_four_digits_are_clamped_to_the_nearest_representable_second() {
    for format in [DATE_TIME, EpochSeconds, HttpDate] {
        DateTime::from_secs(i64::MIN).format(format);
        DateTime::from_secs_and_nanos(i64::MAX, u32::MAX).format(format);
    }
    let early = DateTime::from_secs_and_nanos(i64::MIN, 5);
    assert_eq!(early.to_string(), "0000-01-01T00:00:00Z");
    let late = DateTime::from_secs_and_nanos(LAST_SECOND + 1, 5);
    assert_eq!(late.to_string(), "9999-12-31T23:59:59Z");
}

#[test]
fn nanoseconds_beyond_a_second_carry_over_to_seconds() {
    let carried = DateTime::from_secs_and_nanos(1, 3_500_000_000);
    assert_eq!(carried, DateTime::from_secs_and_nanos(4, 500_000_000));
}

#[test]
fn times_are_ordered_chronologically() {
    let mut times = [
        DateTime::from_secs_and_nanos(0, 1),
        DateTime::from_secs(0),
        DateTime::from_secs_and_nanos(-1, 999_999_999),
        DateTime::from_secs(-1),
    ];
    times.sort();
    let printed: Vec<String> = times.iter().map(|time| time.format(EpochSeconds)).collect();
    assert_eq!(printed, ["-1", "-0.000000001", "0", "0.000000001"]);
}

#[test]
fn system_time_round_trips() {
    for time in [
        UNIX_EPOCH,
        UNIX_EPOCH + Duration::new(1_398_796_238, 100),
        UNIX_EPOCH - Duration::new(5, 100),
        UNIX_EPOCH - Duration::new(5, 0),
    ] {
        assert_eq!(SystemTime::try_from(DateTime::from(time)), Ok(time));
    }
    let before = DateTime::from(UNIX_EPOCH - Duration::from_millis(250));
    assert_eq!(before, DateTime::from_secs_and_nanos(-1, 750_000_000));
}

#[test]
fn extreme_times_either_fit_the_platform_clock_or_are_an_error() {
    for extreme in [
        DateTime::from_secs(i64::MIN),
        DateTime::from_secs_and_nanos(i64::MAX, 999_999_999),
    ] {
        match SystemTime::try_from(extreme) {
            Ok(time) => assert_eq!(DateTime::from(time), extreme),
            Err(error) => assert!(
                error.to_string().contains("SystemTime can represent"),
                "{error}"
            ),
        }
    }
}

#[test]
fn an_error_shows_what_was_found_and_an_example_of_what_was_expected() {
    let error = DateTime::parse("tomorrow", DATE_TIME).unwrap_err();
    assert_eq!(
        error.to_string(),
        "found \"tomorrow\", expected a timestamp in the format date-time, \
         such as \"2019-12-16T23:48:18Z\""
    );
    let long = DateTime::parse(&"9".repeat(500), EpochSeconds).unwrap_err();
    assert!(long.to_string().len() < 140, "{long}");
}

#[test]
fn every_example_in_an_error_is_in_its_format() {
    for format in [DATE_TIME, EpochSeconds, HttpDate] {
        assert_eq!(parse(format.example(), format), Some((1_576_540_098, 0)));
    }
}
