//! The calls and their outcomes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};

use querysmith::ErrorKind;
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};

use crate::process::resident_kib;
use crate::service::ROLE_ARN;

#[derive(Default)]
pub struct Calls {
    made: usize,
    /// The number of successful calls by number of attempts.
    succeeded: Mutex<BTreeMap<usize, usize>>,
    /// The number of failed calls by kind of error, with the message of one such error.
    failed: Mutex<BTreeMap<String, (usize, String)>>,
    /// Descriptions of calls that did not end as expected.
    unexpected: Mutex<Vec<String>>,
    ended: AtomicUsize,
    memory_at_half_time: AtomicU64,
}

impl Calls {
    /// Makes `number` calls from `concurrent` tasks.
    pub async fn make(
        client: Client,
        number: usize,
        concurrent: usize,
    ) -> Result<Arc<Self>, Box<dyn Error>> {
        let calls = Arc::new(Self {
            made: number,
            ..Self::default()
        });
        let tasks: Vec<_> = (0..concurrent)
            .map(|task| {
                let (client, calls) = (client.clone(), Arc::clone(&calls));
                let own = number / concurrent + usize::from(task < number % concurrent);
                tokio::spawn(async move {
                    for _ in 0..own {
                        calls.ended_with(call(&client).await);
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await?;
        }
        Ok(calls)
    }

    pub fn made(&self) -> usize {
        self.made
    }

    pub fn memory_at_half_time(&self) -> u64 {
        self.memory_at_half_time.load(SeqCst)
    }

    /// Fails unless all calls ended as expected.
    pub fn check(&self) -> Result<(), Box<dyn Error>> {
        let ended = self.ended.load(SeqCst);
        if ended != self.made {
            return Err(format!("{ended} calls ended, expected {}", self.made).into());
        }
        match lock(&self.unexpected).first() {
            Some(unexpected) => Err(unexpected.clone().into()),
            None => Ok(()),
        }
    }

    fn ended_with(&self, outcome: Result<AssumeRoleOutput, AssumeRoleError>) {
        match outcome {
            Ok(output) => self.succeeded_with(&output),
            Err(error) => self.failed_with(&error),
        }
        if self.ended.fetch_add(1, SeqCst) + 1 == self.made / 2 {
            let memory = resident_kib().unwrap_or_default();
            self.memory_at_half_time.store(memory, SeqCst);
        }
    }

    fn succeeded_with(&self, output: &AssumeRoleOutput) {
        let attempts = output.response_metadata().attempts().len();
        *lock(&self.succeeded).entry(attempts).or_default() += 1;
        let arn = output.assumed_role_user().map(|user| user.arn());
        if arn != Some(ROLE_ARN) {
            self.report(format!(
                "the response of another call was returned: {arn:?}"
            ));
        }
    }

    /// The error has to explain the failure: an invalid response, or a fault that recurred in every
    /// attempt.
    fn failed_with(&self, error: &AssumeRoleError) {
        let attempts = error.metadata().map_or(0, |call| call.attempts().len());
        let text = error.to_string();
        let explained = match error.kind() {
            ErrorKind::Response => attempts >= 1 && error.status() == Some(200),
            ErrorKind::Service => attempts >= 1 && error.is_retryable() && error.status().is_some(),
            ErrorKind::Transport => attempts >= 1 && error.is_retryable(),
            _ => false,
        };
        if !explained || !text.starts_with("AssumeRole failed: ") {
            self.report(format!("an error without an explanation: {text}"));
        }
        let what = format!("{:?} after {attempts} attempts", error.kind());
        lock(&self.failed).entry(what).or_insert((0, text)).0 += 1;
    }

    fn report(&self, what: String) {
        lock(&self.unexpected).push(what);
    }
}

impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "succeeded, by number of attempts: {:?}",
            lock(&self.succeeded)
        )?;
        for (what, (times, text)) in &*lock(&self.failed) {
            write!(f, "\nfailed: {times} {what}, such as: {text}")?;
        }
        Ok(())
    }
}

async fn call(client: &Client) -> Result<AssumeRoleOutput, AssumeRoleError> {
    client
        .assume_role()
        .role_arn("arn:aws:iam::123456789012:role/soak")
        .role_session_name("session")
        .send()
        .await
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
