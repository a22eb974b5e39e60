//! How long a waiter pauses before its next call: the arithmetic of Smithy's waiter
//! specification, which needs neither a clock nor chance.

use std::time::Duration;

pub(super) struct Schedule {
    /// In whole seconds.
    min_delay: u64,
    max_delay: u64,
    max_wait: Duration,
    /// How many pauses there were.
    attempts: u32,
    /// How long they were, taken together.
    slept: Duration,
    /// Whether the last of them was given out.
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

    /// The pause before the next call; `None` when the time is over. `elapsed` is the clock's word
    /// on how long it has been, `random` a number from 0 (included) to 1 (excluded).
    pub(super) fn next_delay(&mut self, elapsed: Duration, random: f64) -> Option<Duration> {
        let remaining = self.max_wait.saturating_sub(self.elapsed(elapsed));
        if self.done || remaining.is_zero() {
            return None;
        }
        let delay = Duration::from_secs(self.random_delay(random));
        self.attempts = self.attempts.saturating_add(1);
        // Another pause after this one would be too short for a call of its own: one last call,
        // when all of the time is over.
        self.done = remaining.saturating_sub(delay) <= Duration::from_secs(self.min_delay);
        let delay = if self.done { remaining } else { delay };
        self.slept = self.slept.saturating_add(delay);
        Some(delay)
    }

    /// How long it has been: at least as long as was slept, whoever has set the clock back.
    pub(super) fn elapsed(&self, elapsed: Duration) -> Duration {
        elapsed.max(self.slept)
    }

    /// A whole number of seconds, both ends included.
    fn random_delay(&self, random: f64) -> u64 {
        let doubled = 1_u64
            .checked_shl(self.attempts)
            .and_then(|factor| self.min_delay.checked_mul(factor));
        let longest = doubled.map_or(self.max_delay, |delay| delay.min(self.max_delay));
        let choices = longest.saturating_sub(self.min_delay).saturating_add(1);
        // The cast cuts off what follows the point, which is what is wanted.
        let chosen = (random * choices as f64) as u64;
        self.min_delay.saturating_add(chosen).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    /// The pauses where calls take no time.
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
    fn without_luck_the_delay_doubles_up_to_its_most() {
        let schedule = Schedule::new(secs(2), secs(120), secs(600));
        // 600 - 486 leaves less than another pause of 120 seconds and one of 2.
        assert_eq!(
            delays(schedule, 0.999_999),
            [2, 4, 8, 16, 32, 64, 120, 120, 120, 114]
        );
    }

    #[test]
    fn with_luck_every_delay_is_the_least() {
        let schedule = Schedule::new(secs(2), secs(120), secs(9));
        assert_eq!(delays(schedule, 0.0), [2, 2, 2, 3]);
    }

    #[test]
    fn the_random_delay_has_both_ends() {
        let mut schedule = Schedule::new(secs(1), secs(10), secs(100));
        schedule.attempts = 2;
        let chosen: Vec<u64> = [0.0, 0.25, 0.5, 0.75, 0.99]
            .map(|random| schedule.random_delay(random))
            .to_vec();
        assert_eq!(chosen, [1, 2, 3, 4, 4]);
    }

    #[test]
    fn the_last_call_is_made_when_the_time_is_over() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(14));
        assert_eq!(schedule.next_delay(secs(0), 0.0), Some(secs(5)));
        // 4 seconds would be left after a pause of 5, which is less than the least pause.
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
    fn there_is_no_pause_when_there_is_no_time() {
        let mut schedule = Schedule::new(secs(5), secs(5), secs(0));
        assert_eq!(schedule.next_delay(secs(0), 0.0), None);
    }

    #[test]
    fn a_clock_that_is_set_back_prolongs_nothing() {
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
