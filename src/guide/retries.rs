//! Retries and timeouts.
//!
//! # Retries
//!
//! A call makes up to three attempts. An attempt is retried if its error is transient: no
//! connection, a lost connection, a timeout, throttling, HTTP 500, 502, 503 or 504, or an error
//! that the model marks as retryable. Before a retry, there is a pause with exponential back-off
//! and jitter. A delay that the service requests extends the pause. A quota, which the clones of a
//! client share, ends retries during an outage.
//!
//! Each attempt is signed again. If the service rejects a signature because the clock is wrong, the
//! skew is measured from its response and the next attempt corrects it. If it rejects credentials as
//! expired, they are refreshed.
//!
//! | [`RetryMode`] | behavior |
//! |---|---|
//! | [`Standard`](RetryMode::Standard) (default) | as described above |
//! | [`Adaptive`](RetryMode::Adaptive) | also limits the rate of all requests of a client while it is throttled |
//! | [`Off`](RetryMode::Off) | one attempt |
//!
//! A [`ClassifyRetry`](crate::retry::ClassifyRetry) has the final decision, for example for a new
//! role that takes seconds to propagate:
//!
//! ```
//! use std::time::Duration;
//!
//! use querysmith::retry::{ClassifyRetry, RetryDecision, RetryReason};
//! use querysmith::{Config, Error, RetryMode};
//!
//! #[derive(Debug)]
//! struct NewRole;
//!
//! impl ClassifyRetry for NewRole {
//!     fn classify(&self, error: &Error, so_far: RetryDecision) -> RetryDecision {
//!         match error.code() {
//!             Some("AccessDenied") => RetryDecision::retry(RetryReason::Transient),
//!             _ => so_far,
//!         }
//!     }
//! }
//!
//! let config = Config::builder()
//!     .retry_mode(RetryMode::Standard)
//!     .max_attempts(5)
//!     .retry_classifier(NewRole)
//!     .connect_timeout(Duration::from_secs(1))
//!     .operation_timeout(Duration::from_secs(20))
//!     .build();
//! ```
//!
//! Outputs and errors list the attempts: `output.response_metadata().attempts()`, `error.metadata()`.
//!
//! # Timeouts
//!
//! All limits are finite by default. `None` removes one.
//!
//! | limit | default | what it covers |
//! |---|---|---|
//! | [`connect_timeout`](ConfigBuilder::connect_timeout) | 3.1 s | DNS, TCP and TLS of one connection |
//! | [`read_timeout`](ConfigBuilder::read_timeout) | 30 s | one attempt, from sending the request to the end of the response |
//! | [`operation_timeout`](ConfigBuilder::operation_timeout) | 60 s | the whole call with all attempts, pauses, and resolving the credentials |
//!
//! The error of a call that runs out of time names the current step, and has the latest failure as
//! its source. Dropping the future of a call cancels it at any point.
//!
//! Timeouts and pauses need a timer. The feature `hyper` brings tokio's; without it, set
//! [`sleep`](ConfigBuilder::sleep).

use crate::{ConfigBuilder, RetryMode};
