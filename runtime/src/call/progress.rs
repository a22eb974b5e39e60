//! What a call knows of itself while it goes on.

use std::time::Duration;

use tracing::Span;

use super::state::ClientState;
use super::{Purpose, hooks, log};
use crate::config::Config;
use crate::config::interceptor::InterceptorContext;
use crate::config::retry::Permit;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::protocol::input::Input;
use crate::signing::clock_skew::Skew;
use crate::spec::OperationSpec;
use crate::value::metadata::{Attempt, ResponseMetadata, Trail};

/// It lives outside the steps, so that what it holds is there also when they are cut short by the
/// time limit.
pub(super) struct Call<'a> {
    pub(super) state: &'a ClientState,
    pub(super) config: &'a Config,
    pub(super) spec: &'static OperationSpec,
    pub(super) purpose: Purpose,
    pub(super) span: Span,
    /// What hooks are told.
    pub(super) context: InterceptorContext<'a>,
    started: Duration,
    deadline: Option<Duration>,

    /// The number of the attempt under way; the first is 1.
    pub(super) attempt: u32,
    /// Whether its hooks are still to be told that it ended.
    pub(super) in_attempt: bool,
    /// The skew that it is signed with, if it is.
    pub(super) signed_with: Option<Skew>,
    /// The credentials that it is signed with, if it is.
    pub(super) credentials: Option<Credentials>,
    /// Whether new ones were asked for, since a service took those before for expired.
    pub(super) has_renewed: bool,
    /// The leave for it, if it is a retry.
    pub(super) permit: Option<Permit<'a>>,
    /// Why it is one.
    pub(super) last_error: Option<Error>,
    /// When its request was sent, until its answer is there.
    sent: Option<Duration>,
    /// Its request, if it came to that, and what became of it.
    pub(super) this_attempt: Option<Attempt>,
    trail: Trail,
}

impl<'a> Call<'a> {
    pub(super) fn start(
        state: &'a ClientState,
        config: &'a Config,
        spec: &'static OperationSpec,
        input: &'a dyn Input,
        purpose: Purpose,
    ) -> Self {
        let started = config.clock().monotonic();
        // Without a way to wait the time limit does not apply.
        let limit = config.working_sleep().and(config.timeouts().operation);
        Self {
            state,
            config,
            spec,
            span: log::call_span(spec),
            context: InterceptorContext::new(spec, config, input),
            started,
            deadline: limit.and_then(|limit| started.checked_add(limit)),
            purpose,
            attempt: 1,
            in_attempt: false,
            signed_with: None,
            credentials: None,
            has_renewed: false,
            permit: None,
            last_error: None,
            sent: None,
            this_attempt: None,
            trail: Trail::default(),
        }
    }

    pub(super) fn input(&self) -> &dyn Input {
        self.context.input.get()
    }

    pub(super) fn begin_attempt(&mut self) {
        self.context.attempt = self.attempt;
        self.in_attempt = true;
        self.this_attempt = None;
        self.signed_with = None;
        self.credentials = None;
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
            self.this_attempt = Some(*attempt);
        }
    }

    /// How the call went, for whoever is going to keep it.
    pub(super) fn take_trail(&mut self) -> Trail {
        if self.sent.is_some() {
            self.received(None);
        }
        Trail {
            duration: self.elapsed(),
            ..std::mem::take(&mut self.trail)
        }
    }

    /// The error of an attempt, with how the call went so far.
    pub(super) fn failed(&mut self, error: Error) -> Error {
        if let Some(metadata) = error.metadata()
            && !metadata.attempts().is_empty()
        {
            // It was handed over to an answer, which then could not be read.
            self.trail = metadata.trail().clone();
        }
        let trail = self.take_trail();
        self.trail = trail.clone();
        error.with_trail(trail)
    }

    /// The error that the time limit of the whole call passed.
    pub(super) fn timed_out(&mut self, limit: Duration) -> Error {
        // A retry that did not end in time has failed.
        if let Some(permit) = self.permit.take() {
            permit.spend();
        }
        let message = format!("the call did not end within {limit:?} (operation timeout)");
        let error = Error::timeout(self.spec.name, message, self.last_error.take());
        let error = self.failed(error);
        if self.in_attempt {
            hooks::after_attempt(self, Err(&error));
        }
        error
    }

    /// The outcome, an error with how the call went.
    pub(super) fn end(mut self, outcome: Result<ResponseMetadata, Error>) -> Result<(), Error> {
        let outcome = outcome.map_err(|error| self.failed(error));
        log::call_ended(&self, outcome.as_ref());
        hooks::after_execution(&mut self, outcome.as_ref());
        outcome.map(drop)
    }
}
