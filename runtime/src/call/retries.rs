//! The retries of a call: its part in the attempt loop.

use std::pin::pin;
use std::time::Duration;

use tracing::Instrument;

use super::attempts::{Attempts, Budget};
use super::progress::Call;
use super::request::Requests;
use super::{Deserializers, attempt, hooks, log, sign};
use crate::config::retry::{Permit, RetryDecision, RetryMode, RetryReason, classify};
use crate::error::{Error, ErrorKind};
use crate::signing::clock_skew::Skew;
use crate::system::clock::BoxFuture;
use crate::value::metadata::ResponseMetadata;

/// The attempts of a call.
pub(super) struct CallAttempts<'a, 'c, 'd> {
    pub(super) call: &'a mut Call<'c>,
    pub(super) requests: &'a Requests,
    pub(super) deserializers: &'a mut Deserializers<'d>,
}

impl<'c> Attempts for CallAttempts<'_, 'c, '_> {
    type Output = ResponseMetadata;
    type Error = Error;
    type Permit = Permit<'c>;

    async fn attempt(&mut self, number: u32) -> Result<ResponseMetadata, Error> {
        let call = &mut *self.call;
        call.attempt = number;
        call.step = "waiting because the request rate is limited";
        wait_for_rate_limit(call).await;
        let span = log::attempt_span(call);
        let outcome = {
            // Pinned here, because the future around it would move it.
            let steps = pin!(attempt(call, self.requests, self.deserializers));
            steps.instrument(span.clone()).await
        };
        let outcome = outcome.map_err(|error| call.failed(error));
        log::attempt_ended(&span, call, outcome.as_ref());
        hooks::after_attempt(call, outcome.as_ref());
        outcome
    }

    async fn classify(&mut self, error: &Error) -> RetryDecision {
        classify_failure(self.call, error).await
    }

    fn budget(&self) -> Budget<'_> {
        let config = self.call.config;
        Budget {
            max_attempts: config.max_attempts(),
            time_left: self.call.time_left(),
            backoff: config.backoff(),
            randomness: config.randomness(),
            sleep: config.available_sleep(),
        }
    }

    fn permit(&mut self, reason: RetryReason) -> Result<Permit<'c>, &'static str> {
        let cost = self.call.config.retry_rules().cost(reason);
        let permit = self.call.state.retry_quota.take(cost);
        permit.ok_or("the client's retry quota is exhausted")
    }

    fn backing_off(&mut self, decision: RetryDecision, pause: Duration) {
        self.call.step = "pausing before the next attempt";
        log::backing_off(self.call, decision, pause);
    }

    fn retry(&mut self, permit: Permit<'c>, _error: Error) {
        self.call.permit = Some(permit);
        self.call.forget_reading();
    }

    fn give_up(&mut self, reason: &'static str) {
        log::gave_up(self.call, reason);
    }
}

/// Decides whether to retry after `error`. Boxed, because most calls do not fail: their futures are
/// smaller, and this code is compiled in this crate instead of those that make calls.
fn classify_failure<'a>(call: &'a mut Call<'_>, error: &'a Error) -> BoxFuture<'a, RetryDecision> {
    Box::pin(async move {
        if let Some(permit) = call.permit.take() {
            permit.spend();
        }
        call.last_error = Some(error.clone());
        let renewed = sign::renew(call, error).await;
        let decision = decide(call, error, renewed);
        choose_connection(call, decision);
        if matches!(
            error.kind(),
            ErrorKind::Service | ErrorKind::Response | ErrorKind::Transport | ErrorKind::Timeout
        ) {
            record_rate(call, decision.reason() == Some(RetryReason::Throttling));
        }
        decision
    })
}

/// Prevents the next attempt from using a connection to a failing server.
fn choose_connection(call: &mut Call<'_>, decision: RetryDecision) {
    let is_peer_faulty = matches!(
        decision.reason(),
        Some(RetryReason::Transient | RetryReason::Timeout)
    );
    call.opens_new_connection = is_peer_faulty;
    if is_peer_faulty && let Some(connection) = call.connection.take() {
        connection.discard();
    }
}

/// Delays the attempt if the adaptive retry mode limits the request rate of the client.
async fn wait_for_rate_limit(call: &mut Call<'_>) {
    if call.config.retry_mode() == RetryMode::Adaptive {
        wait_for_token(call).await;
        call.forget_reading();
    }
}

/// Boxed like [`classify_failure`], because this mode is rarely used.
fn wait_for_token<'a>(call: &'a Call<'_>) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let Some(sleep) = call.config.available_sleep() else {
            return;
        };
        let reservation = call.state.rate_limiter.reserve(call.now());
        if let Some(wait) = reservation.wait() {
            log::waiting(wait);
            sleep.sleep(wait).await;
        }
        reservation.use_token();
    })
}

/// Handles a successful attempt: a retry returns what it took from the quota.
pub(super) fn succeeded(call: &mut Call<'_>) {
    record_rate(call, false);
    let is_local = call.signed_with.is_some_and(|used| !used.is_large());
    if call.correction_refused && is_local {
        let skew = &call.state.clock_skew;
        skew.trust_local(true);
        call.config
            .measured_skew()
            .set(skew.get().map(|skew| skew.0));
    }
    match call.permit.take() {
        Some(permit) => drop(permit),
        None if call.attempt == 1 => call.state.retry_quota.succeeded(),
        None => {}
    }
}

/// The retry decision for the error itself, regardless of limits.
fn decide(call: &mut Call<'_>, error: &Error, renewed: bool) -> RetryDecision {
    let by_default = if renewed {
        RetryDecision::retry(RetryReason::ExpiredCredentials)
    } else if is_explained_by_clock(call, error) {
        RetryDecision::retry(RetryReason::ClockSkew)
    } else {
        classify(error)
    };
    call.config
        .retry_classifiers()
        .iter()
        .fold(by_default, |so_far, classifier| {
            classifier.classify(error, so_far)
        })
}

/// Whether the signature may have been rejected because of its time, and another time can be tried:
/// the one that was measured now or, once, the local time instead of a corrected one.
fn is_explained_by_clock(call: &mut Call<'_>, error: &Error) -> bool {
    let (Some(used), Some(code)) = (call.signed_with, error.code()) else {
        return false;
    };
    if call.config.disable_clock_skew_correction() || !Skew::may_cause(code) {
        return false;
    }
    let skew = &call.state.clock_skew;
    if used.is_large() {
        call.correction_refused = true;
    } else {
        skew.trust_local(false);
    }
    if !call.signs_locally
        && skew
            .get()
            .is_some_and(|measured| used.explains(code, measured))
    {
        return true;
    }
    if used.is_large() && !call.has_signed_locally {
        call.signs_locally = true;
        return true;
    }
    false
}

fn record_rate(call: &Call<'_>, throttled: bool) {
    if call.config.retry_mode() == RetryMode::Adaptive {
        call.state.rate_limiter.record(call.now(), throttled);
    }
}
