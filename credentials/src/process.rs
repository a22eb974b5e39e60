//! Runs commands. The runner is a value that tests can replace.
//!
//! ```
//! # mod querysmith {
//! #     pub use querysmith_credentials::*;
//! #     pub use querysmith_credentials::providers as credentials;
//! #     pub use querysmith_runtime::*;
//! # }
//! use querysmith::credentials::{ProcessProvider, ProviderContext};
//! use querysmith::process::{Process, ProcessError, ProcessOutput};
//! use querysmith::clock::BoxFuture;
//!
//! /// In a test, the output of a command is a value.
//! #[derive(Debug)]
//! struct Scripted(&'static str);
//!
//! impl Process for Scripted {
//!     fn run(&self, _: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>> {
//!         let stdout = self.0.as_bytes().to_vec();
//!         Box::pin(async move { Ok(ProcessOutput::new(0, stdout, "")) })
//!     }
//! }
//!
//! let context = ProviderContext::new().with_process(Scripted(r#"{"Version": 1}"#));
//! ```

mod system;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use system::SystemProcess;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::sensitive::SensitiveBlob;

/// Runs a command line and returns its output.
pub trait Process: fmt::Debug + Send + Sync {
    /// Runs `command` until it exits. Dropping the future kills the command.
    ///
    /// # Errors
    ///
    /// If the command cannot be started, or prints too much. A command that exits with an error is
    /// not an error here: its exit code is part of the output.
    fn run(&self, command: &str) -> BoxFuture<'_, Result<ProcessOutput, ProcessError>>;
}

/// The output of a command that has exited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessOutput {
    /// The exit code; `None` if a signal terminated it.
    pub code: Option<i32>,
    /// Its whole stdout, which may contain secrets.
    pub stdout: SensitiveBlob,
    /// The last 4 KiB of its stderr; empty if that went to the terminal.
    pub stderr: String,
}

impl ProcessOutput {
    /// The output of a command that exited with `code`.
    pub fn new(code: i32, stdout: impl Into<SensitiveBlob>, stderr: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            stdout: stdout.into(),
            stderr: stderr.into(),
        }
    }
}

/// Why a command could not be run until it exits. It does not show the command, which may contain
/// secrets.
#[derive(Debug, Clone)]
pub struct ProcessError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl ProcessError {
    /// An error with a message, which must not contain a secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// Sets the source of this error.
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
