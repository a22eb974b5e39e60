//! Credentials that a program prints.

use std::sync::Arc;
use std::time::Duration;

use crate::context::ProviderContext;
use crate::process::{Process, ProcessOutput};
use crate::profile::CredentialProcessStep;
use crate::response::{Names, printable, take_credentials};
use querysmith_runtime::clock::{BoxFuture, Sleep, within};
use querysmith_runtime::provider_v1::json::{Object, Value};
use querysmith_runtime::sensitive::SensitiveString;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};

/// The time that a command has unless told otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(60);

const NAMES: Names = Names {
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "SessionToken",
    expiration: "Expiration",
    account_id: "AccountId",
};

/// Gives the credentials that a command prints, as `credential_process` in a profile asks for.
///
/// The command prints a JSON object:
/// `{"Version": 1, "AccessKeyId": "...", "SecretAccessKey": "...", "SessionToken": "...",
/// "Expiration": "2030-01-31T12:00:00Z", "AccountId": "..."}`, the last three only if there are
/// any. It is run anew each time it is asked.
///
/// The line goes to the system's shell as it stands (`sh -c`, on Windows `cmd.exe /D /S /C`), as in most
/// of AWS's SDKs, so quotes, variables and pipes in it mean what they mean there. Nothing is ever
/// put into the line: all of it is the text of the profile, whose author can run commands anyway.
///
/// A command has 60 s, unless told otherwise. What it prints on stderr ends up in the error if it
/// fails, the last 300 characters of it, and nowhere else.
#[derive(Debug, Clone)]
pub struct ProcessProvider {
    command: SensitiveString,
    account_id: Option<String>,
    time_limit: Option<Duration>,
    process: Arc<dyn Process>,
    sleep: Option<Arc<dyn Sleep>>,
}

impl ProcessProvider {
    /// Runs `command`.
    pub fn new(context: &ProviderContext, command: impl Into<SensitiveString>) -> Self {
        Self {
            command: command.into(),
            account_id: None,
            time_limit: Some(TIME_LIMIT),
            process: Arc::clone(&context.process),
            sleep: context.sleep.clone(),
        }
    }

    /// Runs the command of a profile.
    pub fn from_step(context: &ProviderContext, step: &CredentialProcessStep) -> Self {
        Self {
            account_id: step.account_id.clone(),
            ..Self::new(context, step.command.clone())
        }
    }

    /// With the id of the account, for when the command does not print it.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// With another time limit, `None` for none. The command is ended when it passes.
    #[must_use]
    pub fn with_time_limit(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.time_limit = limit.into();
        self
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let run = self.process.run(&self.command);
        let output = within(self.sleep.as_deref(), self.time_limit, run)
            .await
            .map_err(|elapsed| {
                self.failed(&format!(
                    "it has not ended within {:?}, and was ended",
                    elapsed.0
                ))
            })?
            .map_err(|error| self.failed(&error.to_string()).with_source(error))?;
        if output.code != Some(0) {
            return Err(self.failed(&failure(&output)));
        }
        let credentials = Object::parse(&output.stdout)
            .map_err(|problem| format!("invalid JSON in response: {problem}"))
            .and_then(credentials_of)
            .map_err(|problem| {
                self.failed(&format!(
                    "Error retrieving credentials from external process, could not parse \
                     response: {problem}"
                ))
            })?;
        Ok(match (&self.account_id, credentials.account_id()) {
            (Some(account_id), None) => credentials.with_account_id(account_id),
            _ => credentials,
        })
    }

    fn failed(&self, problem: &str) -> CredentialsError {
        let program = program(&self.command);
        CredentialsError::failed(format!("credential_process{program}: {problem}"))
    }
}

impl ProvideCredentials for ProcessProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}

fn credentials_of(mut document: Object) -> Result<Credentials, String> {
    match document.take("Version") {
        Some(Value::Number(version)) if version == "1" => take_credentials(&mut document, &NAMES),
        Some(Value::Number(version)) => {
            let version = printable(&version);
            Err(format!("Version is {version}, expected 1"))
        }
        Some(_) => Err("Version is no number, expected 1".to_owned()),
        None => Err("Version is missing, expected 1".to_owned()),
    }
}

/// How the command ended, and what it said of that.
fn failure(output: &ProcessOutput) -> String {
    let ended = match output.code {
        Some(code) => format!(
            "Error retrieving credentials: external process exited with code exit status: {code}"
        ),
        None => "Error retrieving credentials: external process was ended by a signal".to_owned(),
    };
    let stderr = last_part(output.stderr.trim());
    if stderr.is_empty() {
        return format!("{ended}, and said nothing on stderr");
    }
    format!("{ended}; on stderr: {stderr}")
}

/// The end of `text`, where programs say what went wrong, in one line.
fn last_part(text: &str) -> String {
    const SHOWN: usize = 300;
    let skipped = text.chars().count().saturating_sub(SHOWN);
    let start = text.char_indices().nth(skipped).map_or(0, |(at, _)| at);
    printable(text.get(start..).unwrap_or_default())
}

/// The name of the program, in backticks. The rest of the line may hold secrets, and so may its
/// beginning, if that sets a variable or has quotes.
fn program(command: &str) -> String {
    let first = command.split_whitespace().next().unwrap_or_default();
    let file = first.rsplit('/').next().unwrap_or_default();
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if file.is_empty() || !file.chars().all(is_plain) || first.contains('=') {
        return String::new();
    }
    format!(" `{file}`")
}

#[cfg(test)]
mod tests;
