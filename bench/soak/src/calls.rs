//! The calls, and what becomes of them.

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
    /// How many succeeded, by the attempts that they took.
    succeeded: Mutex<BTreeMap<usize, usize>>,
    /// How many failed, by what the error says of them, with one that says it.
    failed: Mutex<BTreeMap<String, (usize, String)>>,
    /// Calls that ended otherwise than they should, told in a line each.
    wrong: Mutex<Vec<String>>,
    ended: AtomicUsize,
    memory_half_way: AtomicU64,
}

impl Calls {
    /// Makes so many calls, from so many tasks at once.
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

    pub fn memory_half_way(&self) -> u64 {
        self.memory_half_way.load(SeqCst)
    }

    /// Fails unless every call ended, and as it should.
    pub fn check(&self) -> Result<(), Box<dyn Error>> {
        let ended = self.ended.load(SeqCst);
        if ended != self.made {
            return Err(format!("{ended} calls ended, expected {}", self.made).into());
        }
        match lock(&self.wrong).first() {
            Some(wrong) => Err(wrong.clone().into()),
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
            self.memory_half_way.store(memory, SeqCst);
        }
    }

    fn succeeded_with(&self, output: &AssumeRoleOutput) {
        let attempts = output.response_metadata().attempts().len();
        *lock(&self.succeeded).entry(attempts).or_default() += 1;
        let arn = output.assumed_role_user().map(|user| user.arn());
        if arn != Some(ROLE_ARN) {
            self.is_wrong(format!("another answer was taken for this one: {arn:?}"));
        }
    }

    /// An error has to say why: an answer that makes no sense, or a fault that came again with
    /// every attempt there was.
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
            self.is_wrong(format!("an error that does not say why: {text}"));
        }
        let what = format!("{:?} after {attempts} attempts", error.kind());
        lock(&self.failed).entry(what).or_insert((0, text)).0 += 1;
    }

    fn is_wrong(&self, what: String) {
        lock(&self.wrong).push(what);
    }
}

impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "succeeded, by attempts: {:?}", lock(&self.succeeded))?;
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
