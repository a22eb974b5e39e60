//! The client-side rate limiter of the adaptive retry mode.
//!
//! A token bucket with one token per request fills at the rate that the service is estimated to
//! accept. Throttling reduces that rate; it then recovers along a cubic curve, slowly around the
//! rate at which throttling occurred, and faster beyond. The curve and its constants are those of
//! AWS SDKs, which are based on the congestion control algorithm CUBIC.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// In requests per second.
const MIN_FILL_RATE: f64 = 0.5;
/// In tokens.
const MIN_CAPACITY: f64 = 1.0;
/// The weight of the last half second in the measured rate.
const SMOOTH: f64 = 0.8;
/// The factor by which throttling reduces the rate.
const BETA: f64 = 0.7;
/// The steepness of the recovery curve.
const SCALE: f64 = 0.4;

/// A rate limiter shared by the calls of a client. Times are those of a monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<State>);

impl RateLimiter {
    /// Reserves a token for a request.
    pub(crate) fn reserve(&self, now: Duration) -> Reservation<'_> {
        let wait = self.state().take(now.as_secs_f64());
        Reservation {
            limiter: self,
            wait,
        }
    }

    /// Records the outcome of a request.
    pub(crate) fn record(&self, now: Duration, throttled: bool) {
        self.state().record(now.as_secs_f64(), throttled);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock, so the state is always consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reserved token. Dropping it unused returns the token, if there was a wait for it.
#[derive(Debug)]
pub(crate) struct Reservation<'a> {
    limiter: &'a RateLimiter,
    wait: Option<Duration>,
}

impl Reservation<'_> {
    /// The time until the request may be sent; `None` if it may be sent now.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// Uses the token, because the request is sent now.
    pub(crate) fn use_token(mut self) {
        self.wait = None;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if self.wait.is_some() {
            self.limiter.state().tokens += 1.0;
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// Whether the client has been throttled. Nothing is limited before that.
    is_limiting: bool,
    /// Negative while requests wait for future tokens.
    tokens: f64,
    capacity: f64,
    fill_rate: f64,
    filled_at: Option<f64>,

    measured_rate: f64,
    /// The half second up to which the rate was measured.
    measured_until: Option<f64>,
    /// The number of requests since `measured_until`.
    requests: u32,

    throttled_at: f64,
    /// The rate at which the client was last throttled.
    rate_when_throttled: f64,
}

impl State {
    fn take(&mut self, now: f64) -> Option<Duration> {
        if !self.is_limiting {
            return None;
        }
        self.fill(now);
        self.tokens -= 1.0;
        // The fill rate has a minimum, so that this is finite.
        (self.tokens < 0.0).then(|| Duration::from_secs_f64(-self.tokens / self.fill_rate))
    }

    fn fill(&mut self, now: f64) {
        let since = now - self.filled_at.unwrap_or(now);
        self.tokens = (self.tokens + since.max(0.0) * self.fill_rate).min(self.capacity);
        self.filled_at = Some(now);
    }

    fn record(&mut self, now: f64, throttled: bool) {
        self.measure(now);
        let rate = if throttled {
            let rate = match self.is_limiting {
                true => self.measured_rate.min(self.fill_rate),
                false => self.measured_rate,
            };
            self.is_limiting = true;
            self.rate_when_throttled = rate;
            self.throttled_at = now;
            rate * BETA
        } else {
            self.recovered_rate(now)
        };
        self.set_fill_rate(now, rate.min(2.0 * self.measured_rate));
    }

    /// Counts a request, and measures the rate at the end of each half second.
    fn measure(&mut self, now: f64) {
        let half_second = (now * 2.0).floor() / 2.0;
        let until = *self.measured_until.get_or_insert_with(|| {
            self.throttled_at = now.floor();
            now.floor()
        });
        self.requests = self.requests.saturating_add(1);
        if half_second > until {
            let rate = f64::from(self.requests) / (half_second - until);
            self.measured_rate = rate * SMOOTH + self.measured_rate * (1.0 - SMOOTH);
            self.measured_until = Some(half_second);
            self.requests = 0;
        }
    }

    /// The current rate on the recovery curve.
    fn recovered_rate(&self, now: f64) -> f64 {
        let time_to_recover = (self.rate_when_throttled * (1.0 - BETA) / SCALE).cbrt();
        let since_recovery = now - self.throttled_at - time_to_recover;
        SCALE * since_recovery.powi(3) + self.rate_when_throttled
    }

    fn set_fill_rate(&mut self, now: f64, rate: f64) {
        // The tokens up to now accrued at the old rate.
        self.fill(now);
        self.fill_rate = rate.max(MIN_FILL_RATE);
        self.capacity = rate.max(MIN_CAPACITY);
        self.tokens = self.tokens.min(self.capacity);
    }
}

#[cfg(test)]
mod tests;
