//! The delays between the calls of a waiter, as defined by Smithy's waiter specification. Clock and
//! random numbers are passed in.

use std::time::Duration;

pub(super) struct Schedule {
    /// In whole seconds.
    min_delay: u64,
    max_delay: u64,
    max_wait: Duration,
    /// The number of delays so far.
    attempts: u32,
    /// The sum of the delays so far.
    slept: Duration,
    /// Whether the last delay has been returned.
    done: bool,
}

impl Schedule {
    pub(super) fn new(min_delay: Duration, max_delay: Duration, max_wait: Duration) -> Self {
        Self {
            min_delay: min_delay.as_secs(),
            max_delay: max_delay.as_secs(),
            max_wait,
            attempts: 0,
            slept: Duration::ZERO,
            done: false,
        }
    }

    /// The delay before the next call; `None` if the maximum waiting time has elapsed. `elapsed` is
    /// the time since the start according to the clock, `random` a number from 0 (inclusive) to 1
    /// (exclusive).
    pub(super) fn next_delay(&mut self, elapsed: Duration, random: f64) -> Option<Duration> {
        let remaining = self.max_wait.saturating_sub(self.elapsed(elapsed));
        if self.done || remaining.is_zero() {
            return None;
        }
        let delay = Duration::from_secs(self.random_delay(random));
        self.attempts = self.attempts.saturating_add(1);
        // If the time after this delay would be too short for another one, the delay is extended to
        // the end, and the next call is the last.
        self.done = remaining.saturating_sub(delay) <= Duration::from_secs(self.min_delay);
        let delay = if self.done { remaining } else { delay };
        self.slept = self.slept.saturating_add(delay);
        Some(delay)
    }

    /// The elapsed time, at least the sum of the delays in case the clock was set back.
    pub(super) fn elapsed(&self, elapsed: Duration) -> Duration {
        elapsed.max(self.slept)
    }

    /// A random delay in whole seconds, including both bounds.
    fn random_delay(&self, random: f64) -> u64 {
        let doubled = 1_u64
            .checked_shl(self.attempts)
            .and_then(|factor| self.min_delay.checked_mul(factor));
        let limit = doubled.map_or(self.max_delay, |delay| delay.min(self.max_delay));
        let choices = limit.saturating_sub(self.min_delay).saturating_add(1);
        // The cast truncates, which is intended.
        let chosen = (random * choices as f64) as u64;
        self.min_delay.saturating_add(chosen).min(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    /// All delays, if calls take no time.
    fn delays(mut schedule: Schedule, random: f64) -> Vec<u64> {
        let mut elapsed = Duration::ZERO;
        let mut delays = Vec::new();
        while let Some(delay) = schedule.next_delay(elapsed, random) {
            elapsed += delay;
            delays.push(delay.as_secs());
        }
        delays
    }

    #[test]
    fn the_longest_delays_double_up_to_the_maximum() {
        let schedule = Schedule::new(secs(2), secs(120), secs(600));
        // 600 - 486 leaves less than another delay of 120 seconds and one of 2.
        assert_eq!(
            delays(schedule, 0.999_999),
            [2, 4, 8, 16, 32, 64, 120, 120, 120, 114]
        );
    }

    #[test]
    fn the_shortest_delays_are_the_minimum() {
        let schedule = Schedule::new(secs(2), secs(120), secs(9));
        assert_eq!(delays(schedule, 0.0), [2, 2, 2, 3]);
    }

    #[test]
    fn the_random_delay_includes_both_bounds() {
        let mut schedule = Schedule::new(secs(1), secs(10), secs(100));
        schedule.attempts = 2;
        let chosen: Vec<u64> = [0.0, 0.25, 0.5, 0.75, 0.99]
            .map(|random| schedule.random_delay(random))
            .to_vec();
        assert_eq!(chosen, [1, 2, 3, 4, 4]);
    }

    #[test]
    fn the_last_call_is_made_at_the_end_of_the_maximum_time() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(14));
        assert_eq!(schedule.next_delay(secs(0), 0.0), Some(secs(5)));
        // 4 seconds would be left after a delay of 5, which is less than the minimum delay.
        assert_eq!(schedule.next_delay(secs(5), 0.0), Some(secs(9)));
        assert_eq!(schedule.next_delay(secs(14), 0.0), None);
    }

    #[test]
    fn time_that_calls_take_counts() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(60));
        assert_eq!(schedule.next_delay(secs(52), 0.0), Some(secs(8)));
        assert_eq!(schedule.next_delay(secs(60), 0.0), None);
    }

    #[test]
    fn there_is_no_delay_if_the_maximum_time_is_zero() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(0));
        assert_eq!(schedule.next_delay(secs(0), 0.0), None);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_extend_the_time() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(20));
        assert_eq!(schedule.next_delay(secs(0), 0.0), Some(secs(5)));
        assert_eq!(schedule.next_delay(secs(0), 0.0), Some(secs(5)));
        assert_eq!(schedule.next_delay(secs(0), 0.0), Some(secs(10)));
        assert_eq!(schedule.next_delay(secs(0), 0.0), None);
    }

    #[test]
    fn many_attempts_do_not_overflow() {
        let mut schedule = Schedule::new(secs(2), secs(120), secs(u64::MAX));
        schedule.attempts = u32::MAX;
        assert_eq!(schedule.next_delay(secs(0), 0.999_999), Some(secs(120)));
    }
}
