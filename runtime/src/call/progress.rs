//! The state of a call in progress.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use tracing::Span;

use super::Purpose;
use super::state::ClientState;
use crate::config::Config;
use crate::config::interceptor::InterceptorContext;
use crate::config::retry::Permit;
use crate::credentials::{Credentials, CredentialsError};
use crate::error::Error;
use crate::protocol::input::Input;
use crate::signing::clock_skew::Skew;
use crate::spec::OperationSpec;
use crate::system::clock::Clock;
use crate::transport::UsedConnection;
use crate::value::metadata::{Attempt, CallHistory};

/// The state of a call. It lives outside the steps, so that it is still available when the
/// operation timeout cancels them.
pub(super) struct Call<'a> {
    pub(super) state: &'a ClientState,
    pub(super) config: &'a Config,
    pub(super) spec: &'static OperationSpec,
    pub(super) purpose: Purpose,
    pub(super) span: Span,
    /// The context that is passed to interceptors.
    pub(super) context: InterceptorContext<'a>,
    pub(super) started: Duration,
    deadline: Option<Duration>,
    /// What the clock showed when it was last read; `None` after the call had to wait.
    reading: Option<Reading>,
    /// Whether the call waits for a response within the read timeout.
    pub(super) is_read_limited: &'a AtomicBool,
    /// Whether a timer is available where the call was started.
    pub(super) has_timer: bool,

    /// The number of the current attempt; the first is 1.
    pub(super) attempt: u32,
    /// Whether the `after_attempt` hooks of the current attempt have yet to run.
    pub(super) in_attempt: bool,
    /// The clock skew that the current attempt is signed with, if it is signed.
    pub(super) signed_with: Option<Skew>,
    /// Whether an attempt of the call was signed with the local time, or a time close to it.
    pub(super) has_signed_locally: bool,
    /// Whether the rest of the call is signed with the local time.
    pub(super) signs_locally: bool,
    /// Whether the service rejected a signature whose time had a large correction.
    pub(super) correction_refused: bool,
    /// The credentials that the current attempt is signed with, if it is signed.
    pub(super) credentials: Option<Credentials>,
    /// The connection that the response of the current attempt was received over, if known.
    pub(super) connection: Option<UsedConnection>,
    /// Whether the current attempt opens a new connection, because the previous attempt failed.
    pub(super) opens_new_connection: bool,
    /// Whether credentials were resolved again because the service rejected expired ones.
    pub(super) has_renewed: bool,
    /// The permit from the retry quota, if the current attempt is a retry.
    pub(super) permit: Option<Permit<'a>>,
    /// The error of the latest attempt that failed.
    pub(super) last_error: Option<Error>,
    /// What the call is doing, for the error of a call that runs out of time.
    pub(super) step: &'static str,
    /// Why there are no new credentials in place of those that the service rejected.
    pub(super) renewal_error: Option<CredentialsError>,
    /// When the current request was sent; `None` once it has completed.
    sent: Option<Duration>,
    /// The record of the current attempt, once its request has completed.
    pub(super) this_attempt: Option<Attempt>,
    history: CallHistory,
}

/// A reading of the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) time: SystemTime,
    pub(super) monotonic: Duration,
}

impl Reading {
    fn of(clock: &dyn Clock) -> Self {
        Self {
            time: clock.now(),
            monotonic: clock.monotonic(),
        }
    }
}

impl<'a> Call<'a> {
    pub(super) fn start(
        state: &'a ClientState,
        config: &'a Config,
        spec: &'static OperationSpec,
        input: &'a dyn Input,
        purpose: Purpose,
        span: Span,
        is_read_limited: &'a AtomicBool,
    ) -> Self {
        let reading = Reading::of(config.clock());
        let started = reading.monotonic;
        // Without a timer there are no timeouts.
        let has_timer = config.available_sleep().is_some();
        let limit = config.timeouts().operation.filter(|_| has_timer);
        Self {
            state,
            config,
            spec,
            span,
            context: InterceptorContext::new(spec, config, input),
            started,
            deadline: limit.and_then(|limit| started.checked_add(limit)),
            reading: Some(reading),
            is_read_limited,
            has_timer,
            purpose,
            attempt: 1,
            in_attempt: false,
            signed_with: None,
            has_signed_locally: false,
            signs_locally: false,
            correction_refused: false,
            credentials: None,
            connection: None,
            opens_new_connection: false,
            has_renewed: false,
            permit: None,
            last_error: None,
            step: "preparing the request",
            renewal_error: None,
            sent: None,
            this_attempt: None,
            history: CallHistory::default(),
        }
    }

    pub(super) fn input(&self) -> &dyn Input {
        self.context.input.get()
    }

    pub(super) fn begin_attempt(&mut self) {
        self.context.attempt = self.attempt;
        self.in_attempt = true;
        self.step = "preparing the request";
        self.this_attempt = None;
        self.signed_with = None;
        self.credentials = None;
        self.connection = None;
    }

    /// What the clock shows. It is read again only after something that may have taken long: waiting,
    /// or a hook. Reading it for each step takes several percent of the time of a call.
    pub(super) fn reading(&mut self) -> Reading {
        let reading = match self.reading {
            Some(reading) if self.config.interceptors().is_empty() => reading,
            _ => Reading::of(self.config.clock()),
        };
        self.reading = Some(reading);
        reading
    }

    /// Makes the next reading a new one: the call has waited, or is about to.
    pub(super) fn forget_reading(&mut self) {
        self.reading = None;
    }

    pub(super) fn now(&self) -> Duration {
        self.config.clock().monotonic()
    }

    /// The time left until the operation timeout; `None` if there is no timeout.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.deadline?;
        self.time_left_at(self.now())
    }

    /// The time left at `now`.
    pub(super) fn time_left_at(&self, now: Duration) -> Option<Duration> {
        Some(self.deadline?.saturating_sub(now))
    }

    /// The time since the start of the call.
    pub(super) fn elapsed(&self) -> Duration {
        self.now().saturating_sub(self.started)
    }

    pub(super) fn resolved(&mut self, endpoint: Arc<str>) {
        self.history.endpoint = Some(endpoint);
    }

    /// Records that a request is being sent.
    pub(super) fn sent(&mut self) {
        // Preparing a large request may have taken a while since the latest reading.
        self.sent = Some(self.now());
        self.history.attempts.push(Attempt {
            status: None,
            duration: Duration::ZERO,
        });
    }

    /// Records that the response was received, or that there is none.
    pub(super) fn received(&mut self, status: Option<u16>) {
        self.forget_reading();
        let now = self.reading().monotonic;
        if let (Some(sent), Some(attempt)) = (self.sent.take(), self.history.attempts.last_mut()) {
            attempt.status = status;
            attempt.duration = now.saturating_sub(sent);
            self.this_attempt = Some(*attempt);
        }
    }

    /// Takes the history of the call so far, to be stored in response metadata.
    pub(super) fn take_history(&mut self) -> CallHistory {
        if self.sent.is_some() {
            self.received(None);
        }
        let now = self.reading().monotonic;
        CallHistory {
            duration: now.saturating_sub(self.started),
            ..std::mem::take(&mut self.history)
        }
    }

    /// Adds the history of the call so far to the error of an attempt.
    pub(super) fn failed(&mut self, error: Error) -> Error {
        if let Some(metadata) = error.metadata()
            && !metadata.attempts().is_empty()
        {
            // The history was moved to the metadata of a response that could not be deserialized.
            self.history = metadata.history().clone();
        }
        self.forget_reading();
        let history = self.take_history();
        self.history = history.clone();
        error.with_history(history)
    }
}
