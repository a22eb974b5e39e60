//! The rate curve, compared with the values that the AWS SDKs share, and the queue of requests.

use super::*;

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
}

#[test]
fn the_rate_recovers_along_a_cubic_curve() {
    let state = State {
        throttled_at: 5.0,
        rate_when_throttled: 10.0,
        ..State::default()
    };
    for (now, expected) in [
        (5.0, 7.0),
        (6.0, 9.648_936),
        (7.0, 10.000_031),
        (8.0, 10.453_285),
        (9.0, 13.408_697),
        (10.0, 21.266_268),
        (11.0, 36.425_999),
    ] {
        assert_near(state.recovered_rate(now), expected);
    }
}

#[test]
fn the_rate_is_measured_every_half_second_and_reduced_when_throttled() {
    let mut state = State::default();
    // The time, whether throttled, the measured rate, the allowed rate.
    for (now, throttled, measured, allowed) in [
        (0.2, false, 0.0, 0.5),
        (0.4, false, 0.0, 0.5),
        (0.6, false, 4.8, 0.5),
        (0.8, false, 4.8, 0.5),
        (1.0, false, 4.16, 0.5),
        (1.2, false, 4.16, 0.6912),
        (1.4, false, 4.16, 1.0976),
        (1.6, false, 5.632, 1.6384),
        (1.8, false, 5.632, 2.3328),
        (2.0, true, 4.3264, 3.02848),
        (2.2, false, 4.3264, 3.486_639_2),
        (2.4, false, 4.3264, 3.821_874_4),
        (2.6, false, 5.665_28, 4.053_385_7),
        (2.8, false, 5.665_28, 4.200_373_1),
        (3.0, false, 4.333_056, 4.282_036_6),
        (3.2, true, 4.333_056, 2.997_425_6),
        (3.4, false, 4.333_056, 3.452_226_4),
    ] {
        state.record(now, throttled);
        assert_near(state.measured_rate, measured);
        assert_near(state.fill_rate, allowed);
    }
}

#[test]
fn nothing_is_limited_before_the_first_throttling() {
    let limiter = RateLimiter::default();
    for _ in 0..1000 {
        limiter.record(Duration::from_secs(1), false);
        assert_eq!(limiter.reserve(Duration::from_secs(1)).wait(), None);
    }
}

/// A limiter throttled at 1 s, which allows half a request per second from then on.
fn throttled() -> RateLimiter {
    let limiter = RateLimiter::default();
    limiter.record(Duration::from_secs(1), true);
    limiter
}

#[test]
fn requests_wait_one_after_the_other() {
    let limiter = throttled();
    let now = Duration::from_secs(1);
    let line: Vec<_> = (0..3).map(|_| limiter.reserve(now)).collect();
    let waits: Vec<_> = line.iter().map(Reservation::wait).collect();
    assert_eq!(waits, [2, 4, 6].map(|s| Some(Duration::from_secs(s))));
}

#[test]
fn a_dropped_reservation_shortens_the_wait_of_the_next_request() {
    let limiter = throttled();
    let now = Duration::from_secs(1);
    drop(limiter.reserve(now));
    let turn = limiter.reserve(now);
    assert_eq!(turn.wait(), Some(Duration::from_secs(2)));
    // A reservation that was used does not.
    turn.use_token();
    let wait = limiter.reserve(now).wait();
    assert_eq!(wait, Some(Duration::from_secs(4)));
}

#[test]
fn tokens_are_refilled_over_time_up_to_the_capacity() {
    let limiter = throttled();
    let later = Duration::from_secs(100);
    assert_eq!(limiter.reserve(later).wait(), None);
    let turn = limiter.reserve(later);
    assert_eq!(turn.wait(), Some(Duration::from_secs(2)));
}
