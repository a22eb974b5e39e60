//! Running a command, as a value.

mod system;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use system::SystemProcess;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::sensitive::SensitiveBlob;

/// Runs a command line and gives what it prints.
pub trait Process: fmt::Debug + Send + Sync {
    /// Runs `command`, with nothing to read, to its end. Dropping the future ends the command.
    ///
    /// # Errors
    ///
    /// When the command cannot be started, or prints too much. A command that fails has an output
    /// like one that does not.
    fn run(&self, command: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>>;
}

/// What a command that has ended left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessOutput {
    /// The exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// All that it printed, which may be secret.
    pub stdout: SensitiveBlob,
    /// The end of what it printed for people to read: the last 4 KiB.
    pub stderr: String,
}

impl ProcessOutput {
    /// The output of a command that ended with `code`.
    pub fn new(code: i32, stdout: impl Into<SensitiveBlob>, stderr: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            stdout: stdout.into(),
            stderr: stderr.into(),
        }
    }
}

/// Why a command could not be run to its end. Shows nothing of the command, which may hold
/// secrets.
#[derive(Debug, Clone)]
pub struct ProcessError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl ProcessError {
    /// An error; `message` must hold no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// With the error beneath this one.
    #[must_use]
    pub fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        Self {
            source: Some(Arc::new(source)),
            ..self
        }
    }
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for ProcessError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}
