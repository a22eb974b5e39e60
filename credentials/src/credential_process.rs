//! Credentials that an external command prints.

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

/// The default time limit of a command.
const TIME_LIMIT: Duration = Duration::from_secs(60);

const NAMES: Names = Names {
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "SessionToken",
    expiration: "Expiration",
    account_id: "AccountId",
};

/// Provides the credentials that a command prints, as configured by `credential_process` in a
/// profile.
///
/// The command prints a JSON object:
/// `{"Version": 1, "AccessKeyId": "...", "SecretAccessKey": "...", "SessionToken": "...",
/// "Expiration": "2030-01-31T12:00:00Z", "AccountId": "..."}`. The last three are optional. The
/// command runs each time credentials are requested.
///
/// The command line is passed to the system's shell verbatim (`sh -c`, on Windows
/// `cmd.exe /D /S /C`), as in most AWS SDKs, so the shell interprets quotes, variables and pipes in
/// it. Nothing is ever inserted into the line: all of it comes from the profile, whose author can
/// run commands anyway.
///
/// If stdin of this process is a terminal, the command can use it to ask the user, and its stderr
/// is shown there. Otherwise its stdin is empty, and if it fails, the last 300 characters that it
/// printed on stderr are part of the error.
///
/// The default time limit of a command is 60 s. [`SystemProcess`](crate::process::SystemProcess)
/// describes which processes are killed after that.
#[derive(Debug, Clone)]
pub struct ProcessProvider {
    command: SensitiveString,
    account_id: Option<String>,
    time_limit: Option<Duration>,
    process: Arc<dyn Process>,
    sleep: Option<Arc<dyn Sleep>>,
}

impl ProcessProvider {
    /// A provider that runs `command`.
    pub fn new(context: &ProviderContext, command: impl Into<SensitiveString>) -> Self {
        Self {
            command: command.into(),
            account_id: None,
            time_limit: Some(TIME_LIMIT),
            process: Arc::clone(&context.process),
            sleep: context.sleep.clone(),
        }
    }

    /// A provider that runs the command of a profile.
    pub fn from_step(context: &ProviderContext, step: &CredentialProcessStep) -> Self {
        Self {
            account_id: step.account_id.clone(),
            ..Self::new(context, step.command.clone())
        }
    }

    /// Sets the account id to use if the command does not print one.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets the time limit; `None` for no limit. A command that exceeds it is killed.
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
                    "the command did not exit within {:?}, and was killed",
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
        Some(_) => Err("Version is not a number, expected 1".to_owned()),
        None => Err("Version is missing, expected 1".to_owned()),
    }
}

/// The exit status of the command, and the end of its stderr.
fn failure(output: &ProcessOutput) -> String {
    let ended = match output.code {
        Some(code) => format!(
            "Error retrieving credentials: external process exited with code exit status: {code}"
        ),
        None => {
            "Error retrieving credentials: external process was terminated by a signal".to_owned()
        }
    };
    let stderr = last_part(output.stderr.trim());
    if stderr.is_empty() {
        return format!("{ended}, and nothing was captured from its stderr");
    }
    format!("{ended}; on stderr: {stderr}")
}

/// The end of `text`, where programs usually print the error, in one line.
fn last_part(text: &str) -> String {
    const SHOWN: usize = 300;
    let skipped = text.chars().count().saturating_sub(SHOWN);
    let start = text.char_indices().nth(skipped).map_or(0, |(at, _)| at);
    printable(text.get(start..).unwrap_or_default())
}

/// The name of the program, in backticks. It is empty if the line starts with a variable
/// assignment or quotes, because those may contain secrets, as may the rest of the line.
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
