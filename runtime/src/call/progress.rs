//! What a call knows of itself while it goes on.

use std::time::Duration;

use tracing::Span;

use super::log;
use crate::client::Handle;
use crate::clock_skew::Skew;
use crate::config::Config;
use crate::error::Error;
use crate::metadata::{Attempt, Trail};
use crate::operation::OperationSpec;
use crate::retry::Permit;

/// It lives outside the steps, so that what it holds is there also when they are cut short by the
/// time limit.
pub(super) struct Call<'a> {
    pub(super) handle: &'a Handle,
    pub(super) config: &'a Config,
    pub(super) spec: &'static OperationSpec,
    pub(super) span: Span,
    started: Duration,
    deadline: Option<Duration>,

    /// The number of the attempt under way; the first is 1.
    pub(super) attempt: u32,
    /// The skew that it is signed with, if it is.
    pub(super) signed_with: Option<Skew>,
    /// The leave for it, if it is a retry.
    pub(super) permit: Option<Permit<'a>>,
    /// Why it is one.
    pub(super) last_error: Option<Error>,
    /// When its request was sent, until its answer is there.
    sent: Option<Duration>,
    trail: Trail,
}

impl<'a> Call<'a> {
    pub(super) fn start(
        handle: &'a Handle,
        config: &'a Config,
        spec: &'static OperationSpec,
    ) -> Self {
        let started = config.clock().monotonic();
        // Without a way to wait the time limit does not apply.
        let limit = config.working_sleep().and(config.timeouts().operation);
        Self {
            handle,
            config,
            spec,
            span: log::call_span(spec),
            started,
            deadline: limit.and_then(|limit| started.checked_add(limit)),
            attempt: 1,
            signed_with: None,
            permit: None,
            last_error: None,
            sent: None,
            trail: Trail::default(),
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.config.clock().monotonic()
    }

    /// How much of the call's time is left; `None` if it has no limit.
    pub(super) fn time_left(&self) -> Option<Duration> {
        Some(self.deadline?.saturating_sub(self.now()))
    }

    /// How long the call goes on for already.
    pub(super) fn elapsed(&self) -> Duration {
        self.now().saturating_sub(self.started)
    }

    pub(super) fn resolved(&mut self, endpoint: String) {
        self.trail.endpoint = Some(endpoint);
    }

    /// A request is on its way.
    pub(super) fn sent(&mut self) {
        self.sent = Some(self.now());
        self.trail.attempts.push(Attempt {
            status: None,
            duration: Duration::ZERO,
        });
    }

    /// Its answer is there, or will not come.
    pub(super) fn received(&mut self, status: Option<u16>) {
        let now = self.now();
        if let (Some(sent), Some(attempt)) = (self.sent.take(), self.trail.attempts.last_mut()) {
            attempt.status = status;
            attempt.duration = now.saturating_sub(sent);
        }
    }

    /// The attempt made last, if it came to that a request was sent.
    pub(super) fn last_attempt(&self) -> Option<&Attempt> {
        self.trail.attempts.last()
    }

    /// How the call went. It is over.
    pub(super) fn take_trail(&mut self) -> Trail {
        if self.sent.is_some() {
            self.received(None);
        }
        Trail {
            duration: self.elapsed(),
            ..std::mem::take(&mut self.trail)
        }
    }

    /// The error that the time limit of the whole call passed.
    pub(super) fn timed_out(&mut self, limit: Duration) -> Error {
        // A retry that did not end in time has failed.
        if let Some(permit) = self.permit.take() {
            permit.spend();
        }
        let message = format!("the call did not end within {limit:?} (operation timeout)");
        Error::timeout(self.spec.name, message, self.last_error.take())
    }

    /// The outcome, an error with how the call went.
    pub(super) fn end(mut self, outcome: Result<(), Error>) -> Result<(), Error> {
        let outcome = outcome.map_err(|error| {
            let has_trail = error
                .metadata()
                .is_some_and(|call| !call.attempts().is_empty());
            if has_trail {
                // It was found in reading the output, to which the trail was handed.
                error
            } else {
                error.with_trail(self.take_trail())
            }
        });
        log::call_ended(&self, outcome.as_ref().err());
        outcome
    }
}
