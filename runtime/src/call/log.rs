//! The `tracing` spans and events of a call, with the target `querysmith`.
//!
//! A span for the call (`INFO`) contains a span for each attempt (`DEBUG`), with events between
//! them. Spans record what services and operators need to find a request, but never its content.
//! Error messages of services are not recorded either, because some of them quote the request.

use std::fmt::Debug;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info_span, trace};

use super::progress::Call;
use crate::config::interceptor::Outcome;
use crate::config::retry::RetryDecision;
use crate::error::Error;
use crate::spec::OperationSpec;
use crate::value::metadata::ResponseMetadata;

const TARGET: &str = "querysmith";

pub(super) fn call_span(spec: &'static OperationSpec) -> Span {
    info_span!(
        target: TARGET,
        "call",
        service = spec.service.sdk_id,
        operation = spec.name,
        attempts = Empty,
        status = Empty,
        request_id = Empty,
        duration_ms = Empty,
        error = Empty,
        code = Empty,
    )
}

pub(super) fn attempt_span(call: &Call<'_>) -> Span {
    debug_span!(
        target: TARGET,
        "attempt",
        service = call.spec.service.sdk_id,
        operation = call.spec.name,
        attempt = call.attempt,
        status = Empty,
        request_id = Empty,
        duration_ms = Empty,
        error = Empty,
        code = Empty,
    )
}

pub(super) fn attempt_ended(span: &Span, call: &Call<'_>, outcome: Outcome<'_>) {
    if span.is_disabled() {
        return;
    }
    if let Some(attempt) = call.this_attempt {
        span.record("duration_ms", millis(attempt.duration()));
    }
    match outcome {
        Ok(metadata) => record_success(span, metadata),
        Err(error) => record_failure(span, error),
    }
}

pub(super) fn call_ended(call: &Call<'_>, outcome: Outcome<'_>) {
    let span = &call.span;
    if span.is_disabled() {
        return;
    }
    span.record("duration_ms", millis(call.elapsed()));
    match outcome {
        Ok(metadata) => {
            span.record("attempts", metadata.attempts().len());
            record_success(span, metadata);
        }
        Err(error) => {
            let attempts = error.metadata().map_or(0, |call| call.attempts().len());
            span.record("attempts", attempts);
            record_failure(span, error);
        }
    }
}

fn record_success(span: &Span, metadata: &ResponseMetadata) {
    span.record("status", metadata.status());
    if let Some(id) = metadata.request_id() {
        span.record("request_id", id);
    }
}

fn record_failure(span: &Span, error: &Error) {
    span.record("error", tracing::field::debug(error.kind()));
    if let Some(code) = error.code() {
        span.record("code", code);
    }
    if let Some(status) = error.status() {
        span.record("status", status);
    }
    if let Some(id) = error.request_id() {
        span.record("request_id", id);
    }
}

pub(super) fn waiting(wait: Duration) {
    debug!(
        target: TARGET,
        wait_ms = millis(wait),
        "waiting because the request rate is limited"
    );
}

pub(super) fn backing_off(call: &Call<'_>, decision: RetryDecision, pause: Duration) {
    let reason = decision.reason().map(tracing::field::display);
    debug!(
        target: TARGET,
        attempt = call.attempt,
        reason,
        pause_ms = millis(pause),
        "retrying after a pause"
    );
}

pub(super) fn gave_up(call: &Call<'_>, why: &'static str) {
    debug!(target: TARGET, attempt = call.attempt, why, "not retrying");
}

/// Logs the input if the config enables the logging of bodies.
pub(super) fn input(call: &Call<'_>) {
    if call.config.log_bodies() {
        trace!(target: TARGET, input = ?call.input(), "calling");
    }
}

/// Logs the output. Callers check first that the config enables the logging of bodies.
pub(crate) fn output(output: &dyn Debug) {
    trace!(target: TARGET, output = ?output, "called");
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
