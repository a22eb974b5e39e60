//! The attempt loop. Everything that is retried goes through it: calls as well as the requests of
//! credentials providers.

use std::time::Duration;

use crate::config::retry::{Backoff, RetryDecision, RetryReason};
use crate::system::clock::Sleep;
use crate::system::randomness::Randomness;

/// Work that is attempted until it succeeds, fails for good, or has used up its budget.
pub trait Attempts: Send {
    /// The result of an attempt that succeeds.
    type Output: Send;
    /// The result of an attempt that fails.
    type Error: Send;
    /// The permission for a retry. Dropped when the loop is canceled before the retry begins.
    type Permit: Send;

    /// Makes one attempt; the number of the first is 1.
    fn attempt(
        &mut self,
        number: u32,
    ) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;

    /// Decides whether the error of the latest attempt is retryable.
    fn classify(&mut self, error: &Self::Error) -> impl Future<Output = RetryDecision> + Send;

    /// What limits the retries.
    fn budget(&self) -> Budget<'_>;

    /// Takes the permission for a retry.
    ///
    /// # Errors
    ///
    /// The reason why there is none.
    fn permit(&mut self, reason: RetryReason) -> Result<Self::Permit, &'static str>;

    /// Called before a pause, after which there is another attempt.
    fn backing_off(&mut self, _decision: RetryDecision, _pause: Duration) {}

    /// Called when the pause before another attempt is over.
    fn retry(&mut self, permit: Self::Permit, error: Self::Error);

    /// Called when there is no other attempt.
    fn give_up(&mut self, _reason: &'static str) {}
}

/// What limits the retries of some work, and sets the pauses between them.
#[derive(Debug)]
pub struct Budget<'a> {
    /// The maximum number of attempts, including the first.
    pub max_attempts: u32,
    /// The time left for attempts and pauses; `None` for no limit.
    pub time_left: Option<Duration>,
    /// The lengths of the pauses.
    pub backoff: Backoff,
    /// The source of their jitter.
    pub randomness: &'a dyn Randomness,
    /// The timer; without one, only retries that need no pause are made.
    pub sleep: Option<&'a dyn Sleep>,
}

/// Makes attempts until one succeeds or there is no retry.
///
/// # Errors
///
/// The error of the last attempt.
pub async fn run<A: Attempts>(work: &mut A) -> Result<A::Output, A::Error> {
    let mut number = 1;
    loop {
        let error = match work.attempt(number).await {
            Ok(output) => return Ok(output),
            Err(error) => error,
        };
        let decision = work.classify(&error).await;
        let (pause, permit) = match plan(work, decision, number) {
            Ok(plan) => plan,
            Err(reason) => {
                work.give_up(reason);
                return Err(error);
            }
        };
        work.backing_off(decision, pause);
        let timer = work.budget().sleep.map(|sleep| sleep.sleep(pause));
        if let Some(timer) = timer {
            timer.await;
        }
        number += 1;
        work.retry(permit, error);
    }
}

/// The pause and the permission for another attempt, or why there is none.
fn plan<A: Attempts>(
    work: &mut A,
    decision: RetryDecision,
    attempt: u32,
) -> Result<(Duration, A::Permit), &'static str> {
    let budget = work.budget();
    let Some(reason) = decision.reason() else {
        return Err("the error is not retryable");
    };
    if attempt >= budget.max_attempts {
        return Err("the maximum number of attempts is reached");
    }
    let pause = decision.pause_by(budget.backoff, attempt, budget.randomness);
    let pause = pause.unwrap_or_default();
    if budget.sleep.is_none() && reason.needs_pause() {
        return Err("no timer is available for the pause");
    }
    if budget.time_left.is_some_and(|left| left <= pause) {
        return Err("the operation timeout would elapse during the pause");
    }
    Ok((pause, work.permit(reason)?))
}
