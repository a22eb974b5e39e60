//! The steps between attempts: wait for the rate limiter, and back off.

use std::time::Duration;

use super::progress::Call;
use super::{log, sign};
use crate::error::{Error, ErrorKind};
use crate::retry::{Permit, RetryDecision, RetryMode, RetryReason, classify};

/// Delays the attempt if the adaptive retry mode limits the request rate of the client.
pub(super) async fn wait_for_rate_limit(call: &Call<'_>) {
    if call.config.retry_mode() != RetryMode::Adaptive {
        return;
    }
    let Some(sleep) = call.config.available_sleep() else {
        return;
    };
    let reservation = call.handle.rate_limiter().reserve(call.now());
    if let Some(wait) = reservation.wait() {
        log::waiting(wait);
        sleep.sleep(wait).await;
    }
    reservation.use_token();
}

/// Handles a successful attempt: a retry returns what it took from the quota.
pub(super) fn succeeded(call: &mut Call<'_>) {
    record_rate(call, false);
    match call.permit.take() {
        Some(permit) => drop(permit),
        None if call.attempt == 1 => call.handle.retry_quota().succeeded(),
        None => {}
    }
}

/// Handles a failed attempt: pauses before the next one.
///
/// # Errors
///
/// Returns `error` if there is no retry: the error is not retryable, or a limit is reached.
pub(super) async fn back_off(call: &mut Call<'_>, error: Error) -> Result<(), Error> {
    if let Some(permit) = call.permit.take() {
        permit.spend();
    }
    let renewed = sign::renew(call, &error).await;
    let decision = decide(call, &error, renewed);
    if matches!(
        error.kind(),
        ErrorKind::Service | ErrorKind::Response | ErrorKind::Transport | ErrorKind::Timeout
    ) {
        record_rate(call, decision.reason() == Some(RetryReason::Throttling));
    }
    let Plan { pause, permit } = match plan(call, decision) {
        Ok(plan) => plan,
        Err(why) => {
            log::gave_up(call, why);
            return Err(error);
        }
    };
    log::backing_off(call, decision, pause);
    if let Some(sleep) = call.config.available_sleep() {
        // If the call is dropped during the pause, the permit is dropped and returned to the quota.
        sleep.sleep(pause).await;
    }
    call.attempt += 1;
    call.permit = Some(permit);
    call.last_error = Some(error);
    Ok(())
}

/// The retry decision for the error itself, regardless of limits.
fn decide(call: &Call<'_>, error: &Error, renewed: bool) -> RetryDecision {
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

fn is_explained_by_clock(call: &Call<'_>, error: &Error) -> bool {
    let measured = call.handle.clock_skew().get();
    match (call.signed_with, measured, error.code()) {
        (Some(used), Some(measured), Some(code)) => {
            !call.config.disable_clock_skew_correction() && used.explains(code, measured)
        }
        _ => false,
    }
}

/// A planned retry.
struct Plan<'a> {
    pause: Duration,
    permit: Permit<'a>,
}

/// Plans the next attempt, or returns the reason why there is none.
fn plan<'a>(call: &Call<'a>, decision: RetryDecision) -> Result<Plan<'a>, &'static str> {
    let config = call.config;
    let Some(reason) = decision.reason() else {
        return Err("the error is not retryable");
    };
    if call.attempt >= config.max_attempts() {
        return Err("the maximum number of attempts is reached");
    }
    let pause = decision.pause(config, call.attempt).unwrap_or_default();
    if config.available_sleep().is_none() && reason.needs_pause() {
        return Err("no timer is available for the pause");
    }
    if call.time_left().is_some_and(|left| left <= pause) {
        return Err("the operation timeout would elapse during the pause");
    }
    let permit = call
        .handle
        .retry_quota()
        .take(config.retry_rules().cost(reason));
    let permit = permit.ok_or("the client's retry quota is exhausted")?;
    Ok(Plan { pause, permit })
}

fn record_rate(call: &Call<'_>, throttled: bool) {
    if call.config.retry_mode() == RetryMode::Adaptive {
        call.handle.rate_limiter().record(call.now(), throttled);
    }
}
