//! A readable explanation of what a chain tried.

use std::fmt;

use querysmith_runtime::{Credentials, CredentialsError, DateTime};

/// An explanation of what a chain tried, what it found, and why providers were skipped. It contains
/// no secrets.
///
/// `{}` prints one line, and `{:#}` a line for each provider and each warning, with the same text.
/// The error that no provider is configured ends with the one line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// One for each provider, in the order in which they are tried.
    pub steps: Vec<ExplanationStep>,
    /// Problems that do not prevent credentials from being found.
    pub warnings: Vec<String>,
}

/// One provider of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplanationStep {
    /// The name of the provider: `environment`, `profile`.
    pub provider: &'static str,
    /// The variables, files or addresses that it looks at.
    pub looked_at: String,
    /// The outcome.
    pub outcome: StepOutcome,
}

/// The outcome of calling a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepOutcome {
    /// It returned credentials. The id of an access key is not a secret.
    Found {
        /// The id of the access key.
        access_key_id: String,
        /// The account, if it is known.
        account_id: Option<String>,
        /// When they expire, if they do.
        expires_at: Option<DateTime>,
    },
    /// It is not configured, so the next provider was tried.
    Skipped(String),
    /// It is configured but failed, so no other provider was tried.
    Failed(String),
    /// It was not tried, because an earlier provider ended the chain.
    NotTried,
}

impl StepOutcome {
    pub(super) fn of(outcome: &Result<Credentials, CredentialsError>) -> Self {
        match outcome {
            Ok(credentials) => Self::Found {
                access_key_id: credentials.access_key_id().to_owned(),
                account_id: credentials.account_id().map(str::to_owned),
                expires_at: credentials.expires_at(),
            },
            Err(error) if error.is_not_configured() => Self::Skipped(error.message().to_owned()),
            Err(error) => Self::Failed(error.message().to_owned()),
        }
    }

    /// Whether this outcome ends the chain.
    pub(super) fn decides(&self) -> bool {
        matches!(self, Self::Found { .. } | Self::Failed(_))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if f.alternate() { "\n" } else { "; " };
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str(separator)?;
            }
            write!(f, "({}) {step}", index + 1)?;
        }
        for warning in &self.warnings {
            write!(f, "{separator}warning: {warning}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ExplanationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            looked_at,
            outcome,
        } = self;
        write!(f, "{provider} ({looked_at}): {outcome}")
    }
}

impl fmt::Display for StepOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found {
                access_key_id,
                account_id,
                expires_at,
            } => {
                write!(f, "found the access key {access_key_id}")?;
                if let Some(account_id) = account_id {
                    write!(f, " of account {account_id}")?;
                }
                match expires_at {
                    Some(time) => write!(f, ", which expires at {time}"),
                    None => f.write_str(", which does not expire"),
                }
            }
            Self::Skipped(why) => write!(f, "skipped: {why}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::NotTried => f.write_str("not tried"),
        }
    }
}
